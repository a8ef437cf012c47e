"""An audit has found a wrong value in an accepted form: the right one takes its place where that is still possible."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from ocr_service.forms.result import Value
from ocr_service.records import audit
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.checking.verify_cells import may_be_accepted
from ocr_service.usecases.delivering.outbox import announce_state, take_back
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.keep_outcomes import take_back_answers
from ocr_service.usecases.reviewing.close_review import NOT_ACCEPTED, accept_form
from ocr_service.usecases.reviewing.correct_fields import correct_rows, load_fields
from ocr_service.usecases.templates.publish_template import load_published


class _TooLate(Exception):
    """A try to send the result has begun."""


def correct_accepted(
    services: Services,
    session: Session,
    scan: Scan,
    wrong: Mapping[str, tuple[Value, str]],
    actor: str,
    now: datetime,
) -> bool:
    """Takes the result back, corrects it and accepts it anew as a further version; `scan` is locked.

    Where a rule now speaks against other values the form goes to the review desk instead. False, and nothing changed,
    where the receivers have the result already: then whoever uses it must be told.
    """
    for path, (value, text) in wrong.items():
        row = load_fields(session, scan.id)[path]
        old, new = {"value": row.value, "text": row.text}, {"value": value, "text": text}
        audit.write(
            session, at=now, actor=actor, action="audit.error_found", subject=scan.id, path=path, old=old, new=new
        )
    if scan.state != ScanState.ACCEPTED:
        return False
    try:
        with session.begin_nested():
            _replace(services, session, scan, {path: value for path, (value, _) in wrong.items()}, actor, now)
    except _TooLate:
        return False
    return True


def _replace(
    services: Services, session: Session, scan: Scan, wrong: Mapping[str, Value], actor: str, now: datetime
) -> None:
    change_state(session, scan.id, ScanState.ACCEPTED, ScanState.NEEDS_REVIEW, now=now, **NOT_ACCEPTED)
    if not take_back(session, scan):
        raise _TooLate
    take_back_answers(session, scan.id)
    why = {"from": ScanState.ACCEPTED, "because": "audit"}
    audit.write(session, at=now, actor=actor, action="scan.reopened", subject=scan.id, new=why)
    rows = load_fields(session, scan.id)
    package = load_published(services.files, session, scan.template, scan.template_version)
    correct_rows(session, scan.id, package, rows, wrong, actor, now, keyed_too=True)
    session.flush()
    if may_be_accepted(scan, rows):
        accept_form(session, scan, rows, actor, now, audited=True)
        return
    scan.reasons = [{"code": "audit_found_error", "params": {"count": len(wrong)}}]
    announce_state(session, scan.id, now)
