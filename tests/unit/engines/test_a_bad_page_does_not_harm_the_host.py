from collections.abc import Iterator

import pytest

from ocr_service.engines.host import HostLimits, ReadingHost
from ocr_service.reading.errors import ReaderFailed
from tests.doubles.misbehaving_readers import open_misbehaving


def read(host: ReadingHost, data: bytes, calls: list[None] | None = None) -> object:
    return host.read(
        data, (), only_template=None, while_waiting=lambda: calls.append(None) if calls is not None else None
    )


@pytest.fixture(scope="module")
def strict_host() -> Iterator[ReadingHost]:
    limits = HostLimits(reading_seconds=1.5, memory_mb=400, recycle_pages=1000, recycle_mb=350)
    with ReadingHost(open_misbehaving, limits, threads=1) as host:
        yield host


@pytest.mark.parametrize(
    ("data", "code", "params"),
    [
        (b"hang", "page_took_too_long", {"seconds": 1.5}),
        (b"segfault", "page_crashed_reader", {"signal": "SIGSEGV"}),
        (b"killed", "page_crashed_reader", {"signal": "SIGKILL"}),
        (b"exit", "page_crashed_reader", {"signal": "3"}),
        (b"eat memory", "page_ate_memory", {"limit_mb": 400}),
        (b"out of memory", "page_ate_memory", {"limit_mb": 400}),
        (b"raise", "page_crashed_reader", {"signal": "RuntimeError"}),
        (b"nonsense", "page_crashed_reader", {"signal": "malformed"}),
        (b"junk", "page_crashed_reader", {"signal": "malformed"}),
        (b"huge", "page_crashed_reader", {"signal": "malformed"}),
        (b"network", "page_crashed_reader", {"signal": "PermissionError"}),
        (b"pages:2001,0", "page_crashed_reader", {"signal": "malformed"}),
    ],
)
def test_it_is_told_with_its_reason_and_the_next_page_is_read(
    strict_host: ReadingHost, data: bytes, code: str, params: dict[str, object]
) -> None:
    with pytest.raises(ReaderFailed) as failed:
        read(strict_host, data)
    assert (failed.value.code, failed.value.params) == (code, params)
    assert read(strict_host, b"good").pages[1].picture == b"doog"  # type: ignore[attr-defined]


def test_many_pages_may_take_longer_together_than_one_alone(strict_host: ReadingHost) -> None:
    assert read(strict_host, b"pages:4,0.5").pages[1].picture  # type: ignore[attr-defined]


def test_heartbeats_go_on_while_a_page_hangs(strict_host: ReadingHost) -> None:
    calls: list[None] = []
    with pytest.raises(ReaderFailed):
        read(strict_host, b"hang", calls)
    assert calls


def test_a_host_that_is_told_to_stop_leaves_the_page(host: ReadingHost) -> None:
    class StopError(Exception):
        pass

    def stop() -> None:
        raise StopError

    assert read(host, b"good")
    child = host.pid
    with pytest.raises(StopError):
        host.read(b"hang", (), only_template=None, while_waiting=stop)
    assert host.pid != child
    assert read(host, b"good")
