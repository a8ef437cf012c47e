"""Commands, make targets, settings, links and files that a page for people names are real ones, in both languages."""

import re
import shlex
from pathlib import Path

import pytest

from ocr_service.cli.main import _parser
from ocr_service.settings import Settings, variable

ROOT = Path(__file__).parents[3]
PAGES = [*ROOT.glob("README*.md"), *sorted((ROOT / "docs").rglob("*.md"))]
PAIRS = [page for page in PAGES if page.with_suffix("").suffix != ".zh-CN" and page.parent.name != "decisions"]
OPTIONS = {name for option in Settings.model_fields for name in (variable(option), f"{variable(option)}_FILE")}
ANY_OPTION = {"OCR", "OCR_"}
SUBCOMMANDS = ("models check", "models fetch")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
every_pair = pytest.mark.parametrize("page", PAIRS, ids=lambda page: page.name)


def commands(page: Path) -> list[str]:
    """What stands behind `ocr-service` up to the end of the code, without comments and `...`."""
    text = page.read_text(encoding="utf-8")
    pieces = [*re.findall(r"^(?: {4}|\$ )(.+)$", text, re.M), *re.findall(r"`([^`\n]+)`", text)]
    found = []
    for piece in pieces:
        called = re.match(r"(?:.*[ /])?ocr-service ([a-z].*)$", piece)
        if called or piece.startswith(SUBCOMMANDS):
            found.append((called[1] if called else piece).split("  #")[0].split(" #")[0].strip())
    return sorted(found)


def targets(page: Path) -> set[str]:
    return set(re.findall(r"(?:`|^ {4}|\b[A-Z_]+=\S+ )make ([a-z]+)", page.read_text(encoding="utf-8"), re.M))


def test_the_pages_name_commands_at_all() -> None:
    assert {command.split()[0] for page in PAGES for command in commands(page)} >= {
        *("read", "serve", "worker", "timers", "doctor", "backup", "template", "models")
    }


@every_page
def test_every_command_can_be_called_like_this(page: Path) -> None:
    for command in commands(page):
        try:
            _parser().parse_args(shlex.split(command))
        except SystemExit as error:
            # A command may be named without its arguments; that it exists is seen from its help.
            if error.code != 0:
                with pytest.raises(SystemExit) as ended:
                    _parser().parse_args([*command.split(), "--help"])
                assert ended.value.code == 0, command


@every_page
def test_every_target_is_one_of_make(page: Path) -> None:
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert targets(page) - made == set()


@every_page
def test_every_option_exists(page: Path) -> None:
    named = set(re.findall(r"\bOCR_[A-Z_]*\b", page.read_text(encoding="utf-8")))
    assert named - OPTIONS - ANY_OPTION == set()


@every_page
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if ":" not in link and not (page.parent / link).exists()] == []


@every_page
def test_every_folder_and_file_of_ours_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"\b(?:samples|tools|ocr_service|workers|tests)/[\w./-]+\w", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


@every_pair
def test_both_languages_name_the_same(page: Path) -> None:
    other = page.with_suffix(".zh-CN.md")
    assert commands(page) == commands(other)
    assert targets(page) == targets(other)
    headings = [len(re.findall(r"^#+ ", one.read_text(encoding="utf-8"), re.M)) for one in (page, other)]
    assert headings[0] == headings[1]
    code = [re.findall(r"^ *```(\w*)$", one.read_text(encoding="utf-8"), re.M) for one in (page, other)]
    assert code[0] == code[1]
