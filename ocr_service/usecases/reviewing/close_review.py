"""How a review ends: accepted, rejected, sent back for reading as another form; and how an end is undone."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.auditing.draw_for_audit import draw_for_audit
from ocr_service.usecases.checking.hold_for_keying import is_held, note_held
from ocr_service.usecases.delivering.outbox import announce_state, put_in_outbox, take_back
from ocr_service.usecases.errors import AlreadySent, FieldsUnchecked, ScanStateConflict, TemplateNotFound
from ocr_service.usecases.masterdata.check_again import check_again
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.keep_outcomes import note_answers, take_back_answers
from ocr_service.usecases.processing.queue_again import READ_ANEW, hint
from ocr_service.usecases.refusals import find_scan, free_for, in_hand_of, lock_scan, refuse_review
from ocr_service.usecases.reviewing.correct_fields import confirm_fields, load_fields, lock_review
from ocr_service.usecases.reviewing.queue_order import REVIEWABLE
from ocr_service.usecases.reviewing.review_scan import NO_REVIEWER
from ocr_service.usecases.reviewing.said_before import done_before, with_key
from ocr_service.usecases.templates.publish_template import version_in_use

LEFT_TO_KEYING: Final = "scan.left_to_keying"
REJECTED: Final = "scan.rejected"
TEMPLATE_CHOSEN: Final = "scan.template_chosen"
NOT_ACCEPTED: dict[str, Any] = {"accepted_at": None, "accepted_by": None}


def accept_review(services: Services, *, actor: str, scan_id: str, confirmed: Collection[str] = ()) -> int:
    """Accepts the form as it stands and puts it in the outbox; returns the result's version.

    `confirmed` are paths of doubtful fields that the person accepts in this same act. Where fields are still to be
    typed by two people the person's part is done: the form is put back and accepted with the last of them. Raises
    ScanNotFound, ScanStateConflict, ReviewedByOther, LeaseLost, FieldNotFound, FieldKeyedTwice, FieldsUnchecked.
    """
    now = services.now()
    check_again(services, actor=actor, scan_id=scan_id)
    with services.database.begin() as session:
        return accept_in_hand(session, actor, scan_id, confirmed, now).result_version


def accept_in_hand(
    session: Session, actor: str, scan_id: str, confirmed: Collection[str], now: datetime, *, turn: str | None = None
) -> Scan:
    """The part of `accept_review` that is one transaction; by `turn` the act is known when it is said once more."""
    scan = lock_review(session, scan_id, actor, now)
    rows = load_fields(session, scan_id)
    confirm_fields(session, scan_id, rows, confirmed, actor, now)
    unchecked = [path for path, row in rows.items() if row.decision == "review" and not is_held(row)]
    if unchecked:
        raise FieldsUnchecked(paths=unchecked)
    held = [path for path, row in rows.items() if is_held(row)]
    if held:
        scan.reasons = []
        note_held(scan, rows.values())
        put_back(scan, now)
        _audit_end(session, scan_id, actor, LEFT_TO_KEYING, now, with_key({"fields": len(held)}, turn))
    else:
        accept_form(session, scan, rows, actor, now)
    return scan


def accept_form(
    session: Session,
    scan: Scan,
    rows: Mapping[str, ScanField],
    actor: str,
    now: datetime,
    *,
    audited: bool = False,
) -> int:
    """The end of every review, whoever looked at the last field: accepted, learnt from, in the outbox.

    `scan` is locked and in needs_review, and no field is doubtful any more. What an audit has just corrected
    (`audited`) is not drawn for another one. Returns the result's version.
    """
    change_state(
        session,
        scan.id,
        ScanState.NEEDS_REVIEW,
        ScanState.ACCEPTED,
        now=now,
        accepted_at=now,
        accepted_by=actor,
        result_version=Scan.result_version + 1,
        reasons=[],
        **NO_REVIEWER,
    )
    note_answers(session, scan.id, rows, now)
    _audit_end(session, scan.id, actor, "scan.accepted", now, {"result_version": scan.result_version})
    put_in_outbox(session, scan, now)
    if not audited:
        draw_for_audit(session, scan, now)
    return scan.result_version


def put_back(scan: Scan, now: datetime) -> None:
    """In nobody's hands any more; what was done to it stands."""
    scan.changed_at = now
    for column, value in NO_REVIEWER.items():
        setattr(scan, column, value)


def reject_scan(services: Services, *, actor: str, scan_id: str, reason: str, key: str | None = None) -> None:
    """Ends the review: the paper is not usable, for the reason in the person's own words.

    Whoever did not get the answer says it once more with the same `key`. Raises ScanNotFound, ScanStateConflict,
    ReviewedByOther, LeaseLost.
    """
    now = services.now()
    why = {"code": "rejected_by_person", "params": {"reason": reason}}
    with services.database.begin() as session:
        held = in_hand_of(actor)
        if not change_state(
            session, scan_id, REVIEWABLE, ScanState.REJECTED, now=now, only_if=held, reasons=[why], **NO_REVIEWER
        ):
            if done_before(session, scan_id, actor, REJECTED, key):
                return
            refuse_review(session, scan_id, actor, REVIEWABLE, now)
        _audit_end(session, scan_id, actor, REJECTED, now, with_key({"reason": reason}, key))
        announce_state(session, scan_id, now)


def choose_template(services: Services, *, actor: str, scan_id: str, template: str, key: str | None = None) -> None:
    """Has the scan read again as the form that the person named; said once more with the same `key`, it is done once.

    Raises ScanNotFound, ScanStateConflict, ReviewedByOther, TemplateNotFound.
    """
    now = services.now()
    with services.database.begin() as session:
        if version_in_use(session, template) is None:
            raise TemplateNotFound(template=template)
        columns = {**READ_ANEW, "wanted_template": template}
        free = free_for(actor, now)
        if not change_state(session, scan_id, REVIEWABLE, ScanState.QUEUED, now=now, only_if=free, **columns):
            if done_before(session, scan_id, actor, TEMPLATE_CHOSEN, key):
                return
            refuse_review(session, scan_id, actor, REVIEWABLE, now)
        _audit_end(session, scan_id, actor, TEMPLATE_CHOSEN, now, with_key({"template": template}, key))
        lane = find_scan(session, scan_id).lane
    hint(services, scan_id, lane)


def reopen_scan(services: Services, *, actor: str, scan_id: str) -> ScanState:
    """Undoes the end: back to review (or to the choice of a form), as long as nothing was sent.

    A form that the ERP rejected can be reopened too: it is corrected and accepted as a new version. Raises
    ScanNotFound, ScanStateConflict, AlreadySent.
    """
    now = services.now()
    with services.database.begin() as session:
        scan = lock_scan(session, scan_id)
        old = ScanState(scan.state)
        match old:
            case ScanState.ACCEPTED:
                new, columns = ScanState.NEEDS_REVIEW, NOT_ACCEPTED
            case ScanState.REJECTED:
                new, columns = (ScanState.NEEDS_REVIEW if scan.template else ScanState.NEEDS_TEMPLATE), {"reasons": []}
            case ScanState.ANSWERED if scan.erp_answer == "rejected":
                why = {"code": "rejected_by_erp", "params": {"reason": scan.erp_reason or ""}}
                new, columns = ScanState.NEEDS_REVIEW, {**NOT_ACCEPTED, "reasons": [why]}
            case ScanState.DELIVERING | ScanState.DELIVERED | ScanState.ANSWERED:
                raise AlreadySent
            case _:
                raise ScanStateConflict(state=old)
        reopen_form(session, scan, new, now, columns)
        _audit_end(session, scan_id, actor, "scan.reopened", now, {"from": old})
        return new


def reopen_form(session: Session, scan: Scan, new: ScanState, now: datetime, columns: Mapping[str, Any]) -> None:
    """The locked scan goes back to people; what was to be sent of it is not. Raises AlreadySent."""
    old = ScanState(scan.state)
    change_state(session, scan.id, old, new, now=now, **columns)
    take_back_answers(session, scan.id)
    if old is ScanState.ACCEPTED and not take_back(session, scan):
        raise AlreadySent


def _audit_end(session: Session, scan_id: str, actor: str, action: str, now: datetime, new: dict[str, Any]) -> None:
    audit.write(session, at=now, actor=actor, action=action, subject=scan_id, new=new)
