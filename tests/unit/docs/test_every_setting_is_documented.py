from pathlib import Path

import pytest

from ocr_service.settings import Settings, variable

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("page", ["settings.md", "settings.zh-CN.md"])
def test_the_page_lists_exactly_the_options_with_their_defaults(page: str) -> None:
    rows = [
        line.split("|") for line in (DOCS / page).read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    listed = {row[1].strip(" `"): row[2].strip(" `") for row in rows}
    expected = {
        variable(name): "" if field.default in (None, "", ()) else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert listed == expected


def test_the_english_page_says_what_the_code_says() -> None:
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    missing = [name for name, field in Settings.model_fields.items() if str(field.description) not in page]
    assert missing == []
