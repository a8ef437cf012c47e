import re
from pathlib import Path

import pytest

from ocr_service.records.states import TRANSITIONS

ROOT = Path(__file__).parents[3]
PAGES = ["life-of-a-scan.md", "life-of-a-scan.zh-CN.md"]


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_the_story_names_exists(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:ocr_service|workers|tests|docs)/[\w./-]+|pyproject\.toml)`", text)
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_diagram_shows_exactly_the_transitions_that_the_code_allows(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    drawn = {(old, new) for old, new in re.findall(r"^    (\w+) --> (\w+)$", text, re.M)}
    assert drawn == {(old.value, new.value) for old, ways in TRANSITIONS.items() for new in ways}


def test_the_story_names_every_step_of_reading() -> None:
    story = (ROOT / "ocr_service/reading/read_form.py").read_text(encoding="utf-8")
    page = (ROOT / "docs/life-of-a-scan.md").read_text(encoding="utf-8")
    steps = {"opening/open_scan", "quality/judge_quality", "placing/identify_form", "rules/check_rules", "decide"}
    for step in steps:
        assert f"ocr_service.reading.{step.replace('/', '.')} import" in story
        assert f"ocr_service/reading/{step}.py" in page
