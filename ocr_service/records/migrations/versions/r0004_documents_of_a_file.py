"""A file of several forms is split: each document is a scan of its own that names the file's scan and its pages.

Revision ID: 0004
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# As `records.states` had it when this migration was written: new is "reading" to "split", from where nothing leads on.
TRANSITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "received": "queued failed cancelled",
        "queued": "reading failed cancelled",
        "reading": "queued needs_template needs_review accepted rejected failed cancelled split",
        "needs_template": "queued rejected cancelled",
        "needs_review": "queued accepted rejected cancelled",
        "accepted": "queued needs_review delivering",
        "delivering": "delivered answered",
        "delivered": "answered",
        "answered": "answered needs_review",
        "rejected": "queued needs_review needs_template",
        "failed": "queued cancelled",
        "cancelled": "queued",
    }
)
_FIRST_OF_FILE: Final = "duplicate_of IS NULL AND parent_id IS NULL"


def upgrade() -> None:
    """Three columns, and what the database itself refuses now knows of them."""
    # Written out: Alembic adds no constraints on SQLite, which can do this one.
    op.execute("ALTER TABLE scans ADD COLUMN parent_id VARCHAR(40) CONSTRAINT fk_scans_parent_id REFERENCES scans (id)")
    op.add_column("scans", sa.Column("document", sa.Integer(), nullable=True))
    op.add_column("scans", sa.Column("file_pages", _json(), nullable=True))
    op.create_index("uq_scans_document", "scans", ["parent_id", "document"], unique=True)
    op.drop_index("uq_scans_first_of_file", "scans")
    op.create_index(
        "uq_scans_first_of_file",
        "scans",
        ["file_sha256"],
        unique=True,
        sqlite_where=sa.text(_FIRST_OF_FILE),
        postgresql_where=sa.text(_FIRST_OF_FILE),
    )
    _guard()


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(JSONB(), "postgresql")


def _guard() -> None:
    known = " OR ".join(
        f"OLD.state = '{old}' AND NEW.state IN ({', '.join(repr(new) for new in news.split())})"
        for old, news in TRANSITIONS.items()
    )
    unknown = f"NEW.state <> OLD.state AND NOT ({known})"
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER scans_know_transition ON scans")
        op.execute(
            "CREATE TRIGGER scans_know_transition BEFORE UPDATE OF state ON scans FOR EACH ROW"
            f" WHEN ({unknown}) EXECUTE FUNCTION refuse_transition()"
        )
        return
    op.execute("DROP TRIGGER scans_know_transition")
    op.execute(
        "CREATE TRIGGER scans_know_transition BEFORE UPDATE OF state ON scans"
        f" WHEN {unknown} BEGIN SELECT RAISE(ABORT, 'unknown transition of a scan'); END"
    )
