"""The audit trail is searched quickly by who, what, which and when; retention is chosen on a page, its runs are noted.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Each index leads from one thing asked for to the newest entries; the shorter ones before them go."""
    for column in ("actor", "action", "subject"):
        if column != "action":
            op.drop_index(f"ix_audit_{column}", "audit")
        op.create_index(f"ix_audit_{column}_at", "audit", [column, "at", "id"])
    op.drop_index("ix_audit_at", "audit")
    op.create_index("ix_audit_at_id", "audit", ["at", "id"])
    op.create_table(
        "retention",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.String(80), nullable=True),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scans", sa.Integer(), nullable=True),
        sa.Column("files", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_retention"),
    )
