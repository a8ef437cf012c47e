"""One worker's process: ``python -m workers.worker_process``, with its settings on standard input."""

import os
import socket
import sys
from functools import partial
from typing import Final

import structlog
from redis.exceptions import RedisError

from ocr_service import wiring
from ocr_service.engines.errors import EngineError
from ocr_service.engines.host import ReaderCannotStart, ReadingHost
from ocr_service.observe import configure_logs
from ocr_service.queue.connection import connect
from ocr_service.settings import Settings
from ocr_service.stack.processes import settings_from_input
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.process_scan import Worker
from ocr_service.usecases.templates.publish_template import TemplatesInUse
from workers import jobs
from workers.heartbeat import Heartbeat
from workers.scan_worker import ScanWorker
from workers.stop_signals import StopSignals, end_in_order_with

log = structlog.get_logger()

# More than the look at the lanes takes, so that a server that hangs is noticed.
_ANSWER_SECONDS: Final = 15.0
_LONGEST_PAUSE_SECONDS: Final = 10.0


def main() -> int:
    """Works until told to stop; the exit status."""
    stop = StopSignals()
    end_in_order_with(os.getppid())
    settings = settings_from_input()
    configure_logs(settings.log_format, settings.log_level)
    with wiring.open_reader(settings) as reader:
        try:
            reader.wait_until_ready(partial(_leave_if_told, stop))
        except jobs.PagePutDown:
            return os.EX_OK
        except EngineError as error:
            _give_up(stop, error)
        else:
            serve(settings, wiring.open_services(settings), reader, stop)
    return stop.exit_status


def serve(settings: Settings, services: Services, reader: ReadingHost, stop: StopSignals) -> None:
    """Takes jobs until told to stop, however often Redis goes away meanwhile."""
    pause = 1.0
    heartbeat = Heartbeat(services=services, name=_name(), reader_pid=lambda: reader.pid)
    while not stop.requested:
        worker = None
        try:
            worker = ScanWorker(connect(settings.redis_url, answer_seconds=_ANSWER_SECONDS), stop, heartbeat)
            _equip(settings, services, reader, worker, stop)
            log.info("worker_ready", name=worker.name, engine=reader.engine_name)
            pause = 1.0
            worker.run()
        except RedisError as error:
            log.warning("queue_unavailable", detail=str(error), again_in_seconds=pause)
            stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        finally:
            if worker is not None:
                worker.connection.close()


def _equip(settings: Settings, services: Services, reader: ReadingHost, worker: ScanWorker, stop: StopSignals) -> None:
    def look_up() -> None:
        worker.keep_alive()
        _put_down_if(stop)

    jobs.equip(
        services,
        Worker(
            name=_name(),
            reader=jobs.AttentiveReader(reader=reader, look_up=look_up, give_up=partial(_give_up, stop)),
            templates=TemplatesInUse(services),
            lease_seconds=settings.lease_seconds,
            max_attempts=settings.max_attempts,
        ),
    )


def _name() -> str:
    return f"{socket.gethostname()}.{os.getpid()}"


def _leave_if_told(stop: StopSignals) -> None:
    """While the model is loaded there is no page to finish first."""
    if stop.requested:
        raise jobs.PagePutDown


def _put_down_if(stop: StopSignals) -> None:
    if stop.urgent:
        raise jobs.PagePutDown


def _give_up(stop: StopSignals, error: EngineError) -> None:
    log.error("reader_unusable", code=error.code, **error.params)
    stop.give_up(os.EX_TEMPFAIL if isinstance(error, ReaderCannotStart) else os.EX_CONFIG)


if __name__ == "__main__":
    sys.exit(main())
