"""Forms that are being drawn, and the filled scans that each form is tried on."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ocr_service.records.base import Base, new_id


class TemplateDraft(Base):
    """A template under way: what its file would say, right or wrong. `revision` counts its changes.

    `doubtful` are the names of suggested fields that nobody has looked at yet.
    """

    __tablename__ = "template_drafts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("draft"))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int] = mapped_column(default=1)
    content: Mapped[dict[str, Any]]
    doubtful: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # The form that it was begun from, where it was.
    template: Mapped[str | None] = mapped_column(String(63), index=True)
    template_version: Mapped[int | None]

    files: Mapped[list["TemplateDraftFile"]] = relationship(
        order_by="TemplateDraftFile.file_name", cascade="all, delete-orphan"
    )


class TemplateDraftFile(Base):
    """A page picture or a look-up list of a draft."""

    __tablename__ = "template_draft_files"

    draft_id: Mapped[str] = mapped_column(ForeignKey("template_drafts.id", ondelete="CASCADE"), primary_key=True)
    file_name: Mapped[str] = mapped_column(String(120), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)


class TemplateSample(Base):
    """A filled scan that a form is tried on: while it is drawn of the draft, afterwards of the form by name.

    `expected` are the values that a person has said to be right, as `forms.expected` has them; `reading` is the last
    one, of the content with the fingerprint `read_of`.
    """

    __tablename__ = "template_samples"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("sample"))
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("template_drafts.id", ondelete="CASCADE"), index=True)
    template: Mapped[str | None] = mapped_column(String(63), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    file_name: Mapped[str] = mapped_column(String(255))
    file_sha256: Mapped[str] = mapped_column(String(64), index=True)
    expected: Mapped[dict[str, Any] | None] = mapped_column(nullable=True)
    expected_by: Mapped[str | None] = mapped_column(String(80))
    reading: Mapped[dict[str, Any] | None] = mapped_column(nullable=True)
    read_of: Mapped[str | None] = mapped_column(String(64))
    read_at: Mapped[datetime | None]

    pages: Mapped[list["TemplateSamplePage"]] = relationship(
        order_by="TemplateSamplePage.number", cascade="all, delete-orphan"
    )


class TemplateSamplePage(Base):
    """The picture of a page as it was read last (JPEG in the file store)."""

    __tablename__ = "template_sample_pages"

    sample_id: Mapped[str] = mapped_column(ForeignKey("template_samples.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    picture_sha256: Mapped[str] = mapped_column(String(64), index=True)
