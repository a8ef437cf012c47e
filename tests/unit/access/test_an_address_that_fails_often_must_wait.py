"""The throttle of one network address."""

from datetime import UTC, datetime, timedelta

from ocr_service.access import throttle
from ocr_service.access.throttle import FailureThrottle

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_it_waits_until_the_oldest_failure_leaves_the_window() -> None:
    throttled = FailureThrottle(failures=2, window=10 * MINUTE)
    throttled.count_failure("a", START)
    assert throttled.wait("a", START) is None
    throttled.count_failure("a", START + MINUTE)

    assert throttled.wait("a", START + 2 * MINUTE) == 8 * MINUTE
    assert throttled.wait("b", START + 2 * MINUTE) is None
    assert throttled.wait("a", START + 10 * MINUTE) is None


def test_a_million_addresses_do_not_fill_the_memory() -> None:
    throttled = FailureThrottle(failures=2, window=10 * MINUTE)
    for number in range(throttle._MOST_ADDRESSES + 50):
        throttled.count_failure(str(number), START)

    assert len(throttled._seen) == throttle._MOST_ADDRESSES
