"""Receivers' answers, each as it came; what is still asked; a late approval may close a review.

Revision ID: 0007
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# As `records.states` had it when this migration was written: new is the way from "needs_review" to "answered".
TRANSITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "received": "queued failed cancelled",
        "queued": "reading failed cancelled",
        "reading": "queued needs_template needs_review accepted rejected failed cancelled split",
        "needs_template": "queued rejected cancelled",
        "needs_review": "queued accepted rejected cancelled answered",
        "accepted": "queued needs_review delivering",
        "delivering": "delivered answered",
        "delivered": "answered",
        "answered": "answered needs_review",
        "rejected": "queued needs_review needs_template",
        "failed": "queued cancelled",
        "cancelled": "queued",
    }
)


def upgrade() -> None:
    """Two tables, a count on scans, and what the database itself refuses now knows of the new way."""
    _answers()
    _questions()
    op.add_column("scans", sa.Column("erp_rejections", sa.Integer(), nullable=False, server_default="0"))
    _guard()


def _answers() -> None:
    op.create_table(
        "receiver_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.String(40), nullable=False),
        sa.Column("result_version", sa.Integer(), nullable=False),
        sa.Column("endpoint_id", sa.String(40), nullable=True),
        sa.Column("message_id", sa.String(200), nullable=True),
        sa.Column("body_sha256", sa.String(64), nullable=True),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reference", sa.String(200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_receiver_answers_scan_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["webhook_endpoints.id"], name="fk_receiver_answers_endpoint_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_receiver_answers"),
        sa.UniqueConstraint("endpoint_id", "message_id", name="uq_receiver_answers_endpoint_id_message_id"),
    )
    op.create_index("ix_receiver_answers_scan_id_id", "receiver_answers", ["scan_id", "id"])


def _questions() -> None:
    op.create_table(
        "delivery_questions",
        sa.Column("delivery_id", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(200), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("next_ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(40), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(60), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_delivery_questions_delivery_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_delivery_questions"),
    )
    op.create_index("ix_delivery_questions_state_next", "delivery_questions", ["state", "next_ask_at"])


def _guard() -> None:
    known = " OR ".join(
        f"OLD.state = '{old}' AND NEW.state IN ({', '.join(repr(new) for new in news.split())})"
        for old, news in TRANSITIONS.items()
    )
    unknown = f"NEW.state <> OLD.state AND NOT ({known})"
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER scans_know_transition ON scans")
        op.execute(
            "CREATE TRIGGER scans_know_transition BEFORE UPDATE OF state ON scans FOR EACH ROW"
            f" WHEN ({unknown}) EXECUTE FUNCTION refuse_transition()"
        )
        return
    op.execute("DROP TRIGGER scans_know_transition")
    op.execute(
        "CREATE TRIGGER scans_know_transition BEFORE UPDATE OF state ON scans"
        f" WHEN {unknown} BEGIN SELECT RAISE(ABORT, 'unknown transition of a scan'); END"
    )
