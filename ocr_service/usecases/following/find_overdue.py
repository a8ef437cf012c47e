"""What should have happened by now: the promise of a form, papers that were to follow, a receiver's answer."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ColumnElement, CompoundSelect, and_, case, select, union

from ocr_service.records.answers import DeliveryQuestion
from ocr_service.records.cases import Case
from ocr_service.records.deliveries import Delivery
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.ports import Services

Overdue = Literal["promise", "papers", "answer"]

_NOT_ACCEPTED_YET: Final = (
    ScanState.RECEIVED,
    ScanState.QUEUED,
    ScanState.READING,
    ScanState.NEEDS_TEMPLATE,
    ScanState.NEEDS_REVIEW,
)
_ENDED: Final = (ScanState.REJECTED, ScanState.FAILED, ScanState.CANCELLED, ScanState.SPLIT)


def overdue_scans(now: datetime) -> CompoundSelect[tuple[str]]:
    """The identifiers of those that are overdue in one of these ways:

    promise: it was to be accepted by now and is not; papers: of its case not all came in time; answer: its receiver
    was asked for days what became of it and has not said so.
    """
    # Each through its own index: an OR over several tables would make SQLite walk all scans.
    return union(*(select(Scan.id).where(way) for way in (_breaks_promise(now), _lacks_papers(), _lacks_answer())))


def find_overdue(services: Services, scan_ids: Iterable[str]) -> dict[str, Overdue]:
    """Those of the scans that are overdue, and in which way; where it is in several, the first of the above."""
    wanted = list(scan_ids)
    if not wanted:
        return {}
    now = services.now()
    way = case((_breaks_promise(now), "promise"), (_lacks_papers(), "papers"), (_lacks_answer(), "answer"), else_=None)
    with services.database() as session:
        found = session.execute(select(Scan.id, way).where(Scan.id.in_(wanted)))
        return {scan_id: told for scan_id, told in found if told is not None}


def _breaks_promise(now: datetime) -> ColumnElement[bool]:
    return and_(Scan.due_at < now, Scan.state.in_(_NOT_ACCEPTED_YET))


def _lacks_papers() -> ColumnElement[bool]:
    late = select(Case.id).where(Case.state == "overdue")
    return and_(Scan.case_id.in_(late), Scan.state.not_in(_ENDED))


def _lacks_answer() -> ColumnElement[bool]:
    unanswered = (
        select(Delivery.scan_id)
        .join(DeliveryQuestion, DeliveryQuestion.delivery_id == Delivery.id)
        .where(DeliveryQuestion.state == "given_up")
    )
    return and_(Scan.id.in_(unanswered), Scan.state == ScanState.DELIVERED)
