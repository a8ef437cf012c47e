"""Double keying and the random audit: what people typed blind, and which accepted forms were drawn.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns that are empty for what is there, and four tables."""
    op.add_column("scan_fields", sa.Column("keying", sa.String(8), nullable=True))
    op.add_column("scan_fields", sa.Column("keyer", sa.String(80), nullable=True))
    op.add_column("scan_fields", sa.Column("keyer_until", _time(), nullable=True))
    op.create_index(
        "ix_scan_fields_keying",
        "scan_fields",
        ["keying", "scan_id"],
        sqlite_where=sa.text("keying IS NOT NULL"),
        postgresql_where=sa.text("keying IS NOT NULL"),
    )
    _create_keyed_values()
    _create_audit_checks()
    op.create_table(
        "audited_fields",
        sa.Column("check_id", sa.String(40), nullable=False),
        sa.Column("path", sa.String(160), nullable=False),
        sa.Column("field", sa.String(130), nullable=False),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.Column("typed", sa.JSON(), nullable=True),
        sa.Column("typed_text", sa.Text(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["check_id"], ["audit_checks.id"], name="fk_audited_fields_check_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("check_id", "path", name="pk_audited_fields"),
    )
    op.create_table(
        "audit_seed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_seed"),
    )
    op.create_index("ix_audited_fields_field", "audited_fields", ["field", "check_id"])


def _create_keyed_values() -> None:
    op.create_table(
        "keyed_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["scan_fields.id"], name="fk_keyed_values_field_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_keyed_values"),
        sa.UniqueConstraint("field_id", "actor", name="uq_keyed_values_field_id_actor"),
        sa.UniqueConstraint("field_id", "number", name="uq_keyed_values_field_id_number"),
    )


def _create_audit_checks() -> None:
    op.create_table(
        "audit_checks",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("scan_id", sa.String(40), nullable=False),
        sa.Column("result_version", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(63), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("accepted_by", sa.String(80), nullable=False),
        sa.Column("drawn_at", _time(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("checker", sa.String(80), nullable=True),
        sa.Column("checker_until", _time(), nullable=True),
        sa.Column("checked_by", sa.String(80), nullable=True),
        sa.Column("checked_at", _time(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit_checks"),
        sa.UniqueConstraint("scan_id", "result_version", name="uq_audit_checks_scan_id_result_version"),
    )
    op.create_index("ix_audit_checks_state_id", "audit_checks", ["state", "id"])
    op.create_index("ix_audit_checks_template_checked_at", "audit_checks", ["template", "checked_at"])


def _time() -> sa.DateTime:
    return sa.DateTime(timezone=True)
