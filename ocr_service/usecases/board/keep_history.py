"""How the queues went: a row a minute, for charts and for warnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ocr_service.records.board import BoardSample
from ocr_service.records.deliveries import Delivery
from ocr_service.records.scans import Scan
from ocr_service.usecases.board.count_queues import FOR_PEOPLE, UNREAD
from ocr_service.usecases.board.watch_machines import look_at_disk, sweep_workers
from ocr_service.usecases.ports import Services

_KEPT_FOR: Final = timedelta(days=8)
_MOST_POINTS: Final = 400
_MB: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Moment:
    """How much waited at a minute: for a worker, for a person, for its receiver."""

    at: datetime
    unread: int
    to_review: int
    unsent: int


def sample_board(services: Services, *, data_folder: Path) -> bool:
    """Writes the row of this minute; False where another host has. Once a minute is enough."""
    now = services.now()
    minute = now.replace(second=0, microsecond=0)
    with services.database.begin() as session:
        if session.get(BoardSample, minute) is not None:
            return False
        session.add(
            BoardSample(
                at=minute,
                unread=_count(session, Scan, Scan.state.in_(UNREAD)),
                to_review=_count(session, Scan, Scan.state.in_(FOR_PEOPLE)),
                unsent=_count(session, Delivery, Delivery.state.in_(("waiting", "sending"))),
                disk_free_mb=look_at_disk(data_folder).free // _MB,
            )
        )
        session.execute(delete(BoardSample).where(BoardSample.at < now - _KEPT_FOR))
        sweep_workers(session, now)
    return True


def show_history(services: Services, *, hours: int) -> tuple[Moment, ...]:
    """The last hours, oldest first, thinned out to about 400 moments: of each stretch the last."""
    since = services.now() - timedelta(hours=hours)
    with services.database() as session:
        rows = session.execute(
            select(BoardSample.at, BoardSample.unread, BoardSample.to_review, BoardSample.unsent)
            .where(BoardSample.at > since)
            .order_by(BoardSample.at)
        ).all()
    return tuple(
        Moment(at=at, unread=unread, to_review=to_review, unsent=unsent)
        for at, unread, to_review, unsent in _thinned(rows)
    )


def _thinned(rows: Sequence[tuple[datetime, int, int, int]]) -> Sequence[tuple[datetime, int, int, int]]:
    step = -(-len(rows) // _MOST_POINTS)
    # Counted from the end, so that the newest is always shown.
    return rows[::-1][::step][::-1] if step > 1 else rows


def _count(session: Session, table: type[Scan] | type[Delivery], only: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(only)) or 0  # type: ignore[arg-type]
