"""Slows down one network address that tries many passwords, whatever names it tries them on."""

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

_MOST_ADDRESSES: Final = 10_000


class FailureThrottle:
    """Counts failures of each address in a sliding window. Kept in memory: losing it costs nothing but the count."""

    def __init__(self, *, failures: int, window: timedelta) -> None:
        self._failures = failures
        self._window = window
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str, now: datetime) -> timedelta | None:
        """How long the address must wait before its next try; None where it may try now."""
        with self._lock:
            times = self._recent(address, now)
            return times[0] + self._window - now if len(times) >= self._failures else None

    def count_failure(self, address: str, now: datetime) -> None:
        with self._lock:
            times = self._recent(address, now)
            times.append(now)
            self._seen[address] = times
            self._seen.move_to_end(address)
            while len(self._seen) > _MOST_ADDRESSES:
                self._seen.popitem(last=False)

    def _recent(self, address: str, now: datetime) -> deque[datetime]:
        times = self._seen.get(address) or deque(maxlen=self._failures)
        while times and times[0] + self._window <= now:
            times.popleft()
        return times
