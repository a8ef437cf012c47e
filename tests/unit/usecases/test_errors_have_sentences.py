"""Every error of a use case, and every reason that one writes, has its sentence in both languages."""

import json
import re
import string
from pathlib import Path

import pytest

import ocr_service
from ocr_service.usecases import errors

PACKAGE = Path(ocr_service.__file__).parent
LANGUAGES = ("zh-CN", "en")


def texts(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((PACKAGE / "web" / "locales" / language).glob("*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return found


def error_classes() -> list[type[errors.UsecaseError]]:
    return [
        thing for thing in vars(errors).values() if isinstance(thing, type) and issubclass(thing, errors.UsecaseError)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", error_classes(), ids=lambda error: error.code)
def test_every_error_has_a_sentence(error: type[errors.UsecaseError], language: str) -> None:
    assert f"error.{error.code}" in texts(language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", error_classes(), ids=lambda error: error.code)
def test_a_sentence_names_only_what_the_error_tells(error: type[errors.UsecaseError], language: str) -> None:
    named = {name for _, name, _, _ in string.Formatter().parse(texts(language)[f"error.{error.code}"]) if name}
    told = re.search(r"Params: (.*?)\.(?:$|\s)", error.__doc__ or "", re.DOTALL)
    assert named <= set(re.findall(r"\w+", told.group(1) if told else ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_that_a_use_case_writes_has_a_sentence(language: str) -> None:
    written = {"file_missing", "template_not_in_use", "internal_error", "worker_lost"}
    written |= {"confirmed_by_person", "corrected_by_person", "rejected_by_person", "rejected_by_erp"}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "usecases").rglob("*.py"))
    assert {code for code in written if f'"{code}"' not in sources} == set()
    assert {code for code in written if f"reason.{code}" not in texts(language)} == set()


def test_both_languages_say_the_same_things() -> None:
    own = {
        language: json.loads((PACKAGE / "web" / "locales" / language / "usecases.json").read_text(encoding="utf-8"))
        for language in LANGUAGES
    }
    assert own["zh-CN"].keys() == own["en"].keys()
