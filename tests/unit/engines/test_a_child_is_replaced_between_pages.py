from ocr_service.engines.host import HostLimits, ReadingHost
from tests.doubles.misbehaving_readers import open_misbehaving


def read_and_tell_child(host: ReadingHost, data: bytes) -> int:
    child = host.pid
    host.read(data, (), only_template=None, while_waiting=lambda: None)
    return child


def test_after_so_many_pages() -> None:
    limits = HostLimits(reading_seconds=60, memory_mb=1000, recycle_pages=2, recycle_mb=900)
    with ReadingHost(open_misbehaving, limits, threads=1) as host:
        children = [read_and_tell_child(host, b"good") for _ in range(5)]
    assert children[0] == children[1] != children[2] == children[3] != children[4]


def test_when_it_holds_too_much_memory() -> None:
    limits = HostLimits(reading_seconds=60, memory_mb=1000, recycle_pages=1000, recycle_mb=200)
    with ReadingHost(open_misbehaving, limits, threads=1) as host:
        children = [read_and_tell_child(host, data) for data in (b"good", b"grow", b"good")]
    assert children[0] == children[1] != children[2]


def test_when_it_died_while_nothing_was_read() -> None:
    import os
    import signal

    limits = HostLimits(reading_seconds=60, memory_mb=1000, recycle_pages=1000, recycle_mb=900)
    with ReadingHost(open_misbehaving, limits, threads=1) as host:
        child = read_and_tell_child(host, b"good")
        os.kill(child, signal.SIGKILL)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        read_and_tell_child(host, b"good")
        assert host.pid != child


def test_nobody_waits_for_the_fresh_one_to_learn_the_engines_name() -> None:
    limits = HostLimits(reading_seconds=60, memory_mb=1000, recycle_pages=1, recycle_mb=900)
    with ReadingHost(open_misbehaving, limits, threads=1) as host:
        child = read_and_tell_child(host, b"good")
        assert host.pid != child
        assert host.engine_name == f"double/{child}"
