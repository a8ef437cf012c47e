"""Looking at cases: what lies in them, what is missing, what is overdue."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.records.cases import Case
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.cases.case_errors import CaseNotFound
from ocr_service.usecases.cases.close_case import WAITING, missing_forms
from ocr_service.usecases.errors import CursorInvalid
from ocr_service.usecases.ports import Services

MAX_LISTED: Final = 100
_CURSOR: Final = re.compile(r"case_[0-9a-z]{26}")


@dataclass(frozen=True, kw_only=True)
class PaperView:
    """A paper in a case. `by` is who put it there: reference, field or person."""

    scan_id: str
    file_name: str
    state: str
    erp_answer: str | None
    erp_rejections: int
    template: str | None
    created_at: datetime
    by: str | None


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """`state` is open, awaiting, overdue or complete; `missing` are the expected forms that have not been accepted."""

    id: str
    title: str
    kind: str
    key_name: str
    key: str | None
    state: str
    due_at: datetime | None
    expected: tuple[str, ...]
    missing: tuple[str, ...]
    note: str
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    closed_by: str | None
    papers: tuple[PaperView, ...]


@dataclass(frozen=True, kw_only=True)
class CaseList:
    """Some cases, newest first. `next_cursor` is None on the last page."""

    cases: tuple[CaseView, ...]
    next_cursor: str | None


def show_case(services: Services, *, case_id: str) -> CaseView:
    """Raises CaseNotFound."""
    with services.database() as session:
        case = session.get(Case, case_id)
        if case is None:
            raise CaseNotFound(case_id=case_id)
        return _view(session, case)


def list_cases(
    services: Services, *, state: str | None = None, key: str | None = None, cursor: str | None = None, limit: int = 50
) -> CaseList:
    """At most `limit` (1 to 100) cases, of this state, with exactly this key. Raises CursorInvalid."""
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise CursorInvalid
    wanted = min(max(limit, 1), MAX_LISTED)
    query = select(Case).order_by(Case.id.desc()).limit(wanted + 1)
    for column, value in ((Case.state, state), (Case.key, key)):
        if value is not None:
            query = query.where(column == value)
    if cursor is not None:
        query = query.where(Case.id < cursor)
    with services.database() as session:
        rows = session.scalars(query).all()
        cases = tuple(_view(session, row) for row in rows[:wanted])
    return CaseList(cases=cases, next_cursor=cases[-1].id if len(rows) > wanted else None)


def _view(session: Session, case: Case) -> CaseView:
    papers = session.scalars(select(Scan).where(Scan.case_id == case.id).order_by(Scan.id)).all()
    return CaseView(
        id=case.id,
        title=case.title,
        kind=case.kind,
        key_name=case.key_name,
        key=case.key,
        state=case.state,
        due_at=case.due_at,
        expected=tuple(case.expected),
        missing=tuple(missing_forms(case.expected, papers)) if case.state in WAITING else (),
        note=case.note,
        created_at=case.created_at,
        created_by=case.created_by,
        closed_at=case.closed_at,
        closed_by=case.closed_by,
        papers=tuple(
            PaperView(
                scan_id=paper.id,
                file_name=paper.file_name,
                state=paper.state,
                erp_answer=paper.erp_answer,
                erp_rejections=paper.erp_rejections,
                template=paper.template,
                created_at=paper.created_at,
                by=paper.case_by,
            )
            for paper in papers
            if paper.state != ScanState.SPLIT
        ),
    )
