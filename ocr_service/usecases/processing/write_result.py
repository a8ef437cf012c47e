"""Writes down what was read: pages, fields, the state that follows, and what must be sent, in one transaction."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ocr_service.forms.result import FieldResult, FormDecision, FormResult, PageResult
from ocr_service.reading.quality.judge_quality import PICTURE_FAULTS
from ocr_service.records import audit
from ocr_service.records.reviews import TableEdit
from ocr_service.records.scans import Scan, ScanField, ScanPage
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.auditing.draw_for_audit import draw_for_audit, is_drawn
from ocr_service.usecases.cases.find_given import hold_given
from ocr_service.usecases.cases.join_case import note_keys
from ocr_service.usecases.checking.hold_for_keying import KEYED_TWICE, hold_for_keying
from ocr_service.usecases.delivering.events import QUALITY_WARNING
from ocr_service.usecases.delivering.outbox import announce, announce_state, put_in_outbox
from ocr_service.usecases.masterdata.check_values import note_versions
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.keep_outcomes import ask_about
from ocr_service.usecases.processing.queue_again import hint
from ocr_service.usecases.processing.reading_lease import NO_LEASE, ReadingLease
from ocr_service.usecases.processing.split_file import split_file
from ocr_service.usecases.receiving.find_repeat import hold_repeats

_STATES: Final[dict[FormDecision, ScanState]] = {
    "accept": ScanState.ACCEPTED,
    "review": ScanState.NEEDS_REVIEW,
    "reject": ScanState.REJECTED,
    "needs-template": ScanState.NEEDS_TEMPLATE,
    "split": ScanState.SPLIT,
}


def write_result(
    services: Services, lease: ReadingLease, result: FormResult, *, engine: str, promise_minutes: int | None = None
) -> ScanState | None:
    """Writes the result; None, and nothing written, where the claim on the scan was lost meanwhile.

    `promise_minutes` is the promise of the form that it turned out to be: it counts from when the paper came in.
    """
    # Before the rows that name them: a picture without a row is swept up later, a row without its picture is a loss.
    pictures = [services.files.store(page.picture) for page in result.pages]
    now = services.now()
    with services.database.begin() as session:
        result = hold_for_keying(session, hold_repeats(session, lease.scan_id, result))
        result = hold_given(session, lease.scan_id, result)
        new = _STATES[result.decision]
        changed = change_state(
            session,
            lease.scan_id,
            ScanState.READING,
            new,
            now=now,
            only_if=lease.holds(),
            **NO_LEASE,
            **_columns(result, engine, now),
        )
        if not changed:
            return None
        _replace_pages_and_fields(session, lease.scan_id, result, pictures)
        note_versions(session, lease.scan_id, result.masterdata)
        audited = is_drawn(session, lease.scan_id, result.template, result.template_version)
        ask_about(session, lease.scan_id, result, now, audited=audited)
        written = {"state": new, "template": result.template, "template_version": result.template_version}
        audit.write(session, at=now, actor="system", action="scan.read", subject=lease.scan_id, new=written)
        scan = session.get_one(Scan, lease.scan_id)
        scan.due_at = None if promise_minutes is None else scan.created_at + timedelta(minutes=promise_minutes)
        if result.decision != "accept":  # else as it is put out
            note_keys(session, scan, now)
        _tell_receivers(session, scan, result, now)
        documents = split_file(session, scan, result.documents, now)
        lane = scan.lane
    for document in documents:
        hint(services, document, lane)
    return new


def _tell_receivers(session: Session, scan: Scan, result: FormResult, now: datetime) -> None:
    if result.decision == "accept":
        put_in_outbox(session, scan, now)
        draw_for_audit(session, scan, now)
    else:
        announce_state(session, scan.id, now)
    faults = [reason for page in result.pages for reason in page.reasons if reason.code in PICTURE_FAULTS]
    if faults:
        why = [reason.model_dump(mode="json") for reason in faults]
        announce(session, scan, QUALITY_WARNING, now, reasons=why)


def _columns(result: FormResult, engine: str, now: datetime) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "reasons": [reason.model_dump(mode="json") for reason in result.reasons],
        "template": result.template,
        "template_version": result.template_version,
        "serial": result.serial,
        "device": result.device,
        "engine": engine,
        "seconds": result.seconds,
        "read_at": now,
    }
    if result.decision == "accept":
        columns |= {"accepted_at": now, "accepted_by": "system", "result_version": Scan.result_version + 1}
    return columns


def _replace_pages_and_fields(session: Session, scan_id: str, result: FormResult, pictures: list[str]) -> None:
    session.execute(delete(ScanPage).where(ScanPage.scan_id == scan_id))
    session.execute(delete(ScanField).where(ScanField.scan_id == scan_id))
    session.execute(delete(TableEdit).where(TableEdit.scan_id == scan_id))
    session.add_all(_page_row(scan_id, page, sha) for page, sha in zip(result.pages, pictures, strict=True))
    session.add_all(_field_row(scan_id, position, field) for position, field in enumerate(result.fields))


def _page_row(scan_id: str, page: PageResult, picture_sha256: str) -> ScanPage:
    return ScanPage(
        scan_id=scan_id,
        number=page.number,
        picture_sha256=picture_sha256,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        template_page=page.template_page,
        residual_mm=page.residual_mm,
        reasons=[reason.model_dump(mode="json") for reason in page.reasons],
    )


def _field_row(scan_id: str, position: int, field: FieldResult) -> ScanField:
    return ScanField(
        scan_id=scan_id,
        position=position,
        path=field.path,
        type=field.type,
        value=field.value,
        text=field.text,
        raw_text=field.raw_text,
        read_value=field.value,
        confidence=field.confidence,
        decision=field.decision,
        reasons=[reason.model_dump(mode="json") for reason in field.reasons],
        alternatives=[alternative.model_dump(mode="json") for alternative in field.alternatives],
        page=field.page,
        box=field.box.model_dump(mode="json"),
        keying="first" if any(reason.code == KEYED_TWICE for reason in field.reasons) else None,
    )
