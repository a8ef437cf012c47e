from collections.abc import Iterator
from pathlib import Path

import pytest
from rq.worker import SimpleWorker

from ocr_service.queue.connection import connect
from ocr_service.stack.processes import Processes
from tests.doubles.small_stack import SmallStack, wait_for_reader


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallStack]:
    stack = SmallStack(tmp_path_factory.mktemp("stack"), reading_seconds=60)
    with stack.valkey:
        yield stack


@pytest.fixture(scope="module")
def workers(stack: SmallStack) -> Iterator[Processes]:
    with stack.workers() as workers:
        yield workers


def test_a_scan_is_read_and_its_result_is_in_the_outbox(stack: SmallStack, workers: Processes) -> None:
    scan = stack.add("good")
    assert stack.wait_until_read([scan], workers) == ["accepted"]
    assert stack.scan(scan).engine is not None
    assert stack.outbox(scan) == 1


def test_urgent_scans_go_first_and_bulk_last(stack: SmallStack, workers: Processes) -> None:
    first, release = stack.add_slow("first")
    wait_for_reader(release, stack, workers)
    scans = {lane: stack.add(f"good:{lane}", lane) for lane in ("bulk", "normal", "urgent")}
    release.touch()
    stack.wait_until_read([first, *scans.values()], workers)
    read_at = {lane: stack.scan(scan).read_at for lane, scan in scans.items()}
    assert sorted(read_at, key=lambda lane: str(read_at[lane])) == ["urgent", "normal", "bulk"]


def test_nothing_is_left_in_the_queue_of_what_was_read(stack: SmallStack, workers: Processes) -> None:
    scan = stack.add("good:gone")
    stack.wait_until_read([scan], workers)
    redis = connect(stack.settings.redis_url, answer_seconds=5)
    stack.wait_for(lambda: not redis.exists(f"rq:job:{scan}"))


def test_the_worker_is_listed_while_it_reads(stack: SmallStack, workers: Processes) -> None:
    slow, release = stack.add_slow("listed")
    wait_for_reader(release, stack, workers)
    redis = connect(stack.settings.redis_url, answer_seconds=5)
    (worker,) = SimpleWorker.all(connection=redis)
    assert (worker.get_state(), worker.get_current_job_id()) == ("busy", slow)
    assert worker.pid == workers.pids()["worker-1"]
    release.touch()
    assert stack.wait_until_read([slow], workers) == ["accepted"]


def test_a_scan_that_was_cancelled_meanwhile_is_not_read(stack: SmallStack, workers: Processes) -> None:
    slow, release = stack.add_slow("before")
    wait_for_reader(release, stack, workers)
    cancelled, never = stack.add_slow("cancelled")
    after = stack.add("good:after")
    with stack.services.database.begin() as session:
        session.get_one(type(stack.scan(cancelled)), cancelled).state = "cancelled"
    release.touch()
    assert stack.wait_until_read([slow, after], workers) == ["accepted", "accepted"]
    assert stack.states([cancelled]) == ["cancelled"]
    assert not Path(f"{never}.begun").exists()
