"""Retention: scans that ended long ago are forgotten, and files that no row names any more are swept up.

The audit trail stays: it tells that the scan was there and who decided what.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from ocr_service.records import audit
from ocr_service.records.calibration import FieldOutcome
from ocr_service.records.cases import Case
from ocr_service.records.checking import AuditCheck
from ocr_service.records.deliveries import Delivery, DeliveryTry, IdempotencyRecord
from ocr_service.records.drafts import TemplateDraftFile, TemplateSample, TemplateSamplePage
from ocr_service.records.masterdata_loads import MasterdataLoad
from ocr_service.records.scans import Scan, ScanField, ScanPage
from ocr_service.records.states import ScanState
from ocr_service.records.templates import TemplateFile
from ocr_service.records.uploads import UploadPiece
from ocr_service.usecases.auditing.claim_audit import OPEN
from ocr_service.usecases.ports import Services
from ocr_service.usecases.receiving.idempotency import KEPT_FOR

# Scans of which nobody expects anything more; accepted ones where there is nothing left to send.
_ENDED: Final = (
    ScanState.ACCEPTED,
    ScanState.DELIVERED,
    ScanState.ANSWERED,
    ScanState.REJECTED,
    ScanState.FAILED,
    ScanState.CANCELLED,
    ScanState.SPLIT,
)
# Few enough that the write lock is free again within a moment.
_AT_ONCE: Final = 200
# A file is stored before the row that names it is written; so much later the row is there or never comes.
_UNNAMED_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """How many scans and files went."""

    scans: int
    files: int


# Notes what has just gone, in the transaction that makes it so where there is one.
Note = Callable[[Session, Forgotten], None]


@dataclass(frozen=True, kw_only=True)
class Forgettable:
    """How many scans would go, and since when nothing has happened to the oldest of them."""

    scans: int
    oldest: datetime | None


def find_forgettable(services: Services, *, keep_days: int) -> Forgettable:
    """What `forget_old` would forget now; with 0 nothing."""
    if not keep_days:
        return Forgettable(scans=0, oldest=None)
    now = services.now()
    due = (*_forgettable(now), Scan.changed_at < now - timedelta(days=keep_days))
    with services.database() as session:
        scans, oldest = session.execute(select(func.count(), func.min(Scan.changed_at)).where(*due)).one()
    return Forgettable(scans=scans, oldest=oldest)


def _note_nothing(session: Session, gone: Forgotten) -> None:
    """For callers who ask for the sum alone."""


def forget_old(services: Services, *, keep_days: int, note: Note = _note_nothing) -> Forgotten:
    """Forgets scans that ended more than `keep_days` ago (0 keeps all), then sweeps up. Once a day is enough.

    `note` is told of each portion, so that what was forgotten is known wherever this is cut off.
    """
    scans = 0
    while keep_days and (gone := _forget_some(services, timedelta(days=keep_days), note)):
        scans += gone
    with services.database.begin() as session:
        session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < services.now() - KEPT_FOR))
    return Forgotten(scans=scans, files=sweep_files(services, note=note))


def _forget_some(services: Services, age: timedelta, note: Note) -> int:
    now = services.now()
    with services.database.begin() as session:
        # Locked, so that none is opened again between this look and its end.
        scan_ids = session.scalars(
            select(Scan.id)
            .where(*_forgettable(now), Scan.changed_at < now - age)
            .order_by(Scan.id)
            .limit(_AT_ONCE)
            .with_for_update(of=Scan)
        ).all()
        deliveries = select(Delivery.id).where(Delivery.scan_id.in_(scan_ids))
        session.execute(delete(DeliveryTry).where(DeliveryTry.delivery_id.in_(deliveries)))
        session.execute(delete(Delivery).where(Delivery.scan_id.in_(scan_ids)))
        session.execute(delete(ScanPage).where(ScanPage.scan_id.in_(scan_ids)))
        session.execute(delete(ScanField).where(ScanField.scan_id.in_(scan_ids)))
        # What a person answered stays: it tells how sure the machine was, not what stood on the paper.
        unanswered = (FieldOutcome.scan_id.in_(scan_ids), FieldOutcome.right.is_(None))
        session.execute(delete(FieldOutcome).where(*unanswered))
        # So does what an audit has found; what it has not looked at yet cannot be looked at any more.
        unchecked = (AuditCheck.scan_id.in_(scan_ids), AuditCheck.state.in_(OPEN))
        session.execute(delete(AuditCheck).where(*unchecked))
        session.execute(delete(Scan).where(Scan.id.in_(scan_ids)))
        empty = ~exists().where(Scan.case_id == Case.id)
        session.execute(delete(Case).where(empty, Case.changed_at < now - age))
        for scan_id in scan_ids:
            audit.write(session, at=now, actor="system", action="scan.forgotten", subject=scan_id)
        note(session, Forgotten(scans=len(scan_ids), files=0))
    return len(scan_ids)


def _forgettable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    duplicate, document = aliased(Scan), aliased(Scan)
    # Also what was given up: a person has yet to decide about it.
    unsent = exists().where(Delivery.scan_id == Scan.id, Delivery.state.not_in(("delivered", "cancelled")))
    # Somebody is typing its values at this moment.
    in_hand = exists().where(AuditCheck.scan_id == Scan.id, AuditCheck.state.in_(OPEN), AuditCheck.checker_until > now)
    return (
        Scan.state.in_(_ENDED),
        ~unsent,
        ~in_hand,
        # The first scan of some bytes goes after those that name it.
        ~exists().where(duplicate.duplicate_of == Scan.id),
        # Nor what lies in a case that waits for more.
        ~exists().where(Case.id == Scan.case_id, Case.state.in_(("awaiting", "overdue"))),
        # And the scan of a whole file after its documents.
        ~exists().where(document.parent_id == Scan.id),
    )


def sweep_files(services: Services, *, note: Note = _note_nothing) -> int:
    """Deletes files that no row names: of forgotten scans, of readings that were replaced, of uploads that died."""
    before = services.now() - _UNNAMED_FOR
    services.files.sweep_incoming(before)
    swept = 0
    for batch in _batches(services.files.stored_before(before)):
        with services.database() as session:
            unnamed = batch - _named(session, batch)
        for sha256 in unnamed:
            services.files.forget(sha256, stored_before=before)
        swept += len(unnamed)
        with services.database.begin() as session:
            note(session, Forgotten(scans=0, files=len(unnamed)))
    return swept


def _batches(hashes: Iterator[str]) -> Iterator[set[str]]:
    while batch := set(islice(hashes, 500)):
        yield batch


def _named(session: Session, hashes: set[str]) -> set[str]:
    columns = (
        Scan.file_sha256,
        ScanPage.picture_sha256,
        TemplateFile.sha256,
        UploadPiece.sha256,
        TemplateDraftFile.sha256,
        TemplateSample.file_sha256,
        TemplateSamplePage.picture_sha256,
        MasterdataLoad.file_sha256,
    )
    named = (sha256 for column in columns for sha256 in session.scalars(select(column).where(column.in_(hashes))))
    return {sha256 for sha256 in named if sha256}
