"""A case accepted with papers to follow is complete when they are there, and overdue when they are not in time."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.cases import Case
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.events import CASE_COMPLETE, CASE_OVERDUE
from ocr_service.usecases.delivering.tell_of_case import tell_of_case
from ocr_service.usecases.ports import Services

WAITING: Final = ("awaiting", "overdue")
_STANDING: Final = (ScanState.ACCEPTED, ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED)
_AT_ONCE: Final = 200


def missing_forms(expected: Iterable[str], papers: Iterable[Scan]) -> list[str]:
    """Those expected forms, by name, that no accepted paper of the case is."""
    there = Counter(paper.template for paper in papers if paper.state in _STANDING)
    missing = []
    for form in expected:
        if there[form]:
            there[form] -= 1
        else:
            missing.append(form)
    return missing


def close_if_whole(session: Session, case_id: str, now: datetime) -> None:
    """In the caller's transaction: all that was to follow has come and was accepted."""
    session.flush()
    case = session.get(Case, case_id, with_for_update=True)
    if case is None or case.state not in WAITING or not case.expected:
        return
    papers = session.scalars(select(Scan).where(Scan.case_id == case_id)).all()
    if not missing_forms(case.expected, papers):
        close(session, case, actor="system", now=now)


def close(session: Session, case: Case, *, actor: str, now: datetime) -> None:
    """Nothing more is awaited; those who want to know are told."""
    old = {"state": case.state}
    case.state, case.closed_at, case.closed_by, case.changed_at = "complete", now, actor, now
    session.flush()
    audit.write(session, at=now, actor=actor, action="case.completed", subject=case.id, old=old)
    tell_of_case(session, case, CASE_COMPLETE, now)


def watch_cases(services: Services) -> int:
    """Finds the cases whose time is over and tells of them; how many there were. Any number of processes may do so."""
    now = services.now()
    with services.database() as session:
        over = (Case.state == "awaiting", Case.due_at <= now)
        due = session.scalars(select(Case.id).where(*over).order_by(Case.due_at).limit(_AT_ONCE)).all()
    return sum(_is_now_overdue(services, case_id, now) for case_id in due)


def _is_now_overdue(services: Services, case_id: str, now: datetime) -> bool:
    with services.database.begin() as session:
        values: dict[str, Any] = {"state": "overdue", "changed_at": now}
        late = (Case.id == case_id, Case.state == "awaiting", Case.due_at <= now)
        statement = update(Case).where(*late).values(values).execution_options(synchronize_session=False)
        if session.execute(statement).rowcount != 1:  # type: ignore[attr-defined]
            return False  # another process was faster, or the last paper came just now
        audit.write(session, at=now, actor="system", action="case.overdue", subject=case_id)
        tell_of_case(session, session.get_one(Case, case_id), CASE_OVERDUE, now)
        return True
