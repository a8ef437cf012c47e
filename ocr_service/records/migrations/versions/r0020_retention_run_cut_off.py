"""A retention run that was cut off is known by the lease that it no longer renews.

Revision ID: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The runs before have ended."""
    op.add_column("retention", sa.Column("busy_until", sa.DateTime(timezone=True), nullable=True))
