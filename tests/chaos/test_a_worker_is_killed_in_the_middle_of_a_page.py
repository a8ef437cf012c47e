import os
import signal

import psutil

from tests.doubles.small_stack import SmallStack, wait_for_reader


def test_another_reads_the_page_and_it_goes_out_once(stack: SmallStack) -> None:
    slow, release = stack.add_slow("release")
    with stack.workers() as workers:
        reader = wait_for_reader(release, stack, workers)
        os.kill(workers.pids()["worker-1"], signal.SIGKILL)
        stack.wait_for(lambda: not psutil.pid_exists(reader))
        release.touch()
        stack.give_up_on_claims()
        assert stack.wait_until_read([slow], workers) == ["accepted"]
    assert stack.scan(slow).attempts == 2
    assert stack.outbox(slow) == 1


def test_a_page_that_loses_its_worker_each_time_is_set_aside(stack: SmallStack) -> None:
    slow, release = stack.add_slow("never")
    begun = release.with_name("never.begun")
    with stack.workers() as workers:
        for _ in range(stack.settings.max_attempts):
            wait_for_reader(release, stack, workers)
            begun.unlink()
            os.kill(workers.pids()["worker-1"], signal.SIGKILL)
            stack.wait_for(lambda: not workers.pids())
            stack.give_up_on_claims()
        assert stack.scan(slow).state == "failed"
        good = stack.add("good")
        assert stack.wait_until_read([good], workers) == ["accepted"]
    assert [reason["code"] for reason in stack.scan(slow).reasons] == ["worker_lost"]
    assert stack.outbox(slow) == 0


def test_a_worker_that_was_only_asleep_writes_nothing_when_it_wakes(stack: SmallStack) -> None:
    slow, release = stack.add_slow("release")
    with stack.workers() as sleepers:
        wait_for_reader(release, stack, sleepers)
        sleeper = sleepers.pids()["worker-1"]
        os.kill(sleeper, signal.SIGSTOP)
        release.touch()
        stack.give_up_on_claims()
        with stack.workers() as workers:
            assert stack.wait_until_read([slow], workers) == ["accepted"]
        os.kill(sleeper, signal.SIGCONT)
        good = stack.add("good")
        assert stack.wait_until_read([good], sleepers) == ["accepted"]
    assert stack.scan(slow).attempts == 2
    assert stack.outbox(slow) == 1
