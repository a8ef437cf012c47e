"""Times the steps of a reading."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class StepTimes:
    """Seconds by step; a step that runs several times (once a page) adds up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Adds the time that the block takes to the step `name`."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
