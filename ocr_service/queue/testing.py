"""A job queue in memory, for tests: yours and ours."""

from ocr_service.queue import Lane, QueueUnavailable


class InMemoryQueue:
    """Remembers the hints in the order in which they came; with ``available = False`` it cannot be reached."""

    def __init__(self) -> None:
        self.hints: list[tuple[str, Lane]] = []
        self.available = True

    def enqueue_scan(self, scan_id: str, lane: Lane) -> None:
        self._reach()
        self.hints.append((scan_id, lane))

    def waiting(self) -> dict[Lane, int]:
        self._reach()
        counts: dict[Lane, int] = {"urgent": 0, "normal": 0, "bulk": 0}
        for _, lane in self.hints:
            counts[lane] += 1
        return counts

    def _reach(self) -> None:
        if not self.available:
            raise QueueUnavailable
