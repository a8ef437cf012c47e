"""Cases, which papers lie in them, and by what a paper is known to have been given before.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, three columns."""
    op.create_table(
        "cases",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(80), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key_name", sa.String(63), nullable=False),
        sa.Column("key", sa.String(200), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("kind", "key_name", "key", name="uq_cases_kind_key_name_key"),
    )
    op.create_index("ix_cases_state_due_at", "cases", ["state", "due_at"])
    # Written out: Alembic adds no constraints on SQLite, which can do this one.
    op.execute("ALTER TABLE scans ADD COLUMN case_id VARCHAR(40) CONSTRAINT fk_scans_case_id REFERENCES cases (id)")
    op.add_column("scans", sa.Column("case_by", sa.String(10), nullable=True))
    op.add_column("scans", sa.Column("paper_key", sa.String(64), nullable=True))
    op.create_index("ix_scans_case_id", "scans", ["case_id"])
    op.create_index("ix_scans_paper_key", "scans", ["paper_key"])
