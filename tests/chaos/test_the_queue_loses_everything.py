import os
import shutil
import signal

from tests.doubles.small_stack import SmallStack, wait_for_reader


def test_every_scan_is_read_once_all_the_same(stack: SmallStack) -> None:
    slow, release = stack.add_slow("release")
    with stack.workers(2) as workers:
        wait_for_reader(release, stack, workers)
        waiting = [stack.add(f"good:{number}") for number in range(5)]
        processes = workers.pids()
        assert stack.valkey.pid is not None
        os.kill(stack.valkey.pid, signal.SIGKILL)
        stack.wait_for(stack.valkey.has_died)
        meanwhile = [stack.add(f"good:meanwhile {number}") for number in range(5)]
        release.touch()
        shutil.rmtree(stack.settings.data_folder / "queue")
        stack.valkey.start()
        scans = [slow, *waiting, *meanwhile]
        stack.repeat_hints()
        states = stack.wait_until_read(scans, workers)
        # The workers kept their warm engines and came back to the new server by themselves.
        assert workers.pids() == processes
    assert states == ["accepted"] * 11
    assert [stack.outbox(scan) for scan in scans] == [1] * 11
