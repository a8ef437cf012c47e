"""Scans are found by any of their values; files come in piece by piece; printed blanks carry a serial number.

Revision ID: 0011
"""

import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Four tables and a column; what is there already can be found at once."""
    op.create_table(
        "scan_texts",
        sa.Column("scan_id", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scan_id", name="pk_scan_texts"),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_scan_texts_scan_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.add_column("scans", sa.Column("serial", sa.String(40), nullable=True))
    op.create_index("ix_scans_serial", "scans", ["serial"])
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_actor", "uploads", ["actor"])
    op.create_index("ix_uploads_created_at", "uploads", ["created_at"])
    op.create_table(
        "upload_pieces",
        sa.Column("upload_id", sa.String(40), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", "start", name="pk_upload_pieces"),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name="fk_upload_pieces_upload_id", ondelete="CASCADE"),
    )
    op.create_table(
        "blank_series",
        sa.Column("template", sa.String(63), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("template", name="pk_blank_series"),
    )
    _fill_texts()


# As `records.search` had it when this migration was written.
def _fill_texts() -> None:
    connection = op.get_bind()
    value = sa.JSON().with_variant(JSONB(), "postgresql")
    scans = sa.table("scans", *map(sa.column, ("id", "file_name", "client_reference", "erp_reference")))
    fields = sa.table("scan_fields", *map(sa.column, ("scan_id", "position", "text")), sa.column("value", value))
    texts = sa.table("scan_texts", sa.column("scan_id"), sa.column("text"))
    after = ""
    while rows := connection.execute(sa.select(scans).where(scans.c.id > after).order_by(scans.c.id).limit(500)).all():
        after = rows[-1].id
        lines = {row.id: [_squash(one) for one in row[1:] if one] for row in rows}
        read = sa.select(fields).where(fields.c.scan_id.in_(lines)).order_by(fields.c.scan_id, fields.c.position)
        for field in connection.execute(read):
            values = field.value if isinstance(field.value, list) else [field.value]
            given = (field.text, *values)
            lines[field.scan_id] += [
                _squash(str(one)) for one in given if one is not None and not isinstance(one, bool)
            ]
        found = [
            {"scan_id": scan_id, "text": "\n".join(dict.fromkeys(filter(None, of_scan)))[:20_000]}
            for scan_id, of_scan in lines.items()
        ]
        connection.execute(sa.insert(texts), found)


def _squash(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
