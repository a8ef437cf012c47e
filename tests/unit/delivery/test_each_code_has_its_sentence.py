import json
import re
from pathlib import Path

import pytest

import ocr_service
from ocr_service.usecases.endpoints import endpoint_errors
from ocr_service.usecases.errors import UsecaseError

PACKAGE = Path(ocr_service.__file__).parent
SOURCES = [
    *sorted((PACKAGE / "delivery").rglob("*.py")),
    *(PACKAGE / "usecases" / "delivering" / f"{name}_delivery.py" for name in ("claim", "send", "close")),
    PACKAGE / "usecases" / "delivering" / "ask_receivers.py",
]


def sentences(language: str) -> dict[str, str]:
    folder = PACKAGE / "web" / "locales" / language
    found: dict[str, str] = {}
    for room in ("delivery", "mapping"):
        found |= json.loads((folder / f"{room}.json").read_text(encoding="utf-8"))
    return found


def codes() -> set[str]:
    in_text = re.compile(r'"((?:delivery|webhook|result|mapping|format)_[a-z0-9_]+)"')
    found = {code for source in SOURCES for code in in_text.findall(source.read_text(encoding="utf-8"))}
    errors = [value for value in vars(endpoint_errors).values() if isinstance(value, type)]
    return found | {e.code for e in errors if issubclass(e, UsecaseError) and e is not UsecaseError}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_code_has_a_sentence_and_no_sentence_is_left_over(language: str) -> None:
    # a column, an event of the log, and a placeholder in addresses
    not_codes = {"result_version", "delivery_tried", "delivery_id"}
    assert {f"error.{code}" for code in codes() - not_codes} == set(sentences(language))


@pytest.mark.parametrize("page", ["integrator.md", "integrator.zh-CN.md"])
def test_integrators_are_told_every_way_a_try_can_fail(page: str) -> None:
    text = (PACKAGE.parent / "docs" / page).read_text(encoding="utf-8")
    told = {f"error.{code}" for code in re.findall(r"`(delivery_[a-z0-9_]+)`", text)}
    of_requests = {"error.delivery_not_found", "error.delivery_state_conflict"}
    assert told == {key for key in sentences("en") if key.startswith("error.delivery_")} - of_requests


def test_both_languages_name_the_same_figures() -> None:
    def figures(language: str) -> dict[str, set[str]]:
        return {key: set(re.findall(r"{(\w+)}", text)) for key, text in sentences(language).items()}

    assert figures("zh-CN") == figures("en")
