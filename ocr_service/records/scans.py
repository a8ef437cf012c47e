"""Scans, their pages and their fields."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ocr_service.records.base import Base, new_id


class Scan(Base):
    """One paper: an uploaded file, or some pages of one that held several. The row is the truth, the queue a hint."""

    __tablename__ = "scans"
    __table_args__ = (
        Index("ix_scans_state_lease", "state", "lease_until"),
        # Lists are paged by identifier, newest first, within one state, form or actor.
        Index("ix_scans_state_id", "state", "id"),
        Index("ix_scans_template_id", "template", "id"),
        Index("ix_scans_actor_id", "actor", "id"),
        Index("ix_scans_accepted", "accepted_at", "accepted_by"),
        Index("ix_scans_site_id", "site_id", "id"),
        Index("ix_scans_device_id", "device", "id"),
        # Of several scans of the same bytes exactly one is the first; the others name it.
        Index(
            "uq_scans_first_of_file",
            "file_sha256",
            unique=True,
            sqlite_where=text("duplicate_of IS NULL AND parent_id IS NULL"),
            postgresql_where=text("duplicate_of IS NULL AND parent_id IS NULL"),
        ),
        # A file is split once, whatever crashes.
        Index("uq_scans_document", "parent_id", "document", unique=True),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("scan"))
    created_at: Mapped[datetime] = mapped_column(index=True)
    changed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20))
    # Why it is in this state: a reason or error code with its params (see web/locales).
    reasons: Mapped[list[Any]] = mapped_column(default=list)

    file_sha256: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int]
    duplicate_of: Mapped[str | None] = mapped_column(ForeignKey("scans.id"), index=True)
    # One of several documents in a file: the scan of the whole file, which one of its documents (from 1), which pages.
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("scans.id"))
    document: Mapped[int | None]
    file_pages: Mapped[list[Any] | None] = mapped_column(nullable=True)
    source: Mapped[str] = mapped_column(String(20))  # api, upload, folder
    actor: Mapped[str] = mapped_column(String(80))  # user:<id>, key:<id>, system
    # Of whoever handed it in, at that time: who moves later takes no scans along.
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"))
    lane: Mapped[str] = mapped_column(String(10), default="normal")  # urgent, normal, bulk
    wanted_template: Mapped[str | None] = mapped_column(String(63))  # chosen by a person or by the caller
    client_reference: Mapped[str | None] = mapped_column(String(200), index=True)
    # The printed blank's own number, where the paper carries one (see `records.blanks`).
    serial: Mapped[str | None] = mapped_column(String(40), index=True)

    # The scanner, camera or program that the file says made it (see `reading.find_device`).
    device: Mapped[str | None] = mapped_column(String(200))

    attempts: Mapped[int] = mapped_column(default=0)
    # The worker's lease while reading: who, until when; the token makes a late result of a lost worker harmless.
    lease_owner: Mapped[str | None] = mapped_column(String(120))
    lease_token: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None]

    template: Mapped[str | None] = mapped_column(String(63))
    template_version: Mapped[int | None]
    engine: Mapped[str | None] = mapped_column(String(120))
    seconds: Mapped[dict[str, Any]] = mapped_column(default=dict)  # time of each reading step
    read_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None] = mapped_column(String(80))  # an actor, or "system" without a person
    result_version: Mapped[int] = mapped_column(default=0)  # counts each accepted result that was handed on

    # Until when it should be accepted, where its form promises that (Template.promise_minutes).
    due_at: Mapped[datetime | None]
    # A person's lease while reviewing.
    reviewer: Mapped[str | None] = mapped_column(String(80))
    review_until: Mapped[datetime | None]
    # Handed over to this person, whose desk it comes to first; until then nobody else is offered it.
    handed_to: Mapped[str | None] = mapped_column(String(80))
    handed_until: Mapped[datetime | None]
    # Whose desk has it ready as the next one. It is no claim: other desks only get another one ready.
    ahead_for: Mapped[str | None] = mapped_column(String(80))
    ahead_until: Mapped[datetime | None]

    erp_answer: Mapped[str | None] = mapped_column(String(20))  # approved, rejected
    erp_reference: Mapped[str | None] = mapped_column(String(200), index=True)
    erp_reason: Mapped[str | None] = mapped_column(Text)
    erp_rejections: Mapped[int] = mapped_column(default=0, server_default="0")  # how often this form came back

    # The papers that it lies together with, and who put it there: reference, field or person (see `records.cases`).
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    case_by: Mapped[str | None] = mapped_column(String(10))
    # Digest of the form and of the values that make it one certain paper (Template.unique_by).
    paper_key: Mapped[str | None] = mapped_column(String(64), index=True)

    pages: Mapped[list["ScanPage"]] = relationship(order_by="ScanPage.number", cascade="all, delete-orphan")
    fields: Mapped[list["ScanField"]] = relationship(order_by="ScanField.position", cascade="all, delete-orphan")


class ScanPage(Base):
    """A page's upright picture (JPEG in the file store) and how well it fits its template page."""

    __tablename__ = "scan_pages"

    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    picture_sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    dpi: Mapped[float]
    template_page: Mapped[int | None]
    residual_mm: Mapped[float | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)


class ScanField(Base):
    """One value: as read by the machine and, where a person changed it, as it stands now."""

    __tablename__ = "scan_fields"
    __table_args__ = (
        UniqueConstraint("scan_id", "path"),
        # Few fields are typed twice.
        Index(
            "ix_scan_fields_keying",
            "keying",
            "scan_id",
            sqlite_where=text("keying IS NOT NULL"),
            postgresql_where=text("keying IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"))
    position: Mapped[int]  # reading order
    path: Mapped[str] = mapped_column(String(160))
    type: Mapped[str] = mapped_column(String(30))
    value: Mapped[Any] = mapped_column(JSON, nullable=True)  # as it stands now
    text: Mapped[str] = mapped_column(Text)
    raw_text: Mapped[str] = mapped_column(Text)
    read_value: Mapped[Any] = mapped_column(JSON, nullable=True)  # as the machine read it; never changed
    confidence: Mapped[float]
    decision: Mapped[str] = mapped_column(String(10))  # accept, review; accept once a person confirmed it
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    alternatives: Mapped[list[Any]] = mapped_column(default=list)
    page: Mapped[int]
    box: Mapped[dict[str, Any]]  # pixels on the page's picture: x, y, width, height
    corrected_by: Mapped[str | None] = mapped_column(String(80))
    corrected_at: Mapped[datetime | None]
    # Of a field that two people type blind: which typing it waits for (first, second, third), or done. Else None.
    keying: Mapped[str | None] = mapped_column(String(8))
    # Whoever types it now, until when; the claim returns by itself.
    keyer: Mapped[str | None] = mapped_column(String(80))
    keyer_until: Mapped[datetime | None]
