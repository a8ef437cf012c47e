"""Master data: lists in versions, their rows and index, where they are fetched from, what scans were checked with.

Revision ID: 0009
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables beside the others; nothing that is there changes."""
    op.create_table(
        "masterdata_lists",
        _column("name", sa.String(63)),
        _column("version_id", sa.Integer(), nullable=True),
        _column("last_number", sa.Integer()),
        _column("created_at", _time()),
        sa.PrimaryKeyConstraint("name", name="pk_masterdata_lists"),
    )
    op.create_table(
        "masterdata_versions",
        _column("id", sa.Integer()),
        _column("list_name", sa.String(63)),
        _column("number", sa.Integer()),
        _column("edits", sa.Integer()),
        _column("ready", sa.Boolean()),
        _column("columns", _json()),
        _column("key_column", sa.String(63)),
        _column("display", _json()),
        _column("rows", sa.Integer()),
        _column("last_row", sa.Integer()),
        _column("size_bytes", sa.BigInteger()),
        _column("source", sa.String(20)),
        _column("loaded_by", sa.String(80)),
        _column("begun_at", _time()),
        _column("touched_at", _time()),
        _column("in_force_at", _time(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_masterdata_versions"),
        sa.ForeignKeyConstraint(
            ["list_name"], ["masterdata_lists.name"], name="fk_masterdata_versions_list_name", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("list_name", "number", name="uq_masterdata_versions_list_name_number"),
    )
    _create_rows()
    _create_sources()
    op.create_table(
        "scan_masterdata",
        _column("scan_id", sa.String(40)),
        _column("list_name", sa.String(63)),
        _column("version", sa.String(40)),
        sa.PrimaryKeyConstraint("scan_id", "list_name", name="pk_scan_masterdata"),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_scan_masterdata_scan_id", ondelete="CASCADE"),
    )


def _create_rows() -> None:
    op.create_table(
        "masterdata_rows",
        _column("version_id", sa.Integer()),
        _column("number", sa.Integer()),
        _column("key", sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")),
        _column("values", sa.JSON()),
        sa.PrimaryKeyConstraint("version_id", "number", name="pk_masterdata_rows"),
        sa.ForeignKeyConstraint(["version_id"], ["masterdata_versions.id"], name="fk_masterdata_rows_version_id"),
        sa.UniqueConstraint("version_id", "key", name="uq_masterdata_rows_version_id_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "masterdata_pairs",
        _column("version_id", sa.Integer()),
        _column("pair", sa.BigInteger()),
        _column("block", sa.Integer()),
        _column("rows", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("version_id", "pair", "block", name="pk_masterdata_pairs"),
        sa.ForeignKeyConstraint(["version_id"], ["masterdata_versions.id"], name="fk_masterdata_pairs_version_id"),
        sqlite_with_rowid=False,
    )


def _create_sources() -> None:
    op.create_table(
        "masterdata_sources",
        _column("list_name", sa.String(63)),
        _column("url", sa.String(2000)),
        _column("format", sa.String(10)),
        _column("key_column", sa.String(63), nullable=True),
        _column("display", _json(), nullable=True),
        _column("minutes", sa.Integer()),
        _column("allow_fewer", sa.Boolean()),
        _column("settings", _json()),
        _column("active", sa.Boolean()),
        _column("changed_at", _time()),
        _column("changed_by", sa.String(80)),
        _column("etag", sa.String(500), nullable=True),
        _column("last_modified", sa.String(100), nullable=True),
        _column("next_at", _time()),
        _column("tried_at", _time(), nullable=True),
        _column("fetched_at", _time(), nullable=True),
        _column("failures", sa.Integer()),
        _column("error", _json(), nullable=True),
        sa.PrimaryKeyConstraint("list_name", name="pk_masterdata_sources"),
    )
    op.create_index("ix_masterdata_sources_next_at", "masterdata_sources", ["next_at"])


def _column(name: str, kind: sa.types.TypeEngine[Any], *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def _time() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(JSONB(), "postgresql")
