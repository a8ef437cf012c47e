"""Queues that grow faster than they are worked off, and promises that are about to break."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocr_service.access.roles import Role
from ocr_service.records.board import BoardSample
from ocr_service.records.people import AuditEntry
from ocr_service.records.scans import Scan
from ocr_service.usecases.board.count_queues import FOR_PEOPLE, UNREAD
from ocr_service.usecases.warning.compare import more_came_than_went
from ocr_service.usecases.warning.trouble import Trouble

QUEUE_GROWS: Final = "queue_grows"
PROMISE_AT_RISK: Final = "promise_at_risk"

WINDOW: Final = timedelta(hours=1)
_LEAST_WINDOW: Final = timedelta(minutes=15)
# Fewer are no queue: they are gone before anybody could act.
_LEAST_WAITING: Final = 20
_LEAST_GROWTH: Final = 20
_CHANCE: Final = 0.001
# How many promises are looked at, the nearest first.
_MOST_PROMISES: Final = 2000

_READ: Final = ("scan.read",)
_REVIEWED: Final = ("scan.accepted", "scan.rejected", "scan.template_chosen")


def look_at_queues(session: Session, now: datetime) -> Iterator[Trouble]:
    """Both queues, each against how it stood up to an hour ago (see `more_came_than_went`), and the promises."""
    then = session.scalar(
        select(BoardSample)
        .where(BoardSample.at >= now - WINDOW, BoardSample.at <= now - _LEAST_WINDOW)
        .order_by(BoardSample.at)
        .limit(1)
    )
    if then is not None:
        yield from _growth(session, "read", then.unread, UNREAD, _READ, Role.ADMINISTRATOR, then.at, now)
        yield from _growth(session, "review", then.to_review, FOR_PEOPLE, _REVIEWED, Role.SUPERVISOR, then.at, now)
    yield from _promises(session, now)


def _growth(
    session: Session,
    stage: str,
    before: int,
    states: Sequence[str],
    ends: Sequence[str],
    role: Role,
    since: datetime,
    now: datetime,
) -> Iterator[Trouble]:
    waiting = session.scalar(select(func.count()).select_from(Scan).where(Scan.state.in_(states))) or 0
    went = _ended(session, ends, since)
    grown = waiting - before
    # Whatever left the queue in other ways (cancelled, sent back) makes this too small, never too large.
    came = max(0, grown + went)
    if waiting < _LEAST_WAITING // 2 or grown <= 0:
        return
    chance = more_came_than_went(came, went)
    hours = (now - since).total_seconds() / 3600
    yield Trouble(
        kind=QUEUE_GROWS,
        subject=stage,
        role=role,
        firm=waiting >= _LEAST_WAITING and grown >= _LEAST_GROWTH and chance < _CHANCE,
        params={
            "waiting": waiting,
            "grown": grown,
            "came_per_hour": round(came / hours),
            "went_per_hour": round(went / hours),
        },
    )


def _ended(session: Session, actions: Sequence[str], since: datetime) -> int:
    counted = select(func.count()).where(AuditEntry.action.in_(actions), AuditEntry.at > since)
    return session.scalar(counted) or 0


def _promises(session: Session, now: datetime) -> Iterator[Trouble]:
    """Forms that people cannot finish in time at the pace of the last hour, if they take them in the order of their
    promises; without any pace, those whose time is up within the next hour.
    """
    waiting = (
        select(Scan.due_at)
        .where(Scan.state.in_(FOR_PEOPLE), Scan.due_at.is_not(None))
        .order_by(Scan.due_at)
        .limit(_MOST_PROMISES)
    )
    due = [moment for moment in session.scalars(waiting) if moment is not None]
    per_hour = _ended(session, _REVIEWED, now - WINDOW)
    ahead = [moment for moment in due if moment > now]
    late = len(due) - len(ahead)
    if per_hour:
        lost = [
            moment for place, moment in enumerate(due, 1) if moment > now and now + WINDOW * (place / per_hour) > moment
        ]
    else:
        lost = [moment for moment in ahead if moment < now + WINDOW]
    if late or lost:
        yield Trouble(
            kind=PROMISE_AT_RISK,
            subject="",
            role=Role.SUPERVISOR,
            params={"late": late, "at_risk": len(lost), "went_per_hour": per_hour},
        )
