import sys
from pathlib import Path

import pytest

from tests.bench.readers.process import ReaderFailedError, ReaderProcess

CHILD = Path(__file__).parents[2] / "bench" / "readers"
SERVE = f"import sys, os; sys.path.insert(0, {str(CHILD)!r}); from child import serve; "


def reader(tmp_path: Path, read: str) -> ReaderProcess:
    return ReaderProcess([sys.executable, "-c", f"{SERVE}serve(lambda request: {read})"], tmp_path / "log.txt")


def test_an_answer_comes_with_its_seconds_and_memory(tmp_path: Path) -> None:
    process = reader(tmp_path, "{'twice': request['number'] * 2}")
    answer = process.ask({"number": 21})
    assert answer["twice"] == 42
    assert answer["seconds"] >= 0
    process.close()


def test_an_exception_is_an_answer_and_the_next_page_is_read(tmp_path: Path) -> None:
    process = reader(tmp_path, "{'ratio': 1 / request['number']}")
    assert "ZeroDivisionError" in process.ask({"number": 0})["error"]
    assert process.ask({"number": 2})["ratio"] == 0.5
    process.close()


def test_a_process_that_ended_is_told_with_its_last_words(tmp_path: Path) -> None:
    process = reader(tmp_path, "print('out of paper', flush=True) or os._exit(3)")
    with pytest.raises(ReaderFailedError, match="out of paper"):
        process.ask({})


def test_what_a_library_prints_does_not_disturb_the_answers(tmp_path: Path) -> None:
    process = reader(tmp_path, "print('downloading') or {'done': True}")
    assert process.ask({})["done"]
    process.close()
