"""The board: everything a supervisor sees at a glance, of one moment."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from sqlalchemy import func, select

from ocr_service.records.board import BoardSample
from ocr_service.usecases.board.count_queues import Queues, count_queues
from ocr_service.usecases.board.count_unreceived import count_unreceived
from ocr_service.usecases.board.find_failing import FailingReceiver, find_failing
from ocr_service.usecases.board.measure_pace import Pace, measure_pace, pages_per_hour
from ocr_service.usecases.board.measure_times import DayNumbers, measure_day
from ocr_service.usecases.board.watch_machines import Disk, WorkerState, list_workers, look_at_disk
from ocr_service.usecases.ports import Services


@dataclass(frozen=True, kw_only=True)
class Memory:
    """This machine's memory, in bytes."""

    total: int
    available: int


@dataclass(frozen=True, kw_only=True)
class Machines:
    """What does the work. `sampled_at` is when the timers last looked; they run in a process of their own."""

    workers: tuple[WorkerState, ...]
    pages_per_hour: int
    disk: Disk
    memory: Memory
    sampled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Board:
    """A moment's figures. `unreceived` are accepted forms that go nowhere (see `count_unreceived`)."""

    at: datetime
    queues: Queues
    unreceived: int
    people: tuple[Pace, ...]
    day: DayNumbers
    failing: tuple[FailingReceiver, ...]
    machines: Machines


def show_board(services: Services, *, data_folder: Path) -> Board:
    """About a dozen queries along indexes; none looks at what was done more than a day ago (see docs/supervisor.md)."""
    now = services.now()
    memory = psutil.virtual_memory()
    with services.database() as session:
        return Board(
            at=now,
            queues=count_queues(session, now),
            unreceived=count_unreceived(session),
            people=measure_pace(session, now),
            day=measure_day(session, now),
            failing=find_failing(session),
            machines=Machines(
                workers=list_workers(session, now),
                pages_per_hour=pages_per_hour(session, now),
                disk=look_at_disk(data_folder),
                memory=Memory(total=memory.total, available=memory.available),
                sampled_at=session.scalar(select(func.max(BoardSample.at))),
            ),
        )
