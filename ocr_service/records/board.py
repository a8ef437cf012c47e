"""What the operations board rests on: who works, how the queues went, facts about scans that ended, warnings."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base, new_id


class WorkerBeat(Base):
    """A worker process as it last told of itself. One that is gone stays until it is swept."""

    __tablename__ = "worker_beats"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    memory_mb: Mapped[int]  # resident, with the process that reads for it
    scans: Mapped[int]  # read since it started
    reads: Mapped[bool]  # has a scan in hand


class BoardSample(Base):
    """How things stood at one minute: the history that charts and warnings are made of."""

    __tablename__ = "board_samples"

    at: Mapped[datetime] = mapped_column(primary_key=True)  # a whole minute, so that several hosts write one row
    unread: Mapped[int]  # scans that wait for a worker
    to_review: Mapped[int]  # forms that wait for a person
    unsent: Mapped[int]  # messages that wait for their receiver
    disk_free_mb: Mapped[int] = mapped_column(BigInteger)


class ScanFact(Base):
    """A scan that ended, in figures. It outlives its scan; of its values it holds the supplier's name alone."""

    __tablename__ = "scan_facts"
    # Figures are asked for spans of time.
    __table_args__ = (Index("ix_scan_facts_ended_at", "ended_at", "outcome"),)

    scan_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    ended_at: Mapped[datetime]  # accepted, rejected or failed
    outcome: Mapped[str] = mapped_column(String(10))  # accepted, rejected, failed
    by_person: Mapped[bool]  # a person accepted or rejected it
    template: Mapped[str | None] = mapped_column(String(63))
    site_id: Mapped[str | None] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(80))  # who handed it in
    device: Mapped[str | None] = mapped_column(String(200))  # what made the file, where it says so
    supplier: Mapped[str | None] = mapped_column(String(200))  # the field that the template marks
    pages: Mapped[int]
    faulty_pages: Mapped[int]
    faults: Mapped[dict[str, Any] | None]  # picture-quality reason -> pages
    residual_mm: Mapped[float | None]  # mean over its pages
    fields: Mapped[int]  # read; of accepted forms only
    doubted: Mapped[int]  # of these, a person was asked about
    corrected: Mapped[int]  # of these, the machine had wrong
    keys_saved: Mapped[int]  # see usecases/board/value.py
    fields_saved: Mapped[int]
    counted: Mapped[dict[str, Any]]  # field -> [read, doubted, corrected], as it went into `field_hours`


class FieldHour(Base):
    """A form's field over one hour (UTC), counted when its forms were accepted."""

    __tablename__ = "field_hours"

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    template: Mapped[str] = mapped_column(String(63), primary_key=True)
    field: Mapped[str] = mapped_column(String(130), primary_key=True)  # the field's name, or table.column
    fields: Mapped[int]
    doubted: Mapped[int]
    corrected: Mapped[int]


class BoardMark(Base):
    """How far something has got that goes through the audit trail in portions."""

    __tablename__ = "board_marks"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)  # the last audit entry that was looked at


class Warning(Base):
    """Something that will hurt unless somebody acts: opened, seen, closed. Rows stay, as a ledger."""

    __tablename__ = "warnings"
    __table_args__ = (
        # The same trouble is told once, however many hosts look for it.
        Index(
            "uq_warnings_open",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_warnings_kind_subject", "kind", "subject", "opened_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("warn"))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))  # what it is about: a form, a receiver, a queue; "" for all
    params: Mapped[dict[str, Any]]  # the figures that its sentence names
    role: Mapped[str] = mapped_column(String(20))  # who should act
    opened_at: Mapped[datetime]
    checked_at: Mapped[datetime]  # when it was last found to hold
    calm_since: Mapped[datetime | None]  # no longer found since; some time later it closes by itself
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[str | None] = mapped_column(String(80))
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[str | None] = mapped_column(String(80))  # an actor; "system" where it passed
    note: Mapped[str | None] = mapped_column(Text)


class WallLink(Base):
    """A link that opens the wall view and nothing else. Only its token's SHA-256 is kept."""

    __tablename__ = "wall_links"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("wall"))
    name: Mapped[str] = mapped_column(String(100))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
