"""Which suggested fields of a draft nobody has looked at yet is kept with the draft.

Revision ID: 0019
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of drafts that were begun before nothing is known: their fields count as looked at."""
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("template_drafts", sa.Column("doubtful", json, nullable=False, server_default="[]"))
