"""Files that come in piece by piece, until they are whole and handed in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ocr_service.records.base import Base, new_id


class PartialUpload(Base):
    """A file of `size_bytes`, of which the first `received` bytes are safe. `scan_id` is what it led to."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("up"))
    actor: Mapped[str] = mapped_column(String(80), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    size_bytes: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    # No foreign key: the scan may be forgotten first.
    scan_id: Mapped[str | None] = mapped_column(String(40))

    pieces: Mapped[list["UploadPiece"]] = relationship(order_by="UploadPiece.start", cascade="all, delete-orphan")


class UploadPiece(Base):
    """The bytes from `start` on, in the file store under their hash."""

    __tablename__ = "upload_pieces"

    upload_id: Mapped[str] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
