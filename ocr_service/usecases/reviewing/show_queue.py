"""What waits at the review desk, form by form; not what only waits to be typed by two people."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select

from ocr_service.records.scans import Scan
from ocr_service.usecases.checking.hold_for_keying import leaves_work_at_desk
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import free_for, offered_to
from ocr_service.usecases.reviewing.queue_order import NEAR, REVIEWABLE, handed_to


@dataclass(frozen=True, kw_only=True)
class WaitingForms:
    """What waits of one form; `template` is None where nobody knows yet which form it is.

    `waiting` could be claimed by whoever asks, `in_hand` is in other people's hands or was handed to them. Of those
    waiting: how many are past their promised time (`overdue`) or near it, how many are urgent, when the `oldest` came
    in, and when the next promise ends (`due_at`).
    """

    template: str | None
    waiting: int
    in_hand: int
    overdue: int
    near: int
    urgent: int
    oldest: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ReviewQueue:
    """All that waits, what is due soonest first. `handed` counts what was handed to whoever asks."""

    forms: tuple[WaitingForms, ...]
    handed: int

    @property
    def waiting(self) -> int:
        return sum(form.waiting for form in self.forms)


def show_queue(services: Services, *, actor: str) -> ReviewQueue:
    """The queue as `actor` sees it: the form that he has in hand counts as waiting."""
    now = services.now()
    free = and_(free_for(actor, now), offered_to(actor, now))
    near = and_(free, Scan.due_at > now, Scan.due_at <= now + NEAR)
    query = (
        select(
            Scan.template,
            *(func.sum(case((met, 1), else_=0)) for met in (free, ~free, free & (Scan.due_at <= now), near)),
            func.sum(case((and_(free, Scan.lane == "urgent"), 1), else_=0)),
            func.min(case((free, Scan.created_at))),
            func.min(case((free, Scan.due_at))),
            func.sum(case((handed_to(actor, now), 1), else_=0)),
        )
        .where(Scan.state.in_(REVIEWABLE), leaves_work_at_desk())
        .group_by(Scan.template)
    )
    with services.database() as session:
        rows = session.execute(query).all()
    forms = [
        WaitingForms(
            template=template, waiting=waiting, in_hand=in_hand, overdue=overdue, near=near_end, urgent=urgent,
            oldest=oldest, due_at=due_at,
        )
        for template, waiting, in_hand, overdue, near_end, urgent, oldest, due_at, _ in rows
    ]  # fmt: skip
    forms.sort(key=lambda form: (form.due_at or datetime.max.replace(tzinfo=now.tzinfo), form.oldest or now))
    return ReviewQueue(forms=tuple(forms), handed=sum(row[-1] for row in rows))
