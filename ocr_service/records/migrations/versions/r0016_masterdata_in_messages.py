"""Receivers may want the rows of the master data that a form's values stand for.

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those that are there get what they got before."""
    op.add_column("webhook_endpoints", sa.Column("masterdata", sa.Boolean(), nullable=False, server_default=sa.false()))
