"""What RQ calls by name: one use case call for each job."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from ocr_service.engines.errors import EngineError
from ocr_service.forms.result import FormResult
from ocr_service.forms.template import TemplatePackage
from ocr_service.usecases.ports import FormReader, Services
from ocr_service.usecases.processing.process_scan import Worker, process_scan

log = structlog.get_logger()


class PagePutDown(BaseException):
    """The worker is to stop now: the scan goes back to where it waited. Not an Exception, so that nobody handles it."""


@dataclass(frozen=True, kw_only=True)
class AttentiveReader:
    """A FormReader that looks up from the page about every second.

    `look_up` sends heartbeats, and raises PagePutDown where the worker is to stop now. `give_up` is told where no
    engine can be had any more: that is not the scan's fault, so it goes back to where it waited.
    """

    reader: FormReader
    look_up: Callable[[], None]
    give_up: Callable[[EngineError], None]

    @property
    def engine_name(self) -> str:
        return self.reader.engine_name

    def read(
        self,
        data: bytes,
        packages: tuple[TemplatePackage, ...],
        *,
        only_template: str | None,
        only_pages: tuple[int, ...] | None = None,
        while_waiting: Callable[[], None],
    ) -> FormResult:
        """See `usecases.ports.FormReader`; raises PagePutDown beside."""

        def look_up() -> None:
            while_waiting()
            self.look_up()

        try:
            return self.reader.read(
                data, packages, only_template=only_template, only_pages=only_pages, while_waiting=look_up
            )
        except EngineError as error:
            self.give_up(error)
            raise PagePutDown from error


@dataclass
class _Desk:
    """What this process reads with; RQ finds its functions by name, so it cannot hand this over itself."""

    services: Services
    worker: Worker


_desk: _Desk | None = None


def equip(services: Services, worker: Worker) -> None:
    """Called once in a worker process, before its first job."""
    global _desk
    _desk = _Desk(services, worker)


def read_scan(scan_id: str) -> None:
    """Reads one scan. What is wrong with the scan stands on its row afterwards, not in RQ."""
    assert _desk is not None, "this process was not set up as a worker"
    try:
        state = process_scan(_desk.services, scan_id, worker=_desk.worker)
    except PagePutDown:
        log.info("scan_put_back", scan_id=scan_id)
    else:
        log.info("scan_done", scan_id=scan_id, state=state)
