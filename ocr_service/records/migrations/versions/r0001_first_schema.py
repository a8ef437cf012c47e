"""The first schema: scans, templates, people, deliveries, and what the database itself refuses.

Revision ID: 0001
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# As `records.states` had it when this migration was written; a later change there needs a migration of its own.
TRANSITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "received": "queued failed cancelled",
        "queued": "reading failed cancelled",
        "reading": "queued needs_template needs_review accepted rejected failed cancelled",
        "needs_template": "queued rejected cancelled",
        "needs_review": "queued accepted rejected cancelled",
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
    """Creates everything in an empty database."""
    _create_scans()
    _create_templates()
    _create_people()
    _create_deliveries()
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(JSONB(), "postgresql")


def _time() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _unknown_transition() -> str:
    """SQL that is true where a scan goes from OLD.state to NEW.state although there is no such way."""
    known = " OR ".join(
        f"OLD.state = '{old}' AND NEW.state IN ({', '.join(repr(new) for new in news.split())})"
        for old, news in TRANSITIONS.items()
    )
    return f"NEW.state <> OLD.state AND NOT ({known})"


def _guard_on_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER scans_know_transition BEFORE UPDATE OF state ON scans"
        f" WHEN {_unknown_transition()} BEGIN SELECT RAISE(ABORT, 'unknown transition of a scan'); END"
    )
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_refuses_{act.lower()} BEFORE {act} ON audit"
            " BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END"
        )


def _guard_on_postgresql() -> None:
    for function, message in (
        ("refuse_transition", "unknown transition of a scan"),
        ("refuse_audit_change", "the audit trail is only added to"),
    ):
        op.execute(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END $$"
        )
    op.execute(
        "CREATE TRIGGER scans_know_transition BEFORE UPDATE OF state ON scans FOR EACH ROW"
        f" WHEN ({_unknown_transition()}) EXECUTE FUNCTION refuse_transition()"
    )
    op.execute(
        "CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )


def _create_scans() -> None:
    op.create_table(
        "scans",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("created_at", _time(), nullable=False),
        sa.Column("changed_at", _time(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reasons", _json(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("duplicate_of", sa.String(length=40), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("lane", sa.String(length=10), nullable=False),
        sa.Column("wanted_template", sa.String(length=63), nullable=True),
        sa.Column("client_reference", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=120), nullable=True),
        sa.Column("lease_token", sa.String(length=40), nullable=True),
        sa.Column("lease_until", _time(), nullable=True),
        sa.Column("template", sa.String(length=63), nullable=True),
        sa.Column("template_version", sa.Integer(), nullable=True),
        sa.Column("engine", sa.String(length=120), nullable=True),
        sa.Column("seconds", _json(), nullable=False),
        sa.Column("read_at", _time(), nullable=True),
        sa.Column("accepted_at", _time(), nullable=True),
        sa.Column("accepted_by", sa.String(length=80), nullable=True),
        sa.Column("result_version", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=80), nullable=True),
        sa.Column("review_until", _time(), nullable=True),
        sa.Column("erp_answer", sa.String(length=20), nullable=True),
        sa.Column("erp_reference", sa.String(length=200), nullable=True),
        sa.Column("erp_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["duplicate_of"], ["scans.id"], name=op.f("fk_scans_duplicate_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
    )
    op.create_index("ix_scans_actor_id", "scans", ["actor", "id"], unique=False)
    op.create_index(op.f("ix_scans_client_reference"), "scans", ["client_reference"], unique=False)
    op.create_index(op.f("ix_scans_created_at"), "scans", ["created_at"], unique=False)
    op.create_index(op.f("ix_scans_duplicate_of"), "scans", ["duplicate_of"], unique=False)
    op.create_index(op.f("ix_scans_erp_reference"), "scans", ["erp_reference"], unique=False)
    op.create_index(op.f("ix_scans_file_sha256"), "scans", ["file_sha256"], unique=False)
    op.create_index("ix_scans_state_id", "scans", ["state", "id"], unique=False)
    op.create_index("ix_scans_state_lease", "scans", ["state", "lease_until"], unique=False)
    op.create_index("ix_scans_template_id", "scans", ["template", "id"], unique=False)
    op.create_index(
        "uq_scans_first_of_file",
        "scans",
        ["file_sha256"],
        unique=True,
        sqlite_where=sa.text("duplicate_of IS NULL"),
        postgresql_where=sa.text("duplicate_of IS NULL"),
    )
    op.create_table(
        "scan_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raw_text", sa.Text(), nullable=False),
        sa.Column("read_value", sa.JSON(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("reasons", _json(), nullable=False),
        sa.Column("alternatives", _json(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("box", _json(), nullable=False),
        sa.Column("corrected_by", sa.String(length=80), nullable=True),
        sa.Column("corrected_at", _time(), nullable=True),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_scan_fields_scan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_fields")),
        sa.UniqueConstraint("scan_id", "path", name=op.f("uq_scan_fields_scan_id_path")),
    )
    op.create_table(
        "scan_pages",
        sa.Column("scan_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("dpi", sa.Double(), nullable=False),
        sa.Column("template_page", sa.Integer(), nullable=True),
        sa.Column("residual_mm", sa.Double(), nullable=True),
        sa.Column("reasons", _json(), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_scan_pages_scan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scan_id", "number", name=op.f("pk_scan_pages")),
    )
    op.create_index(op.f("ix_scan_pages_picture_sha256"), "scan_pages", ["picture_sha256"], unique=False)


def _create_templates() -> None:
    op.create_table(
        "template_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=63), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("yaml", sa.Text(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("published_at", _time(), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_versions")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_template_versions_name_version")),
    )
    op.create_index(
        "uq_template_versions_in_use",
        "template_versions",
        ["name"],
        unique=True,
        sqlite_where=sa.text("in_use = 1"),
        postgresql_where=sa.text("in_use"),
    )
    op.create_table(
        "template_files",
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["template_versions.id"], name=op.f("fk_template_files_template_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("template_id", "file_name", name=op.f("pk_template_files")),
    )


def _create_people() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("scopes", _json(), nullable=False),
        sa.Column("created_at", _time(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("last_used_at", _time(), nullable=True),
        sa.Column("revoked_at", _time(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_sha256", name=op.f("uq_api_keys_key_sha256")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=True),
        sa.Column("old", _json(), nullable=True),
        sa.Column("new", _json(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_actor"), "audit", ["actor"], unique=False)
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", _time(), nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", _time(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", _time(), nullable=False),
        sa.Column("seen_at", _time(), nullable=False),
        sa.Column("expires_at", _time(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)


def _create_deliveries() -> None:
    op.create_table(
        "idempotency",
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", _json(), nullable=True),
        sa.Column("created_at", _time(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_created_at"), "idempotency", ["created_at"], unique=False)
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("templates", _json(), nullable=False),
        sa.Column("secrets", _json(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("disabled_reason", sa.String(length=60), nullable=True),
        sa.Column("created_at", _time(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("scan_id", sa.String(length=40), nullable=False),
        sa.Column("endpoint_id", sa.String(length=40), nullable=False),
        sa.Column("result_version", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", _time(), nullable=False),
        sa.Column("first_try_at", _time(), nullable=True),
        sa.Column("next_try_at", _time(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.String(length=40), nullable=True),
        sa.Column("lease_until", _time(), nullable=True),
        sa.Column("delivered_at", _time(), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoints.id"], name=op.f("fk_deliveries_endpoint_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_deliveries_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "scan_id", "endpoint_id", "result_version", name=op.f("uq_deliveries_scan_id_endpoint_id_result_version")
        ),
    )
    op.create_index(op.f("ix_deliveries_endpoint_id"), "deliveries", ["endpoint_id"], unique=False)
    op.create_index(op.f("ix_deliveries_scan_id"), "deliveries", ["scan_id"], unique=False)
    op.create_index("ix_deliveries_state_next", "deliveries", ["state", "next_try_at"], unique=False)
    op.create_table(
        "delivery_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.String(length=40), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(length=60), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_delivery_tries_delivery_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_tries")),
    )
    op.create_index(op.f("ix_delivery_tries_delivery_id"), "delivery_tries", ["delivery_id"], unique=False)
