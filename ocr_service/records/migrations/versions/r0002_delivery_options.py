"""Receivers' options: how they want their results, in which order and how fast; versions of their mappings.

Revision ID: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds columns with what held until now as their value in the rows that are there."""
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    for column in (
        _filled("kind", sa.String(length=40), "webhook"),
        _filled("settings", json, "{}"),
        _filled("events", json, '["form.accepted"]'),
        _filled("envelope", sa.String(length=20), "standard"),
        _filled("format", sa.String(length=10), "json"),
        _filled("encoding", sa.String(length=20), "utf-8"),
        sa.Column("order_by", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        _filled("large_as_link", sa.Boolean(), sa.false()),
        _filled("max_concurrent", sa.Integer(), "2"),
        sa.Column("per_minute", sa.Integer(), nullable=True),
        _filled("failures_in_row", sa.Integer(), "0"),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("webhook_endpoints", column)
    for column in (
        _filled("content_type", sa.String(length=100), "application/json; charset=utf-8"),
        sa.Column("mapping_version", sa.Integer(), nullable=True),
        sa.Column("order_key", sa.String(length=200), nullable=True),
    ):
        op.add_column("deliveries", column)
    # What was put out before there were mappings needed none.
    op.execute("UPDATE deliveries SET mapping_version = 0")
    op.create_index("ix_deliveries_order", "deliveries", ["endpoint_id", "order_key", "state"], unique=False)
    op.create_index(op.f("ix_delivery_tries_at"), "delivery_tries", ["at"], unique=False)
    op.create_table(
        "endpoint_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endpoint_id", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=63), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.id"],
            name=op.f("fk_endpoint_mappings_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoint_mappings")),
        sa.UniqueConstraint(
            "endpoint_id", "template", "version", name=op.f("uq_endpoint_mappings_endpoint_id_template_version")
        ),
    )


def _filled(name: str, kind: sa.types.TypeEngine[Any], value: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=value)
