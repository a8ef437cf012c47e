"""People at work, their pace, and how many pages the workers read: what the audit trail says of the last hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocr_service.records.people import AuditEntry
from ocr_service.records.scans import Scan, ScanPage
from ocr_service.usecases.board.count_queues import FOR_PEOPLE

PACE_OVER: Final = timedelta(hours=1)
# A person works in each stretch of so many minutes in which they did something: a pause is none of their time.
_STRETCH: Final = timedelta(minutes=5)
_FORMS: Final = ("scan.accepted", "scan.rejected", "scan.template_chosen")
_FIELDS: Final = ("field.corrected", "field.confirmed")
# Twenty acts a minute by thirty people; of more, the newest.
_MOST_ACTS: Final = 36_000


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What a person (`actor`) did in the last hour, and how fast while they worked.

    `forms` were ended and `fields` settled (corrected or confirmed); `minutes` is the time at work, in stretches of
    five; `in_hand` how many forms they hold now.
    """

    actor: str
    forms: int
    fields: int
    minutes: int
    in_hand: int
    last_act: datetime | None

    @property
    def forms_per_hour(self) -> float | None:
        return self.forms * 60 / self.minutes if self.minutes else None

    @property
    def fields_per_hour(self) -> float | None:
        return self.fields * 60 / self.minutes if self.minutes else None


def measure_pace(session: Session, now: datetime) -> tuple[Pace, ...]:
    """Everybody who did something in the last hour or holds a form, by name of actor.

    Rests on the index of the audit trail by action and time alone.
    """
    acts = session.execute(
        select(AuditEntry.actor, AuditEntry.action, AuditEntry.at)
        .where(AuditEntry.action.in_((*_FORMS, *_FIELDS)), AuditEntry.at > now - PACE_OVER)
        .order_by(AuditEntry.at.desc())
        .limit(_MOST_ACTS)
    )
    by_actor: dict[str, list[tuple[str, datetime]]] = {}
    for actor, action, at in acts:
        if actor.startswith("user:"):
            by_actor.setdefault(actor, []).append((action, at))
    held = _held(session, now)
    return tuple(
        _pace(actor, by_actor.get(actor, ()), held.get(actor, 0)) for actor in sorted(by_actor.keys() | held.keys())
    )


def pages_per_hour(session: Session, now: datetime) -> int:
    """Pages that were read in the last hour."""
    read = (
        select(func.count())
        .select_from(AuditEntry)
        .join(ScanPage, ScanPage.scan_id == AuditEntry.subject)
        .where(AuditEntry.action == "scan.read", AuditEntry.at > now - PACE_OVER)
    )
    return session.scalar(read) or 0


def _held(session: Session, now: datetime) -> dict[str, int]:
    held = (
        select(Scan.reviewer, func.count())
        .where(Scan.state.in_(FOR_PEOPLE), Scan.review_until > now, Scan.reviewer.is_not(None))
        .group_by(Scan.reviewer)
    )
    return {str(actor): count for actor, count in session.execute(held)}


def _pace(actor: str, acts: Iterable[tuple[str, datetime]], in_hand: int) -> Pace:
    acts = list(acts)
    stretches = {at.timestamp() // _STRETCH.total_seconds() for _, at in acts}
    return Pace(
        actor=actor,
        forms=sum(action in _FORMS for action, _ in acts),
        fields=sum(action in _FIELDS for action, _ in acts),
        minutes=len(stretches) * int(_STRETCH.total_seconds() // 60),
        in_hand=in_hand,
        last_act=max((at for _, at in acts), default=None),
    )
