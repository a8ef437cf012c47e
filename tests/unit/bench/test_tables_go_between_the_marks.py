from pathlib import Path

import pytest

from tests.bench.report.docs_page import BEGIN, END, MarksMissingError, write_between_marks
from tests.bench.report.words import WORDS

DOCS = Path(__file__).parents[3] / "docs"


def test_only_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_between_marks(page, "new\n")
    write_between_marks(page, "newer\n")
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnewer\n\n{END}\nafter\n"


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("text\n", encoding="utf-8")
    with pytest.raises(MarksMissingError):
        write_between_marks(page, "new")
    assert page.read_text(encoding="utf-8") == "text\n"


def test_both_pages_have_a_place_for_the_tables() -> None:
    for name in ("benchmark.md", "benchmark.zh-CN.md"):
        text = (DOCS / name).read_text(encoding="utf-8")
        assert 0 <= text.find(BEGIN) < text.find(END)


def test_every_word_is_there_in_both_languages() -> None:
    assert WORDS["en"].keys() == WORDS["zh-CN"].keys()
