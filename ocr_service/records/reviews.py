"""What people at the review desk leave beside a scan: comments, and tables as they were before a change."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base, new_id


class ScanComment(Base):
    """What somebody said or asked about a scan. Rows are only ever added."""

    __tablename__ = "scan_comments"
    # Identifiers sort by time.
    __table_args__ = (Index("ix_scan_comments_scan_id_id", "scan_id", "id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("comment"))
    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))  # user:<id>, key:<id>
    text: Mapped[str] = mapped_column(Text)


class TableEdit(Base):
    """All cells of a table as they were before a person changed its rows: what undoing brings back, newest first."""

    __tablename__ = "scan_table_edits"

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"), index=True)
    table: Mapped[str] = mapped_column("table_name", String(63))
    cells: Mapped[list[Any]]  # the columns of each cell's row in scan_fields, by name
