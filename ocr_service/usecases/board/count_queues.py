"""How much waits and is in hand: by stage, lane, form and site, with the age of the oldest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Row, and_, case, func, select
from sqlalchemy.orm import Session

from ocr_service.queue import Lane
from ocr_service.records.deliveries import Delivery
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState

Stage = Literal["read", "review", "send"]

LANES: Final[tuple[Lane, ...]] = ("urgent", "normal", "bulk")
UNREAD: Final = (ScanState.RECEIVED, ScanState.QUEUED)
FOR_PEOPLE: Final = (ScanState.NEEDS_REVIEW, ScanState.NEEDS_TEMPLATE)
_OPEN: Final = (*UNREAD, ScanState.READING, *FOR_PEOPLE)


@dataclass(frozen=True, kw_only=True)
class StageQueue:
    """A step's queue: what waits, what somebody has in hand, and since when the oldest of both is there."""

    stage: Stage
    waiting: int
    in_hand: int
    oldest: datetime | None


@dataclass(frozen=True, kw_only=True)
class GroupQueue:
    """What of one lane, form or site (`name`; None: not known yet, none) waits before reading and before people.

    `late` counts those whose promised time has passed.
    """

    name: str | None
    unread: int
    to_review: int
    in_hand: int
    late: int
    oldest: datetime | None


@dataclass(frozen=True, kw_only=True)
class Queues:
    """Everything that is under way. Every stage and lane is there; forms and sites only where something is."""

    stages: tuple[StageQueue, ...]
    lanes: tuple[GroupQueue, ...]
    forms: tuple[GroupQueue, ...]
    sites: tuple[GroupQueue, ...]


def count_queues(session: Session, now: datetime) -> Queues:
    """One pass over the scans that are under way, and one over the messages; ended ones are not looked at.

    Both go along indexes by state, so the cost grows with the backlog and not with what was done before.
    """
    rows = session.execute(_open_scans(now)).all()
    return Queues(
        stages=(_reading(rows), _reviewing(rows), _sending(session)),
        lanes=_grouped(rows, lambda row: row.lane, LANES),
        forms=_grouped(rows, lambda row: row.form),
        sites=_grouped(rows, lambda row: row.site_id),
    )


def _open_scans(now: datetime):  # type: ignore[no-untyped-def]  # the statement's type lists nine columns
    claimed = case((and_(Scan.review_until > now, Scan.state.in_(FOR_PEOPLE)), 1), else_=0)
    late = case((Scan.due_at < now, 1), else_=0)
    form = func.coalesce(Scan.template, Scan.wanted_template)
    return (
        select(
            Scan.state,
            Scan.lane,
            form.label("form"),
            Scan.site_id,
            func.count().label("scans"),
            func.sum(claimed).label("claimed"),
            func.sum(late).label("late"),
            func.min(Scan.created_at).label("oldest"),
        )
        .where(Scan.state.in_(_OPEN))
        .group_by(Scan.state, Scan.lane, form, Scan.site_id)
    )


def _reading(rows: Iterable[Row]) -> StageQueue:  # type: ignore[type-arg]
    mine = [row for row in rows if row.state not in FOR_PEOPLE]
    in_hand = sum(row.scans for row in mine if row.state == ScanState.READING)
    waiting = sum(row.scans for row in mine) - in_hand
    return StageQueue(stage="read", waiting=waiting, in_hand=in_hand, oldest=_oldest(mine))


def _reviewing(rows: Iterable[Row]) -> StageQueue:  # type: ignore[type-arg]
    mine = [row for row in rows if row.state in FOR_PEOPLE]
    in_hand = sum(row.claimed for row in mine)
    waiting = sum(row.scans for row in mine) - in_hand
    return StageQueue(stage="review", waiting=waiting, in_hand=in_hand, oldest=_oldest(mine))


def _sending(session: Session) -> StageQueue:
    statement = (
        select(Delivery.state, func.count(), func.min(Delivery.created_at))
        .where(Delivery.state.in_(("waiting", "sending")))
        .group_by(Delivery.state)
    )
    found = {state: (count, oldest) for state, count, oldest in session.execute(statement)}
    waiting, in_hand = found.get("waiting", (0, None)), found.get("sending", (0, None))
    oldest = min((moment for _, moment in (waiting, in_hand) if moment is not None), default=None)
    return StageQueue(stage="send", waiting=waiting[0], in_hand=in_hand[0], oldest=oldest)


def _grouped(
    rows: Iterable[Row],  # type: ignore[type-arg]
    name_of: Callable[[Row], str | None],  # type: ignore[type-arg]
    always: tuple[str, ...] = (),
) -> tuple[GroupQueue, ...]:
    """The rows by name: those of `always` first and in their order, others by what waits in them, most first."""
    by_name: dict[str | None, list[Row]] = {name: [] for name in always}  # type: ignore[type-arg]
    for row in rows:
        by_name.setdefault(name_of(row), []).append(row)
    groups = [_group(name, mine) for name, mine in by_name.items()]
    if always:
        return tuple(groups)
    return tuple(sorted(groups, key=lambda group: (-group.unread - group.to_review, group.name or "")))


def _group(name: str | None, rows: list[Row]) -> GroupQueue:  # type: ignore[type-arg]
    return GroupQueue(
        name=name,
        unread=sum(row.scans for row in rows if row.state in UNREAD),
        to_review=sum(row.scans - row.claimed for row in rows if row.state in FOR_PEOPLE),
        in_hand=sum(row.scans if row.state == ScanState.READING else row.claimed for row in rows),
        late=sum(row.late for row in rows),
        oldest=_oldest(rows),
    )


def _oldest(rows: Iterable[Row]) -> datetime | None:  # type: ignore[type-arg]
    return min((row.oldest for row in rows), default=None)
