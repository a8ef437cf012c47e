"""Forms are drawn in the service: drafts, the scans that they are tried on, and how a version did when published.

Revision ID: 0013
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Four tables and a column."""
    op.create_table(
        "template_drafts",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", _json(), nullable=False),
        sa.Column("template", sa.String(63), nullable=True),
        sa.Column("template_version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_template_drafts"),
    )
    op.create_index("ix_template_drafts_template", "template_drafts", ["template"])
    op.create_table(
        "template_draft_files",
        sa.Column("draft_id", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "file_name", name="pk_template_draft_files"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["template_drafts.id"], name="fk_template_draft_files_draft_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_template_draft_files_sha256", "template_draft_files", ["sha256"])
    _create_samples()
    op.add_column("template_versions", sa.Column("tested", _json(), nullable=True))


def _create_samples() -> None:
    op.create_table(
        "template_samples",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("draft_id", sa.String(40), nullable=True),
        sa.Column("template", sa.String(63), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(80), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("expected", _json(), nullable=True),
        sa.Column("expected_by", sa.String(80), nullable=True),
        sa.Column("reading", _json(), nullable=True),
        sa.Column("read_of", sa.String(64), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_template_samples"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["template_drafts.id"], name="fk_template_samples_draft_id", ondelete="CASCADE"
        ),
    )
    for column in ("draft_id", "template", "file_sha256"):
        op.create_index(f"ix_template_samples_{column}", "template_samples", [column])
    op.create_table(
        "template_sample_pages",
        sa.Column("sample_id", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("picture_sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sample_id", "number", name="pk_template_sample_pages"),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["template_samples.id"], name="fk_template_sample_pages_sample_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_template_sample_pages_picture_sha256", "template_sample_pages", ["picture_sha256"])


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(JSONB(), "postgresql")
