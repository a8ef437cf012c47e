"""Times the steps of a reading."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class StepTimes:
    """Seconds by step, in the order in which they began; a step that runs several times (once a page) adds up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Adds the time that the block takes to the step `name`."""
        self.seconds.setdefault(name, 0.0)
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - start
