import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
LANGUAGE = {True: "zh-CN", False: "en"}
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("README*.md")])


def _shown(page: Path) -> list[Path]:
    named = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    return [(page.parent / name).resolve() for name in named]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_only_pictures_that_exist_in_its_own_language(page: Path) -> None:
    language = LANGUAGE[page.name.endswith(".zh-CN.md")]
    assert [str(shown) for shown in _shown(page) if not shown.is_file()] == []
    assert [shown.name for shown in _shown(page) if shown.parent != DOCS / "pictures" / language] == []


def test_every_kept_picture_is_shown_somewhere() -> None:
    kept = {path.resolve() for path in (DOCS / "pictures").rglob("*.png")}
    assert kept - {shown for page in PAGES for shown in _shown(page)} == set()


def test_every_kept_picture_is_one_that_the_browser_tests_take() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/e2e").glob("*.py"))
    assert "keep_for_docs(" in tests
    named = set(re.findall(r'"([\w-]+)"', tests))
    assert {path.stem for path in (DOCS / "pictures").rglob("*.png")} <= named
