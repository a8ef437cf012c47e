"""Finds what was lost: scans that no hint leads to any more, scans whose worker disappeared. A timer calls it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, cast

import structlog
from sqlalchemy import and_, func, select

from ocr_service.queue import Lane, QueueUnavailable
from ocr_service.records import audit
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.delivering.outbox import announce_state
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.reading_lease import NO_LEASE

log = structlog.get_logger()

# Younger ones are on their way: their hint was given a moment ago, or is about to be.
_SETTLED: Final = timedelta(seconds=15)
# So many at once that a whole lost queue is back within minutes, so few that one run takes seconds.
_AT_ONCE: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """How many scans lost their worker, and for how many the queue was told again."""

    lost: int
    hinted: int


def recover_scans(services: Services, *, max_attempts: int) -> Recovered:
    """Puts right what crashes left behind; safe to call at any time, by several processes at once."""
    lost, hinted = 0, 0
    put_back: list[tuple[str, Lane]] = []
    for scan_id, lane, token, attempts in _expired_leases(services):
        again = attempts < max_attempts
        if _take_from_worker(services, scan_id, token, attempts, again=again):
            lost += 1
            put_back += [(scan_id, lane)] if again else []
    try:
        hinted += sum(_repeat_hints(services, lane, waiting) for lane, waiting in services.queue.waiting().items())
        for scan_id, lane in put_back:
            services.queue.enqueue_scan(scan_id, lane)
            hinted += 1
    except QueueUnavailable:
        log.warning("queue_unavailable")
    return Recovered(lost=lost, hinted=hinted)


def _expired_leases(services: Services) -> list[tuple[str, Lane, str | None, int]]:
    with services.database() as session:
        expired = (Scan.state == ScanState.READING, Scan.lease_until < services.now())
        rows = session.execute(select(Scan.id, Scan.lane, Scan.lease_token, Scan.attempts).where(*expired))
        return [(row.id, cast(Lane, row.lane), row.lease_token, row.attempts) for row in rows]


def _take_from_worker(services: Services, scan_id: str, token: str | None, attempts: int, *, again: bool) -> bool:
    """False where the worker renewed its lease or ended its work in this very moment."""
    now = services.now()
    reasons = [] if again else [{"code": "worker_lost", "params": {"attempts": attempts}}]
    with services.database.begin() as session:
        taken = change_state(
            session,
            scan_id,
            ScanState.READING,
            ScanState.QUEUED if again else ScanState.FAILED,
            now=now,
            only_if=and_(Scan.lease_token == token, Scan.lease_until < now),
            reasons=reasons,
            **NO_LEASE,
        )
        if taken:
            new = {"again": again, "attempts": attempts}
            audit.write(session, at=now, actor="system", action="scan.worker_lost", subject=scan_id, new=new)
            announce_state(session, scan_id, now)
    if taken:
        log.warning("worker_lost", scan_id=scan_id, attempts=attempts)
    return taken


def _repeat_hints(services: Services, lane: Lane, waiting: int) -> int:
    """Hints again where fewer hints wait than scans do. The queue drops a hint that it has already."""
    now = services.now()
    unread = (Scan.state.in_((ScanState.RECEIVED, ScanState.QUEUED)), Scan.lane == lane)
    with services.database() as session:
        if waiting >= session.scalars(select(func.count()).select_from(Scan).where(*unread)).one():
            return 0
        settled = select(Scan.id).where(*unread, Scan.changed_at < now - _SETTLED)
        scan_ids = session.scalars(settled.order_by(Scan.id).limit(_AT_ONCE)).all()
    for scan_id in scan_ids:
        services.queue.enqueue_scan(scan_id, lane)
        with services.database.begin() as session:
            change_state(session, scan_id, ScanState.RECEIVED, ScanState.QUEUED, now=now)
    return len(scan_ids)
