"""The review desk: what is due when, who was handed a form, comments, and tables as they were before a change.

Revision ID: 0006
"""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TIMES: Final = ("due_at", "handed_until", "ahead_until")
_PEOPLE: Final = ("handed_to", "ahead_for")


def upgrade() -> None:
    """Columns that are empty for what is there, and two tables."""
    for name in _TIMES:
        op.add_column("scans", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in _PEOPLE:
        op.add_column("scans", sa.Column(name, sa.String(80), nullable=True))
    op.create_table(
        "scan_comments",
        sa.Column("id", sa.String(40), nullable=False),
        _scan(),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _belongs("scan_comments"),
        sa.PrimaryKeyConstraint("id", name="pk_scan_comments"),
    )
    op.create_index("ix_scan_comments_scan_id_id", "scan_comments", ["scan_id", "id"])
    op.create_table(
        "scan_table_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        _scan(),
        sa.Column("table_name", sa.String(63), nullable=False),
        sa.Column("cells", _json(), nullable=False),
        _belongs("scan_table_edits"),
        sa.PrimaryKeyConstraint("id", name="pk_scan_table_edits"),
    )
    op.create_index("ix_scan_table_edits_scan_id", "scan_table_edits", ["scan_id"])


def _scan() -> sa.Column[Any]:
    return sa.Column("scan_id", sa.String(40), nullable=False)


def _belongs(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=f"fk_{table}_scan_id", ondelete="CASCADE")


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(JSONB(), "postgresql")
