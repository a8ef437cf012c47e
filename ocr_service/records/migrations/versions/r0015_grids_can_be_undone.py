"""A person's latest grid of alike readings can be undone: each form is kept as it was before.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table; a form that is forgotten takes its row along."""
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.create_table(
        "grid_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grid", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("scan_id", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reasons", json, nullable=False),
        sa.Column("fields", json, nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_grid_checks_scan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_grid_checks"),
    )
    for column in ("grid", "actor", "scan_id"):
        op.create_index(f"ix_grid_checks_{column}", "grid_checks", [column])
