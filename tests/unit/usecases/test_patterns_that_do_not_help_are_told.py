"""A pattern that no reading can follow is no mistake, but its author hears of it."""

import pytest

from ocr_service.usecases.templates.pattern_remarks import find_rich_patterns


def code(pattern: object) -> dict[str, object]:
    return {"name": "number", "read": {"type": "code", "pattern": pattern}}


@pytest.mark.parametrize("pattern", [r"(?=E)E\d{5}", r"(?<!X)\d+", r"(\d)\1", r"\bE\d+"])
def test_what_only_a_search_can_follow_is_told(pattern: str) -> None:
    content = {"fields": [code(r"E\d{5}"), code(pattern)], "tables": [{"columns": [code("[A-Z]"), code(pattern)]}]}
    assert find_rich_patterns(content) == ["fields.1", "tables.0.columns.1"]


@pytest.mark.parametrize("pattern", [r"LR-\d{4}-\d{4}", "(", None, 7, "a{99999999999}"])
def test_plain_patterns_and_what_is_none_are_not(pattern: object) -> None:
    assert find_rich_patterns({"fields": [code(pattern), None, {"read": 3}], "tables": "none"}) == []
