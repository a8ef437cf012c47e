"""Every sentence that a page or its script names stands in both languages, and pages.json has none that nobody says."""

import json
import re
from pathlib import Path

import pytest

import ocr_service.web
from ocr_service.records.states import ScanState
from ocr_service.web.i18n import all_texts
from ocr_service.web.problem.page import OWN_SENTENCES

WEB = Path(ocr_service.web.__file__).parent
ROOMS = (
    *("static", "problem", "login", "upload", "blank", "scans", "scan", "review", "check"),
    *("board", "quality", "wall"),
)
NAMES = "|".join(("pages", *ROOMS))
SOURCES = sorted(path for room in ROOMS for path in (WEB / room).iterdir() if path.suffix in (".js", ".html"))
PROBLEM_SENTENCES = tuple(f"problem.{code}" for code in sorted(OWN_SENTENCES))
PAGES = [path for path in SOURCES if path.suffix == ".html"]
NAMED = re.compile(rf"""(?<![\w.])["']((?:{NAMES})\.[a-z_.-]+[a-z])["']""")
BEGUN = re.compile(rf"""["'`]((?:{NAMES})\.[a-z_.]*\.)(?:\$\{{|["'] ~)""")
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


# Files of sentences of which pages alone say all that are not errors or reasons.
FILES = ("pages.json", "check.json", "board.json")
# What the API says, for pages and files.
SAID_BY_THE_API = (
    *("audit.", "scan.cancel", "scan.reprocess", "warning."),
    *(
        "quality.column.",
        "quality.no_",
        "quality.the_service",
        "quality.handed_in_by",
        "quality.note_time",
        "quality.about",
    ),
)


def _pages_texts(language: str) -> dict[str, str]:
    folder = WEB / "locales" / language
    texts = {key: text for name in FILES for key, text in json.loads((folder / name).read_text("utf-8")).items()}
    return {key: text for key, text in texts.items() if not key.startswith(("error.", "reason."))}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_named_sentence_exists(source: Path) -> None:
    named = set(NAMED.findall(source.read_text(encoding="utf-8")))
    assert {key for key in named if not all_texts().has(key)} == set()


def test_every_sentence_is_said_somewhere() -> None:
    everything = "\n".join(source.read_text(encoding="utf-8") for source in SOURCES)
    named = set(NAMED.findall(everything))
    begun = (*BEGUN.findall(everything), *SAID_BY_THE_API, *PROBLEM_SENTENCES)
    assert {key for key in _pages_texts("en") if key not in named and not key.startswith(begun)} == set()


@pytest.mark.parametrize("key", PROBLEM_SENTENCES)
def test_a_problem_with_a_page_of_its_own_has_its_sentence(key: str) -> None:
    assert all_texts().has(key)


@pytest.mark.parametrize("state", list(ScanState))
def test_every_state_has_a_name(state: ScanState) -> None:
    assert all_texts().has(f"pages.state.{state.value}")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_chinese_stands_in_code(source: Path) -> None:
    assert CHINESE.findall(source.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("source", PAGES, ids=lambda path: path.parent.name)
def test_nothing_is_inline(source: Path) -> None:
    page = source.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert all("src=" in tag or 'type="application/json"' in tag for tag in re.findall(r"<script[^>]*>", page))
