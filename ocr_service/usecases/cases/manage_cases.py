"""What people and programs do with cases: open one, put papers in, wait for more until a day, close it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.base import new_id
from ocr_service.records.cases import Case
from ocr_service.records.scans import Scan
from ocr_service.usecases.cases.case_errors import CaseDueInThePast, CaseNotFound, CaseStateConflict
from ocr_service.usecases.cases.close_case import WAITING, close, close_if_whole
from ocr_service.usecases.errors import TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import lock_scan
from ocr_service.usecases.templates.publish_template import version_in_use


def open_case(services: Services, *, actor: str, title: str, scan_ids: Sequence[str] = ()) -> str:
    """A case of a person's own, with these papers in it; its identifier. Raises ScanNotFound."""
    now = services.now()
    with services.database.begin() as session:
        case = Case(
            id=new_id("case"),
            created_at=now,
            changed_at=now,
            created_by=actor,
            title=title,
            kind="person",
            state="open",
            expected=[],
        )
        session.add(case)
        session.flush()
        audit.write(session, at=now, actor=actor, action="case.opened", subject=case.id, new={"title": title})
        for scan_id in scan_ids:
            _put(session, lock_scan(session, scan_id), case, actor, now)
        return case.id


def put_in_case(services: Services, *, actor: str, case_id: str, scan_id: str) -> None:
    """Moves the paper here, where it stays whatever its fields say. Raises CaseNotFound, ScanNotFound."""
    now = services.now()
    with services.database.begin() as session:
        case = _held(session, case_id)
        _put(session, lock_scan(session, scan_id), case, actor, now)
        close_if_whole(session, case_id, now)


def take_out_of_case(services: Services, *, actor: str, case_id: str, scan_id: str) -> None:
    """No error where the paper lies elsewhere already. Raises CaseNotFound, ScanNotFound."""
    now = services.now()
    with services.database.begin() as session:
        case = _held(session, case_id)
        scan = lock_scan(session, scan_id)
        if scan.case_id != case_id:
            return
        # By a person: what it says on the paper does not put it back.
        scan.case_id, scan.case_by, scan.changed_at, case.changed_at = None, "person", now, now
        old = {"case": case_id}
        audit.write(session, at=now, actor=actor, action="scan.taken_out_of_case", subject=scan_id, old=old)


def await_papers(
    services: Services, *, actor: str, case_id: str, due_at: datetime, expected: Sequence[str] = (), note: str = ""
) -> None:
    """Accepts the case as it is, with papers to follow until `due_at`: these forms, or whatever a person then says.

    Also prolongs. Raises CaseNotFound, CaseDueInThePast, TemplateNotFound.
    """
    now = services.now()
    if due_at <= now:
        raise CaseDueInThePast
    with services.database.begin() as session:
        case = _held(session, case_id)
        for form in expected:
            if version_in_use(session, form) is None:
                raise TemplateNotFound(template=form)
        old = {"state": case.state, "due_at": case.due_at and case.due_at.isoformat()}
        case.state, case.due_at, case.expected, case.note = "awaiting", due_at, list(expected), note
        case.closed_at, case.closed_by, case.changed_at = None, None, now
        new = {"due_at": due_at.isoformat(), "expected": list(expected), "note": note}
        audit.write(session, at=now, actor=actor, action="case.awaiting", subject=case_id, old=old, new=new)
        close_if_whole(session, case_id, now)


def complete_case(services: Services, *, actor: str, case_id: str) -> None:
    """Nothing more is to come, whatever was expected. Raises CaseNotFound, CaseStateConflict."""
    now = services.now()
    with services.database.begin() as session:
        case = _held(session, case_id)
        if case.state not in ("open", *WAITING):
            raise CaseStateConflict(state=case.state)
        close(session, case, actor=actor, now=now)


def _held(session: Session, case_id: str) -> Case:
    case = session.get(Case, case_id, with_for_update=True)
    if case is None:
        raise CaseNotFound(case_id=case_id)
    return case


def _put(session: Session, scan: Scan, case: Case, actor: str, now: datetime) -> None:
    old = {"case": scan.case_id} if scan.case_id else None
    scan.case_id, scan.case_by, scan.changed_at, case.changed_at = case.id, "person", now, now
    new = {"case": case.id}
    audit.write(session, at=now, actor=actor, action="scan.put_in_case", subject=scan.id, old=old, new=new)
