from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_service.stack import processes
from tests.doubles.small_stack import SmallStack


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallStack]:
    monkeypatch.setattr(processes, "_FIRST_PAUSE_SECONDS", 0.05)
    # Two tries show what three would, with one start of a worker less.
    stack = SmallStack(tmp_path, max_attempts=2)
    with stack.valkey:
        yield stack
