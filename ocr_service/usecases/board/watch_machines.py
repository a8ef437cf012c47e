"""Workers tell of themselves; who is alive, how much memory is held and how much disk is left."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ocr_service.records.board import WorkerBeat
from ocr_service.usecases.ports import Services

BEAT_SECONDS: Final = 10
# Four beats missed: killed, hung or cut off.
ALIVE_FOR: Final = timedelta(seconds=4 * BEAT_SECONDS + 5)
_SHOWN_FOR: Final = timedelta(hours=1)
_KEPT_FOR: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class WorkerState:
    """A worker's own figures. `alive` is whether it has told of itself lately; `scans` counts since its start."""

    name: str
    alive: bool
    reads: bool
    started_at: datetime
    seen_at: datetime
    memory_mb: int
    scans: int


@dataclass(frozen=True, kw_only=True)
class Disk:
    """The disk that scans lie on, in bytes. A PostgreSQL server's own disk is not seen from here."""

    total: int
    free: int

    @property
    def free_share(self) -> float:
        return self.free / self.total if self.total else 0.0


def tell_of_worker(
    services: Services, *, name: str, started_at: datetime, memory_mb: int, scans: int, reads: bool
) -> None:
    """Writes down that the worker is alive. Every `BEAT_SECONDS` is enough."""
    now = services.now()
    with services.database.begin() as session:
        session.merge(
            WorkerBeat(name=name, started_at=started_at, seen_at=now, memory_mb=memory_mb, scans=scans, reads=reads)
        )


def take_leave(services: Services, *, name: str) -> None:
    """The worker stops as it was told to: it is not missed."""
    with services.database.begin() as session:
        session.execute(delete(WorkerBeat).where(WorkerBeat.name == name))


def list_workers(session: Session, now: datetime) -> tuple[WorkerState, ...]:
    """Those that told of themselves within the last hour, by name: who of them fell silent is seen."""
    rows = session.scalars(
        select(WorkerBeat).where(WorkerBeat.seen_at > now - _SHOWN_FOR).order_by(WorkerBeat.name)
    ).all()
    return tuple(
        WorkerState(
            name=row.name,
            alive=row.seen_at > now - ALIVE_FOR,
            reads=row.reads,
            started_at=row.started_at,
            seen_at=row.seen_at,
            memory_mb=row.memory_mb,
            scans=row.scans,
        )
        for row in rows
    )


def sweep_workers(session: Session, now: datetime) -> None:
    """Forgets workers that were last heard of long ago."""
    session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - _KEPT_FOR))


def look_at_disk(folder: Path) -> Disk:
    """The disk on which `folder` lies."""
    usage = shutil.disk_usage(folder)
    return Disk(total=usage.total, free=usage.free)
