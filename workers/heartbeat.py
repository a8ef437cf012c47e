"""A worker tells the database that it is alive: what the board shows, and what is missed where it stops."""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from ocr_service.engines.process_memory import resident_bytes
from ocr_service.usecases.board.watch_machines import take_leave, tell_of_worker
from ocr_service.usecases.ports import Services

log = structlog.get_logger()

_MB = 1_000_000


@dataclass(kw_only=True)
class Heartbeat:
    """`reader_pid` gives the process that reads for this worker. No fault of the database comes out of here."""

    services: Services
    name: str
    reader_pid: Callable[[], int]
    started_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.started_at = self.services.now()

    def tell(self, scans: int, *, reads: bool) -> None:
        """The worker is alive, has read so many scans since its start, and reads one now or waits."""
        held = resident_bytes(os.getpid()) + resident_bytes(self.reader_pid())
        try:
            tell_of_worker(
                self.services,
                name=self.name,
                started_at=self.started_at,
                memory_mb=held // _MB,
                scans=scans,
                reads=reads,
            )
        except SQLAlchemyError as error:
            log.warning("heartbeat_not_kept", detail=type(error).__name__)

    def end(self) -> None:
        """The worker stops in order; one that was killed is missed instead."""
        with contextlib.suppress(SQLAlchemyError):
            take_leave(self.services, name=self.name)
