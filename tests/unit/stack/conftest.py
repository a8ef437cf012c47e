import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ocr_service.stack.processes import Processes, Program


class Told:
    """What the programs of a test have told, and a way to wait for it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def program(self, what: str, *, input: bytes = b"") -> Program:
        command = (sys.executable, "-m", "tests.doubles.programs", what, str(self.path))
        return Program(name=what, command=command, input=input)

    @property
    def lines(self) -> list[str]:
        return [line.rpartition(" ")[0] for line in self.path.read_text().splitlines()]

    @property
    def pids(self) -> list[int]:
        return [int(line.rpartition(" ")[2]) for line in self.path.read_text().splitlines()]

    def wait_for(
        self, condition: Callable[[list[str]], bool], running: Processes | None = None, seconds: float = 20
    ) -> None:
        deadline = time.monotonic() + seconds
        while not condition(self.lines):
            assert time.monotonic() < deadline, self.lines
            if running is not None:
                running.look()
            time.sleep(0.02)


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path / "told")
