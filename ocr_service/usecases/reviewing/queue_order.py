"""Which form a person should look at next: what was handed to him, what is promised, what is urgent, what is oldest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, or_, true

from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.checking.hold_for_keying import leaves_work_at_desk
from ocr_service.usecases.refusals import free_for, offered_to

# What waits for a person: doubtful fields to look at, or a form to be named.
REVIEWABLE: Final = (ScanState.NEEDS_REVIEW, ScanState.NEEDS_TEMPLATE)
# A promise is kept as long as it can be: what is due within this time goes before everything else.
NEAR: Final = timedelta(minutes=15)

_URGENT_FIRST = case({"urgent": 0, "normal": 1}, value=Scan.lane, else_=2)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which forms a person wants to work on: of one `template`, of none known yet (`unnamed`), or any; none of `skip`.

    What was handed to him comes whatever he wants.
    """

    template: str | None = None
    unnamed: bool = False
    skip: Collection[str] = ()

    def meets(self, actor: str, now: datetime) -> ColumnElement[bool]:
        """SQL: the scan is one of these, and `actor` may have it."""
        kind: ColumnElement[bool] = true()
        if self.unnamed:
            kind = Scan.state == ScanState.NEEDS_TEMPLATE
        elif self.template is not None:
            kind = and_(Scan.template == self.template, Scan.state == ScanState.NEEDS_REVIEW)
        waits = and_(Scan.state.in_(REVIEWABLE), free_for(actor, now), offered_to(actor, now), leaves_work_at_desk())
        return and_(waits, Scan.id.not_in(self.skip), or_(kind, handed_to(actor, now)))


def handed_to(actor: str, now: datetime) -> ColumnElement[bool]:
    """SQL: a colleague handed the scan to `actor`, and the time for it has not passed."""
    return and_(Scan.handed_to == actor, Scan.handed_until > now)


def queue_order(actor: str, now: datetime) -> tuple[Any, ...]:
    """SQL: in hand already, handed over, promised and near or past its time (the nearest first), by lane, oldest
    first."""
    near = Scan.due_at <= now + NEAR
    return (
        case((Scan.reviewer == actor, 0), (handed_to(actor, now), 1), (near, 2), else_=3),
        case((near, Scan.due_at), else_=None),
        _URGENT_FIRST,
        Scan.id,
    )
