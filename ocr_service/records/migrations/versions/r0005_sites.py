"""Sites: where people, keys and therefore scans belong.

Revision ID: 0005
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BELONGING: Final = ("users", "api_keys", "scans")


def upgrade() -> None:
    """A table, and in three others which of its rows theirs belong to; what is there belongs to none."""
    op.create_table(
        "sites",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
        sa.UniqueConstraint("code", name="uq_sites_code"),
    )
    for table in _BELONGING:
        # Written out: Alembic adds no constraints on SQLite, which can do this one.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN site_id VARCHAR(40) CONSTRAINT fk_{table}_site_id REFERENCES sites (id)"
        )
    op.create_index("ix_scans_site_id", "scans", ["site_id", "id"])
