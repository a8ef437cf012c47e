import sys
from pathlib import Path

import numpy as np
import pytest

from ocr_service.forms.expected import ExpectedScan
from tests.bench.running.systems import PageTask, System
from tests.bench.running.time_in_turn import time_in_turn

READER = """
import sys
from tests.bench.readers.child import serve
seen = []
def read(request):
    seen.append(request["page"])
    if request["page"] == {fails!r}:
        raise ValueError("bad page")
    return {{"seconds": {seconds} * (100 if len(seen) == 1 else 1)}}
serve(read)
"""


def reader(name: str, seconds: float, fails: str = "") -> System:
    code = READER.format(seconds=seconds, fails=fails)
    return System(
        name=name, title=name, command=(sys.executable, "-c", code), sources=(),
        ask=lambda task: {"page": task.scan.name},
    )  # fmt: skip


def page(name: str, scratch: Path) -> PageTask:
    expected = ExpectedScan(template=None, conditions=("drawn",))
    return PageTask(scan=Path(name), expected=expected, zones=(), plane=np.eye(3), scratch=scratch)


def test_the_page_that_warms_a_reader_up_does_not_count(tmp_path: Path) -> None:
    tasks = [page("a", tmp_path), page("b", tmp_path)]
    timed = time_in_turn(tasks, [reader("ours", 2.0), reader("other", 6.0)], tmp_path)
    assert timed["ours"]["median"] == pytest.approx(2.0)
    assert timed["other"]["times_ours"] == pytest.approx(3.0)
    assert timed["other"]["pages"] == 2


def test_a_page_that_a_reader_fails_on_counts_for_the_others_only(tmp_path: Path) -> None:
    tasks = [page("a", tmp_path), page("b", tmp_path)]
    timed = time_in_turn(tasks, [reader("ours", 2.0), reader("other", 6.0, fails="b")], tmp_path)
    assert (timed["ours"]["pages"], timed["other"]["pages"]) == (2, 1)
