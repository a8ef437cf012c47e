from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_service.stack import processes
from tests.doubles.small_stack import SmallStack


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallStack]:
    monkeypatch.setattr(processes, "_FIRST_PAUSE_SECONDS", 0.05)
    stack = SmallStack(tmp_path)
    with stack.valkey:
        yield stack
