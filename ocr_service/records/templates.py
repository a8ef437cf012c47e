"""Published templates. A version never changes once published."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ocr_service.records.base import Base


class TemplateVersion(Base):
    """One published version: the template file's text and its companions in the file store."""

    __tablename__ = "template_versions"
    __table_args__ = (
        UniqueConstraint("name", "version"),
        # At most one version of a form is in use.
        Index(
            "uq_template_versions_in_use",
            "name",
            unique=True,
            sqlite_where=text("in_use = 1"),
            postgresql_where=text("in_use"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(63))
    version: Mapped[int]
    yaml: Mapped[str] = mapped_column(Text)
    in_use: Mapped[bool]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(80))
    # How it read the scans whose values were known, None where there were none.
    tested: Mapped[dict[str, Any] | None] = mapped_column(nullable=True)

    files: Mapped[list["TemplateFile"]] = relationship(order_by="TemplateFile.file_name", cascade="all, delete-orphan")


class TemplateFile(Base):
    """A file that lies beside the template: a page picture or a look-up list (lookups/NAME.csv)."""

    __tablename__ = "template_files"

    template_id: Mapped[int] = mapped_column(ForeignKey("template_versions.id", ondelete="CASCADE"), primary_key=True)
    file_name: Mapped[str] = mapped_column(String(120), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
