"""The pages for operators and clerks name keys, states and buttons as the service's pages do."""

import re
from pathlib import Path

import pytest

import ocr_service.web
from ocr_service.records.states import ScanState
from ocr_service.web.i18n import LANGUAGES, all_texts

DOCS = Path(__file__).parents[3] / "docs"
WEB = Path(ocr_service.web.__file__).parent
SHOWN = re.compile(r'<dt>(.*)</dt><dd>{{ t\("((?:review|pages)\.key\.[a-z_]+)"\) }}</dd>')
NAMES = {
    "ArrowUp": "↑", "ArrowDown": "↓", "Escape": "Esc", "PageUp": "PgUp", "PageDown": "PgDn",
    "KeyR": "R", "KeyC": "C", "Equal": "+", "Minus": "−", "Digit0": "0",
}  # fmt: skip
# The same keys in another place of the keyboard.
NUMBER_PAD = {"NumpadAdd", "NumpadSubtract", "Numpad0"}
# Said on the page, and no business of one room: how to move between controls.
EVERYWHERE = {"pages.key.tab"}

each_language = pytest.mark.parametrize("language", LANGUAGES)


def read_docs(name: str, language: str) -> str:
    return (DOCS / (f"{name}.md" if language == "en" else f"{name}.{language}.md")).read_text(encoding="utf-8")


def table_of(page: str) -> list[list[str]]:
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return rows[1:]


def keys_shown() -> dict[str, str]:
    """Keys as the help shows them, and the key of the sentence beside each."""
    pages = "".join((WEB / name).read_text(encoding="utf-8") for name in ("review/page.html", "static/base.html"))
    found = {}
    for keys, sentence in SHOWN.findall(pages):
        if sentence not in EVERYWHERE:
            found[keys.replace("</kbd><kbd>", "` `").replace("<kbd>", "`").replace("</kbd>", "`")] = sentence
    return found


@each_language
def test_the_table_of_keys_is_the_one_that_the_desk_shows(language: str) -> None:
    sentences = all_texts().of(language)
    assert table_of(read_docs("operator", language)) == [
        [keys, sentences[sentence]] for keys, sentence in keys_shown().items()
    ]


def test_the_desk_hears_exactly_the_keys_that_it_shows() -> None:
    scripts = "".join(
        (WEB / "review" / name).read_text(encoding="utf-8") for name in ("desk_keys.js", "looking.js", "page.js")
    )
    named = set(re.findall(r'case "(\w+)":', scripts)) | set(re.findall(r'\bkey === "((?:F\d|Page)\w*)"', scripts))
    heard = {NAMES.get(key, key) for key in named - NUMBER_PAD}
    shown = {key for keys in keys_shown() for key in re.findall(r"`([^`]+)`", keys)}
    # Characters and what is held down with them are not told by `case`.
    assert heard == shown - {"1", "9", "Alt", "Shift", "Ctrl", "Z", "?"}


@each_language
def test_every_state_is_explained_to_clerks(language: str) -> None:
    named = {name.strip() for row in table_of(read_docs("clerk", language)) for name in re.split("[,、]", row[0])}
    assert named == {all_texts().text(language, f"pages.state.{state.value}") for state in ScanState}


@each_language
@pytest.mark.parametrize("name", ["clerk", "operator"])
def test_what_is_pressed_is_called_as_on_the_page(name: str, language: str) -> None:
    sentences = set(all_texts().of(language).values())
    bold = set(re.findall(r"\*\*([^*]+)\*\*", read_docs(name, language)))
    # What begins a paragraph ends with a mark of its own, inside the stars or right behind them.
    pressed = {
        words for words in bold if words[-1] not in "？?.：:" and f"**{words}**：" not in read_docs(name, language)
    }
    assert pressed
    assert pressed <= sentences
