"""The scanner, camera or program that made a scan's file, kept with the scan and with its figures.

Revision ID: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Scans that were read before have none until they are read again; they count by who handed them in, as before."""
    op.add_column("scans", sa.Column("device", sa.String(200), nullable=True))
    op.create_index("ix_scans_device_id", "scans", ["device", "id"])
    op.add_column("scan_facts", sa.Column("device", sa.String(200), nullable=True))
