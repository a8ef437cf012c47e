import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.doubles.small_stack import SmallStack, wait_for_reader


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[SmallStack]:
    stack = SmallStack(tmp_path)
    with stack.valkey:
        yield stack


def test_it_finishes_the_page_and_takes_no_other(stack: SmallStack) -> None:
    slow, release = stack.add_slow("release")
    with stack.workers() as workers:
        wait_for_reader(release, stack, workers)
        other = stack.add("good")
        worker = workers.pids()["worker-1"]
        os.kill(worker, signal.SIGTERM)
        release.touch()
        stack.wait_for(lambda: "worker-1" not in workers.pids())
    assert stack.states([slow, other]) == ["accepted", "queued"]


def test_at_a_second_signal_it_puts_the_page_back(stack: SmallStack) -> None:
    slow, release = stack.add_slow("never")
    with stack.workers() as workers:
        reader = wait_for_reader(release, stack, workers)
        worker = workers.pids()["worker-1"]
        os.kill(worker, signal.SIGTERM)
        os.kill(worker, signal.SIGINT)
        stack.wait_for(lambda: "worker-1" not in workers.pids())
    assert stack.states([slow]) == ["queued"]
    # To stop is no fault of the scan: it keeps all its tries.
    assert stack.scan(slow).attempts == 0
    assert not psutil.pid_exists(reader)
