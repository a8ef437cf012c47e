"""The pages promise Chrome, Edge and Firefox of the last three years: back to Chrome and Edge 119, Firefox 120.

What is newer in the language itself, the types refuse (`lib` in jsconfig.json). What is newer in documents and styles
is named here, with the browser that came last. Move the line on as the years pass.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WEB = ROOT / "ocr_service" / "web"

IN_SCRIPTS = {
    r"AbortSignal\.any\(": "Firefox 124",
    r"\bURL\.parse\(": "Firefox and Chrome 126",
    r"\bURL\.canParse\(": "Chrome 120",
    r"\bIntl\.Segmenter\b": "Firefox 125",
    r"\bfrom \"[^\"]+\" with \{": "Firefox 138",
    r"\b(show|hide|toggle)Popover\(": "Firefox 125",
    r"\bstartViewTransition\b": "Firefox 144",
    r"\bcaretPositionFromPoint\(": "Chrome 128",
    r"\b(requestClose|moveBefore|setHTML|getHTML)\(": "Firefox and Chrome of 2024 and later",
    r"\b(cookieStore|scheduler\.(yield|postTask)|window\.navigation)\b": "Firefox of 2025 and later",
    r"\b(showOpenFilePicker|showSaveFilePicker|scrollIntoViewIfNeeded|userAgentData|EyeDropper)\b": "Chrome alone",
}
IN_PAGES = {
    r"\s(popover|popovertarget)\b": "Firefox 125",
    r"\s(command|commandfor|closedby)=": "Firefox of 2025",
    r"<details[^>]*\sname=": "Firefox 130",
    r"contenteditable=\"plaintext-only\"": "Firefox 136",
}
IN_STYLES = {
    r":has\(": "Firefox 121",
    r"&": "nested as it is written today: Chrome 120",
    r"\blight-dark\(": "Chrome 123",
    r"\btext-wrap\s*:": "Firefox 121",
    r"\bfield-sizing\s*:": "Firefox later than all",
    r"\b(anchor-name|position-anchor|position-area)\s*:|\banchor(-size)?\(": "Firefox later than all",
    r"@(starting-style|scope|property|view-transition|position-try)\b": "Firefox 128 and later",
    r"\b(transition-behavior|interpolate-size|animation-timeline|text-box|content-visibility|zoom)\s*:": "Firefox 125",
    r"\b(round|mod|rem|calc-size|contrast-color|if)\(": "Chrome 125 and later",
    r"\b(rgb|hsl|oklch|oklab|lch|lab|color)\(from\b": "Firefox 128",
    r"\bscrollbar-(color|width)\s*:": "Chrome 121",
    r"(?<![\w-])(mask|mask-[a-z]+|print-color-adjust)\s*:": "Chrome 120 without -webkit-",
    r":(dir\(|popover-open|open\b)|::details-content": "Chrome 120 and later",
}


def too_new(text: str, names: dict[str, str]) -> list[str]:
    return [f"{found[0]} ({since})" for name, since in names.items() for found in re.finditer(name, text)]


def written_here(*endings: str) -> Iterator[tuple[str, str]]:
    for file in sorted(WEB.rglob("*.*")):
        if file.suffix in endings and "vendor" not in file.parts:
            # What a comment says is no use of it.
            text = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", file.read_text(encoding="utf-8"), flags=re.S | re.M)
            yield str(file.relative_to(ROOT)), text


@pytest.mark.parametrize(
    ("ending", "names"),
    [(".js", IN_SCRIPTS), (".html", {**IN_SCRIPTS, **IN_PAGES}), (".css", IN_STYLES)],
    ids=["scripts", "pages", "styles"],
)
def test_nothing_newer_is_used(ending: str, names: dict[str, str]) -> None:
    files = dict(written_here(ending))
    assert len(files) > 10
    assert {file: found for file, text in files.items() if (found := too_new(text, names))} == {}


def test_the_types_refuse_what_the_language_learned_later() -> None:
    options = json.loads((ROOT / "jsconfig.json").read_text(encoding="utf-8"))["compilerOptions"]
    assert {name for name in options["lib"] if name.startswith("ES")} <= {"ES2022", "ES2023"}


def test_what_is_too_new_is_seen() -> None:
    assert too_new("p:has(img) { mask-image: none; -webkit-mask-image: none; }", IN_STYLES) == [
        ":has( (Firefox 121)",
        "mask-image: (Chrome 120 without -webkit-)",
    ]
    assert too_new('import one from "./one.json" with { type: "json" };', IN_SCRIPTS) != []
