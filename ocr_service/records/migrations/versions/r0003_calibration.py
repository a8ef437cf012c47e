"""What reviewers' answers say about how sure the machine was.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables beside the others; nothing that is there changes."""
    op.create_table(
        "field_outcomes",
        sa.Column("scan_id", sa.String(40), nullable=False),
        sa.Column("path", sa.String(160), nullable=False),
        sa.Column("template", sa.String(63), nullable=False),
        sa.Column("field", sa.String(130), nullable=False),
        sa.Column("log_odds", sa.Double(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scan_id", "path", name="pk_field_outcomes"),
    )
    op.create_index("ix_field_outcomes_template_field_at", "field_outcomes", ["template", "field", "at"])
    op.create_table(
        "field_shifts",
        sa.Column("template", sa.String(63), nullable=False),
        sa.Column("field", sa.String(130), nullable=False),
        sa.Column("shift", sa.Double(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("learnt_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("template", "field", name="pk_field_shifts"),
    )
