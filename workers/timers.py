"""What has to be done again and again: ``python -m workers.timers``, with its settings on standard input.

Any number of hosts may run it at once: each act claims its rows by a conditional update.
"""

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import structlog

from ocr_service import wiring
from ocr_service.observe import configure_logs
from ocr_service.settings import Settings
from ocr_service.stack.processes import settings_from_input
from ocr_service.usecases.board.gather_facts import gather_facts
from ocr_service.usecases.board.keep_history import sample_board
from ocr_service.usecases.cases.close_case import watch_cases
from ocr_service.usecases.delivering.ask_receivers import ask_due
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.following.retention import keep_to_retention
from ocr_service.usecases.masterdata.fetch_lists import fetch_due
from ocr_service.usecases.masterdata.loads.decide_load import tidy_loads
from ocr_service.usecases.masterdata.loads.run_load import run_loads
from ocr_service.usecases.masterdata.prune_versions import sweep_masterdata
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.recover_scans import recover_scans
from ocr_service.usecases.receiving.resume_upload import forget_uploads
from ocr_service.usecases.reviewing.learn_from_reviews import learn_from_reviews
from ocr_service.usecases.warning.watch import QUALITY_SECONDS, WORK_SECONDS, watch_quality, watch_work
from workers.intake import WatchedFolder
from workers.masterdata_folder import MasterdataFolder
from workers.masterdata_load import LoadingProcess
from workers.stop_signals import StopSignals, end_in_order_with

log = structlog.get_logger()

_LONGEST_PAUSE_SECONDS: Final = 60.0
_MB: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Timer:
    """`act` is done `first_after` seconds after the start and then, each time it is over, again after `seconds`."""

    name: str
    act: Callable[[], object]
    seconds: float
    first_after: float = 0.0


def main() -> int:
    """Runs until told to stop; the exit status."""
    stop = StopSignals()
    end_in_order_with(os.getppid())
    settings = settings_from_input()
    configure_logs(settings.log_format, settings.log_level)
    run_timers(make_timers(settings, wiring.open_services(settings), stop), stop)
    return stop.exit_status


def make_timers(settings: Settings, services: Services, stop: StopSignals) -> list[Timer]:
    """Everything that this process does, and how often."""
    sender = wiring.open_sender(settings)
    send = partial(
        deliver_due,
        services,
        sender,
        days=settings.delivery_days,
        attempt_seconds=settings.delivery_seconds,
        public_url=settings.public_url,
        stopping=lambda: stop.requested,
    )
    ask = partial(
        ask_due,
        services,
        sender,
        days=settings.answer_days,
        attempt_seconds=settings.delivery_seconds,
        stopping=lambda: stop.requested,
    )
    load = partial(run_loads, services, LoadingProcess(settings, stop.wait).run, stopping=lambda: stop.requested)
    timers = [
        Timer(name="deliver_due", act=send, seconds=1),
        Timer(name="ask_due", act=ask, seconds=5),
        Timer(name="watch_cases", act=partial(watch_cases, services), seconds=30),
        Timer(
            name="recover_scans", act=partial(recover_scans, services, max_attempts=settings.max_attempts), seconds=5
        ),
        # Not right at the start: whoever restarts the service every day wants it to be up first. Asked often, it runs
        # once a day, at the time that the page says.
        Timer(
            name="forget_old",
            act=partial(keep_to_retention, services, fixed_days=settings.keep_days),
            seconds=600,
            first_after=600,
        ),
        Timer(
            name="sample_board",
            act=partial(sample_board, services, data_folder=settings.data_folder),
            seconds=20,
            first_after=5,
        ),
        Timer(name="gather_facts", act=partial(gather_facts, services), seconds=60, first_after=30),
        # Workers load their model first: they are not missed right after the start.
        Timer(
            name="watch_work",
            act=partial(
                watch_work,
                services,
                data_folder=settings.data_folder,
                find_unreadable=sender.unreadable_files,
                find_ends=sender.certificate_ends,
            ),
            seconds=WORK_SECONDS,
            first_after=120,
        ),
        Timer(name="watch_quality", act=partial(watch_quality, services), seconds=QUALITY_SECONDS, first_after=180),
        Timer(name="forget_uploads", act=partial(forget_uploads, services), seconds=3600, first_after=60),
        Timer(
            name="fetch_masterdata",
            act=partial(
                fetch_due,
                services,
                wiring.open_fetcher(settings),
                limit_bytes=settings.masterdata_mb * _MB,
                wait=stop.wait,
            ),
            seconds=5,
        ),
        Timer(name="load_masterdata", act=load, seconds=1),
        Timer(name="tidy_masterdata_loads", act=partial(tidy_loads, services), seconds=3600, first_after=90),
        Timer(name="sweep_masterdata", act=partial(sweep_masterdata, services), seconds=3600, first_after=120),
        Timer(name="learn_from_reviews", act=partial(learn_from_reviews, services), seconds=3600, first_after=300),
    ]
    if settings.intake_folder is not None:
        folder = WatchedFolder(
            services,
            settings.intake_folder,
            limit_bytes=settings.max_upload_mb * _MB,
            site=settings.intake_site or None,
        )
        timers.append(Timer(name="intake", act=folder.look, seconds=1))
    if settings.masterdata_folder is not None:
        drop = MasterdataFolder(
            services, settings.masterdata_folder, limit_bytes=settings.masterdata_mb * _MB, wait=stop.wait
        )
        timers.append(Timer(name="masterdata_folder", act=drop.look, seconds=5))
    return timers


def run_timers(timers: list[Timer], stop: StopSignals) -> None:
    """Runs each timer in its own thread, so that none waits for another, until told to stop; ends what was begun."""
    threads = [
        threading.Thread(target=_keep_doing, args=(timer, stop), name=timer.name, daemon=True) for timer in timers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _keep_doing(timer: Timer, stop: StopSignals) -> None:
    pause = timer.first_after
    while not stop.wait(pause):
        try:
            timer.act()
        except Exception as error:
            # The database or a share may be away for a while; whatever it is, the other timers and the next try go on.
            pause = min(max(pause, timer.seconds, 1.0) * 2, max(_LONGEST_PAUSE_SECONDS, timer.seconds))
            # Where the system says what it is, a traceback tells no more.
            plain = isinstance(error, OSError)
            detail = {"detail": str(error)} if plain else {}
            log.error("timer_failed", timer=timer.name, again_in_seconds=pause, exc_info=not plain, **detail)
        else:
            pause = timer.seconds


if __name__ == "__main__":
    sys.exit(main())
