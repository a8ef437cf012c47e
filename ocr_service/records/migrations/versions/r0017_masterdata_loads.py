"""Files that replace lists of master data wait in a table of their own, and are loaded by another process.

Revision ID: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """One row for each file; what waits is found by its state, what came to a list by the list's name."""
    op.create_table(
        "masterdata_loads",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("list_name", sa.String(63), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("hold", sa.Boolean(), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("wishes", _JSON, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("changes", _JSON, nullable=True),
        sa.Column("error", _JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_masterdata_loads"),
    )
    op.create_index("ix_masterdata_loads_state_created_at", "masterdata_loads", ["state", "created_at"])
    op.create_index("ix_masterdata_loads_list_name_created_at", "masterdata_loads", ["list_name", "created_at"])
