import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ocr_service.stack.processes import Processes, python_program
from ocr_service.usecases.processing.reading_lease import claim_for_reading
from tests.doubles.small_stack import SmallStack
from workers import timers
from workers.stop_signals import StopSignals
from workers.timers import Timer, run_timers


@pytest.fixture
def stop() -> Iterator[StopSignals]:
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    yield StopSignals()
    for sign, handler in before.items():
        signal.signal(sign, handler)


def run_until(condition: Callable[[], bool], stop: StopSignals, *running: Timer) -> None:
    """Runs the timers and tells them to stop once the condition holds."""

    def watch() -> None:
        deadline = time.monotonic() + 20
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    watcher = threading.Thread(target=watch)
    watcher.start()
    run_timers(list(running), stop)
    watcher.join()
    assert condition()


def test_one_that_fails_is_tried_again(stop: StopSignals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "_LONGEST_PAUSE_SECONDS", 0.01)
    tries: list[int] = []

    def fail_twice() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionError("the database is away")

    run_until(lambda: len(tries) >= 4, stop, Timer(name="fails", act=fail_twice, seconds=0.01))


def test_one_that_hangs_holds_up_no_other(stop: StopSignals) -> None:
    done: list[int] = []
    free = threading.Event()

    def hang() -> None:
        free.wait(20)

    def act() -> None:
        done.append(1)
        if len(done) == 5:
            free.set()

    slow, quick = Timer(name="slow", act=hang, seconds=60), Timer(name="quick", act=act, seconds=0.01)
    run_until(lambda: len(done) >= 5, stop, slow, quick)


def test_what_was_begun_is_ended_before_the_program_ends(stop: StopSignals) -> None:
    steps: list[str] = []

    def act() -> None:
        steps.append("begun")
        os.kill(os.getpid(), signal.SIGTERM)
        steps.append("ended")

    run_timers([Timer(name="act", act=act, seconds=60)], stop)
    assert steps == ["begun", "ended"]


def test_a_scan_whose_worker_was_lost_is_queued_again(tmp_path: Path) -> None:
    stack = SmallStack(tmp_path)
    scan = stack.add("good")
    an_hour_ago = replace(stack.services, now=lambda: stack.services.now() - timedelta(hours=1))
    assert claim_for_reading(an_hour_ago, scan, worker="lost", lease_seconds=60)
    with stack.valkey, Processes([python_program("timers", "workers.timers", stack.settings)]) as running:
        stack.wait_for(lambda: stack.services.queue.waiting()["normal"] == 1, running)
    assert stack.states([scan]) == ["queued"]


def test_a_watched_folder_is_looked_at_where_one_is_set(tmp_path: Path) -> None:
    stack = SmallStack(tmp_path)
    settings = stack.settings.model_copy(update={"intake_folder": tmp_path})
    assert "intake" not in [timer.name for timer in timers.make_timers(stack.settings, stack.services, StopSignals())]
    assert "intake" in [timer.name for timer in timers.make_timers(settings, stack.services, StopSignals())]
