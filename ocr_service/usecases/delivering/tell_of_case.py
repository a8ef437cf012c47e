"""Tells receivers that want to know what became of a case."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.records.cases import Case
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.events import CaseEvent, CaseOnItsWay, CasePaper
from ocr_service.usecases.delivering.form_event import site_of
from ocr_service.usecases.delivering.put_out import next_number, put_out


def tell_of_case(session: Session, case: Case, event: Literal["case.complete", "case.overdue"], now: datetime) -> int:
    """In the caller's transaction; how many receivers are told. A case without papers is nobody's."""
    papers = session.scalars(select(Scan).where(Scan.case_id == case.id).order_by(Scan.id)).all()
    if not papers:
        return 0
    told = CaseEvent(
        type=event,
        timestamp=now,
        data=CaseOnItsWay(
            case_id=case.id,
            title=case.title,
            key=case.key,
            state=case.state,
            due_at=case.due_at,
            expected=list(case.expected),
            papers=[
                CasePaper(
                    scan_id=paper.id,
                    client_reference=paper.client_reference,
                    template=paper.template,
                    site=site_of(session, paper),
                    state=paper.state,
                )
                for paper in papers
            ],
        ),
    )
    first = papers[0]
    return put_out(session, first, told, next_number(session, first.id), now, of={paper.template for paper in papers})
