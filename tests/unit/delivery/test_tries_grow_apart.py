from datetime import timedelta
from itertools import count, takewhile

import pytest

from ocr_service.delivery.retry_schedule import MAX_TRIES, next_wait


def waits(days: float) -> list[timedelta]:
    found = (next_wait(tries, days=days) for tries in count(1))
    return [wait for wait in takewhile(lambda wait: wait is not None, found) if wait is not None]


@pytest.mark.parametrize("days", [0.01, 1, 3, 30])
def test_ten_tries_fill_the_time(days: float) -> None:
    given = waits(days)
    assert len(given) + 1 == MAX_TRIES == 10
    assert timedelta(days=days * 0.8) <= sum(given, timedelta()) <= timedelta(days=days * 1.2)


def test_waits_grow_and_the_second_try_comes_soon() -> None:
    given = waits(3)
    # Jitter may swap neighbours that lie close together, but not those two steps apart.
    assert all(later > earlier for earlier, later in zip(given, given[2:], strict=False))
    assert given[0] < timedelta(seconds=10)


def test_what_failed_together_does_not_come_back_together() -> None:
    assert len({next_wait(4, days=3) for _ in range(20)}) > 15


def test_the_receivers_wish_makes_the_wait_longer_but_not_shorter() -> None:
    assert next_wait(1, days=3, retry_after=3600) == timedelta(hours=1)
    shortened = next_wait(9, days=3, retry_after=1)
    assert shortened is not None
    assert shortened > timedelta(hours=15)


def test_the_receivers_wish_is_bounded() -> None:
    assert next_wait(1, days=3, retry_after=1e9) == timedelta(days=1)


def test_no_wish_brings_an_eleventh_try() -> None:
    assert next_wait(MAX_TRIES, days=3, retry_after=5) is None
    assert next_wait(MAX_TRIES + 5, days=3) is None
