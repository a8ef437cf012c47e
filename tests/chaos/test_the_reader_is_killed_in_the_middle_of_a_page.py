import os
import signal

from tests.doubles.small_stack import SmallStack, wait_for_reader


def test_the_page_is_set_aside_and_the_worker_goes_on(stack: SmallStack) -> None:
    slow, release = stack.add_slow("never")
    good = stack.add("good")
    with stack.workers() as workers:
        worker = workers.pids()["worker-1"]
        os.kill(wait_for_reader(release, stack, workers), signal.SIGKILL)
        assert stack.wait_until_read([slow, good], workers) == ["failed", "accepted"]
        assert workers.pids()["worker-1"] == worker
    assert stack.scan(slow).reasons == [{"code": "page_crashed_reader", "params": {"signal": "SIGKILL"}}]
    assert [stack.outbox(slow), stack.outbox(good)] == [0, 1]


def test_pages_that_kill_their_reader_are_not_tried_again(stack: SmallStack) -> None:
    scans = [stack.add(what) for what in ("segfault", "exit", "junk", "out of memory", "good")]
    with stack.workers() as workers:
        assert stack.wait_until_read(scans, workers) == ["failed"] * 4 + ["accepted"]
    assert [stack.scan(scan).attempts for scan in scans] == [1] * 5
    assert [stack.outbox(scan) for scan in scans] == [0] * 4 + [1]
