"""The operations board: workers' heartbeats, how queues went, facts about ended scans, warnings, wall links.

Revision ID: 0008
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables beside the others, and an index for what the board asks of scans."""
    _create_history()
    _create_facts()
    _create_warnings()
    op.create_table(
        "wall_links",
        _column("id", sa.String(40)),
        _column("name", sa.String(100)),
        _column("token_sha256", sa.String(64)),
        _column("created_at", _time()),
        _column("created_by", sa.String(80)),
        _column("used_at", _time(), nullable=True),
        _column("revoked_at", _time(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_wall_links"),
        sa.UniqueConstraint("token_sha256", name="uq_wall_links_token_sha256"),
    )
    op.create_index("ix_scans_accepted", "scans", ["accepted_at", "accepted_by"])


def _create_history() -> None:
    op.create_table(
        "worker_beats",
        _column("name", sa.String(120)),
        _column("started_at", _time()),
        _column("seen_at", _time()),
        _column("memory_mb", sa.Integer()),
        _column("scans", sa.Integer()),
        _column("reads", sa.Boolean()),
        sa.PrimaryKeyConstraint("name", name="pk_worker_beats"),
    )
    op.create_index("ix_worker_beats_seen_at", "worker_beats", ["seen_at"])
    op.create_table(
        "board_samples",
        _column("at", _time()),
        _column("unread", sa.Integer()),
        _column("to_review", sa.Integer()),
        _column("unsent", sa.Integer()),
        _column("disk_free_mb", sa.BigInteger()),
        sa.PrimaryKeyConstraint("at", name="pk_board_samples"),
    )


def _create_facts() -> None:
    op.create_table(
        "scan_facts",
        _column("scan_id", sa.String(40)),
        _column("ended_at", _time()),
        _column("outcome", sa.String(10)),
        _column("by_person", sa.Boolean()),
        _column("template", sa.String(63), nullable=True),
        _column("site_id", sa.String(40), nullable=True),
        _column("source", sa.String(20)),
        _column("actor", sa.String(80)),
        _column("supplier", sa.String(200), nullable=True),
        _column("pages", sa.Integer()),
        _column("faulty_pages", sa.Integer()),
        _column("faults", _json(), nullable=True),
        _column("residual_mm", sa.Double(), nullable=True),
        _column("fields", sa.Integer()),
        _column("doubted", sa.Integer()),
        _column("corrected", sa.Integer()),
        _column("keys_saved", sa.Integer()),
        _column("fields_saved", sa.Integer()),
        _column("counted", _json()),
        sa.PrimaryKeyConstraint("scan_id", name="pk_scan_facts"),
    )
    op.create_index("ix_scan_facts_ended_at", "scan_facts", ["ended_at", "outcome"])
    op.create_table(
        "field_hours",
        _column("hour", _time()),
        _column("template", sa.String(63)),
        _column("field", sa.String(130)),
        _column("fields", sa.Integer()),
        _column("doubted", sa.Integer()),
        _column("corrected", sa.Integer()),
        sa.PrimaryKeyConstraint("hour", "template", "field", name="pk_field_hours"),
    )
    op.create_table(
        "board_marks",
        _column("name", sa.String(40)),
        _column("position", sa.BigInteger()),
        sa.PrimaryKeyConstraint("name", name="pk_board_marks"),
    )


def _create_warnings() -> None:
    op.create_table(
        "warnings",
        _column("id", sa.String(40)),
        _column("kind", sa.String(40)),
        _column("subject", sa.String(200)),
        _column("params", _json()),
        _column("role", sa.String(20)),
        _column("opened_at", _time()),
        _column("checked_at", _time()),
        _column("calm_since", _time(), nullable=True),
        _column("seen_at", _time(), nullable=True),
        _column("seen_by", sa.String(80), nullable=True),
        _column("closed_at", _time(), nullable=True),
        _column("closed_by", sa.String(80), nullable=True),
        _column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_warnings"),
    )
    open_ones = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_warnings_open",
        "warnings",
        ["kind", "subject"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    op.create_index("ix_warnings_kind_subject", "warnings", ["kind", "subject", "opened_at"])
    op.create_index("ix_warnings_closed_at", "warnings", ["closed_at"])


def _column(name: str, kind: sa.types.TypeEngine[Any], *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def _time() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(JSONB(), "postgresql")
