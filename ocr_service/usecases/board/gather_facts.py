"""Keeps figures of every scan that ended, so that quality and value can be asked for any time, also of forgotten scans.

The audit trail says which scans ended or were opened again; it is gone through once, in portions. What a scan had
counted before is taken back exactly when it counts anew, so a portion may be gone through twice without harm.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, selectinload

from ocr_service.forms.result import field_name
from ocr_service.reading.quality.judge_quality import PICTURE_FAULTS
from ocr_service.records.board import BoardMark, FieldHour, ScanFact
from ocr_service.records.calibration import FieldOutcome
from ocr_service.records.locks import lock_out_writers
from ocr_service.records.people import AuditEntry
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.usecases.board.supplier_fields import SupplierFields
from ocr_service.usecases.board.value import FieldEntry, saved_by
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.recheck_fields import CONFIRMED

# A portion holds the write lock for a moment only; after so many others get their turn until the next time.
_ENTRIES: Final = 200
_PORTIONS: Final = 100
# An entry whose transaction began earlier may be committed after one with a higher number; nothing takes this long.
_SETTLED: Final = timedelta(seconds=30)
_MARK: Final = "facts"
_ACTS: Final = (
    "scan.read",
    "scan.accepted",
    "scan.rejected",
    "scan.reopened",
    "scan.reprocessed",
    "scan.template_chosen",
    "scan.answered",
)
_ACCEPTED: Final = (ScanState.ACCEPTED, ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED)
_OUTCOMES: Final = {
    **dict.fromkeys(_ACCEPTED, "accepted"),
    ScanState.REJECTED: "rejected",
    ScanState.FAILED: "failed",
}
_Counts = dict[str, list[int]]  # field -> read, doubted, corrected


def gather_facts(services: Services) -> int:
    """Goes through what happened since the last time; returns how many scans were counted. Once a minute is enough."""
    counted = 0
    suppliers = SupplierFields(services)
    for _ in range(_PORTIONS):
        portion = _gather_some(services, suppliers)
        if portion is None:
            break
        counted += portion
    return counted


def _gather_some(services: Services, suppliers: SupplierFields) -> int | None:
    """One portion; None where there is nothing (more) to go through."""
    now = services.now()
    with services.database.begin() as session:
        lock_out_writers(session, BoardMark)
        mark = session.get(BoardMark, _MARK) or BoardMark(name=_MARK, position=0)
        entries = session.execute(
            select(AuditEntry.id, AuditEntry.action, AuditEntry.subject)
            .where(AuditEntry.id > mark.position, AuditEntry.at < now - _SETTLED)
            .order_by(AuditEntry.id)
            .limit(_ENTRIES)
        ).all()
        if not entries:
            return None
        touched = {subject for _, action, subject in entries if action in _ACTS}
        _count_anew(session, touched, suppliers)
        mark.position = entries[-1].id
        session.add(mark)
    return len(touched)


def _count_anew(session: Session, scan_ids: set[str], suppliers: SupplierFields) -> None:
    scans = session.scalars(
        select(Scan).where(Scan.id.in_(scan_ids)).options(selectinload(Scan.pages), selectinload(Scan.fields))
    ).all()
    # Scans that were forgotten keep their figures: only what is still there is looked at.
    there = {scan.id for scan in scans}
    before = session.scalars(select(ScanFact).where(ScanFact.scan_id.in_(there))).all()
    changes: Counter[tuple[datetime, str, str, int]] = Counter()
    for old in before:
        _add(changes, old, -1)
    session.execute(delete(ScanFact).where(ScanFact.scan_id.in_(there)))
    asked = _asked(session, there)
    facts = [fact for fact in (_fact(scan, asked, suppliers) for scan in scans) if fact is not None]
    for new in facts:
        _add(changes, new, +1)
    session.expunge_all()
    session.add_all(facts)
    _write_changes(session, changes)


def _fact(scan: Scan, asked: set[tuple[str, str]], suppliers: SupplierFields) -> ScanFact | None:
    """The scan's figures; None while it has not ended, and for a file whose documents count by themselves."""
    outcome = _OUTCOMES.get(ScanState(scan.state))
    if outcome is None:
        return None
    accepted = outcome == "accepted"
    rows = scan.fields if accepted else []
    counted: _Counts = {}
    entries = []
    for row in rows:
        doubted, corrected = _is_doubted(row, asked), row.value != row.read_value
        counts = counted.setdefault(field_name(row.path), [0, 0, 0])
        for place, one in enumerate((True, doubted, corrected)):
            counts[place] += one
        entries.append(FieldEntry(text=row.text, doubted=doubted, corrected=corrected))
    by_person = scan.accepted_by != "system" if accepted else _rejected_by_person(scan)
    saved = saved_by(entries, by_person=by_person)
    faults = [{reason["code"] for reason in page.reasons} & PICTURE_FAULTS for page in scan.pages]
    residuals = [page.residual_mm for page in scan.pages if page.residual_mm is not None]
    return ScanFact(
        scan_id=scan.id,
        ended_at=scan.accepted_at if accepted and scan.accepted_at else scan.changed_at,
        outcome=outcome,
        by_person=by_person,
        template=scan.template,
        site_id=scan.site_id,
        source=scan.source,
        actor=scan.actor,
        device=scan.device,
        supplier=suppliers.of(scan, rows),
        pages=len(scan.pages),
        faulty_pages=sum(bool(codes) for codes in faults),
        faults=dict(Counter(code for codes in faults for code in codes)) or None,
        residual_mm=sum(residuals) / len(residuals) if residuals else None,
        fields=len(rows),
        doubted=sum(entry.doubted for entry in entries),
        corrected=sum(entry.corrected for entry in entries),
        keys_saved=saved.keys,
        fields_saved=saved.fields,
        counted=counted,
    )


def _is_doubted(row: ScanField, asked: set[tuple[str, str]]) -> bool:
    """A person was asked about it, confirmed it, or corrected what nobody had asked about."""
    if row.corrected_by is not None or any(reason["code"] == CONFIRMED for reason in row.reasons):
        return True
    return (row.scan_id, row.path) in asked


def _rejected_by_person(scan: Scan) -> bool:
    return any(reason.get("code") == "rejected_by_person" for reason in scan.reasons)


def _asked(session: Session, scan_ids: set[str]) -> set[tuple[str, str]]:
    rows = session.execute(select(FieldOutcome.scan_id, FieldOutcome.path).where(FieldOutcome.scan_id.in_(scan_ids)))
    return {(scan_id, path) for scan_id, path in rows}


def _add(changes: Counter[tuple[datetime, str, str, int]], fact: ScanFact, sign: int) -> None:
    hour = fact.ended_at.replace(minute=0, second=0, microsecond=0)
    for field, counts in fact.counted.items():
        for place, count in enumerate(counts):
            changes[hour, fact.template or "", field, place] += sign * count


def _write_changes(session: Session, changes: Counter[tuple[datetime, str, str, int]]) -> None:
    rows: dict[tuple[datetime, str, str], list[int]] = {}
    for (hour, template, field, place), count in changes.items():
        rows.setdefault((hour, template, field), [0, 0, 0])[place] = count
    for key, counts in sorted(rows.items()):
        if any(counts):
            _add_to_hour(session, key, counts)


def _add_to_hour(session: Session, key: tuple[datetime, str, str], change: list[int]) -> None:
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    names = ("fields", "doubted", "corrected")
    counts = dict(zip(names, change, strict=True))
    hour, template, field = key
    where = (FieldHour.hour == hour, FieldHour.template == template, FieldHour.field == field)
    new = insert(FieldHour).values(hour=hour, template=template, field=field, **dict.fromkeys(names, 0))
    session.execute(new.on_conflict_do_nothing())
    session.execute(
        update(FieldHour)
        .where(*where)
        .values({name: getattr(FieldHour, name) + count for name, count in counts.items()})
        .execution_options(synchronize_session=False)
    )
