"""The locale files: complete, without contradictions, with a sentence for every code in the package."""

import ast
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import ocr_service
from ocr_service import settings
from ocr_service.forms import template_problems
from ocr_service.usecases.errors import UsecaseError
from ocr_service.web.i18n import LANGUAGES, LocaleError, all_texts, load_texts, placeholders
from ocr_service.web.problems import STATUS_OF_CODE

PACKAGE = Path(ocr_service.__file__).parent
TEXTS = all_texts()


def every_error(kind: type[Exception]) -> Iterator[type[Exception]]:
    for module in pkgutil.walk_packages([str(PACKAGE)], "ocr_service."):
        if module.name.split(".")[1] in ("reading", "usecases", "forms"):
            importlib.import_module(module.name)
    todo = [kind]
    while todo:
        found = todo.pop()
        todo += found.__subclasses__()
        if found.__module__.startswith("ocr_service."):
            yield found


@cache
def codes() -> tuple[set[str], set[tuple[str, str]]]:
    """Of the whole package: the codes that classes carry as ``code = "..."``, and those given as text to calls, by
    first argument or as ``code=``, each with the name of what is called.
    """
    of_classes, called = set(), set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                of_classes |= set(_class_codes(node))
            elif isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = [keyword.value for keyword in node.keywords if keyword.arg == "code"] + node.args[:1]
                if given and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str):
                    called.add((name, given[0].value))
    return of_classes, called


def _class_codes(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
        value = getattr(line, "value", None)
        is_code = any(isinstance(target, ast.Name) and target.id == "code" for target in targets)
        if is_code and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def called_with_code(name: str) -> set[str]:
    return {code for called, code in codes()[1] if called == name}


def test_both_languages_have_the_same_keys() -> None:
    one, other = (set(TEXTS.of(language)) for language in LANGUAGES)

    assert one ^ other == set()


def test_both_languages_fill_in_the_same_params() -> None:
    one, other = (TEXTS.of(language) for language in LANGUAGES)

    assert {key for key in one.keys() & other.keys() if placeholders(one[key]) != placeholders(other[key])} == set()


def test_no_sentence_is_empty() -> None:
    assert [key for language in LANGUAGES for key, text in TEXTS.of(language).items() if not text.strip()] == []


def test_every_class_with_a_code_has_its_sentence() -> None:
    assert {code for code in codes()[0] if not (TEXTS.has(f"error.{code}") or TEXTS.has(f"reason.{code}"))} == set()


def test_every_error_of_a_use_case_has_its_status() -> None:
    assert {getattr(error, "code", "") for error in every_error(UsecaseError)} - STATUS_OF_CODE.keys() == set()


def test_every_problem_of_the_web_has_its_sentence() -> None:
    assert {code for code in called_with_code("Problem") if not TEXTS.has(f"error.{code}")} == set()


def test_every_reason_has_its_sentence() -> None:
    wanted = called_with_code("Reason") | set(template_problems.KINDS.values()) | set(template_problems.NAMES.values())
    wanted |= {code for code in called_with_code("PydanticCustomError") if code.startswith("template_")}
    assert {code for code in wanted if not TEXTS.has(f"reason.{code}")} == set()


def test_every_fault_of_the_settings_has_its_sentence() -> None:
    wanted = called_with_code("SettingsError") | set(settings._KINDS.values())
    wanted |= {code for code in called_with_code("PydanticCustomError") if code.startswith("setting_")}
    assert {code for code in wanted if not TEXTS.has(f"error.{code}")} == set()


def test_every_status_that_a_problem_can_have_has_its_title() -> None:
    source = (PACKAGE / "web" / "problems.py").read_text(encoding="utf-8")
    statuses = {int(number) for number in re.findall(r"\b([45]\d\d)\b", source)} | {422, 429}

    assert {status for status in statuses if not TEXTS.has(f"title.{status}")} == set()


def test_a_key_in_two_files_is_refused(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        for name in ("a", "b"):
            (tmp_path / language / f"{name}.json").write_text(json.dumps({"error.same": name}))

    with pytest.raises(LocaleError, match=r"error\.same"):
        load_texts(tmp_path)


def test_a_key_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        (tmp_path / language / "a.json").write_text('{"x": "1", "x": "2"}')

    with pytest.raises(LocaleError, match="x"):
        load_texts(tmp_path)


def test_lists_are_joined_as_the_language_does() -> None:
    params = {"paths": ["a", "b"]}

    assert "a、b" in TEXTS.text("zh-CN", "error.fields_unchecked", **params)
    assert "a, b" in TEXTS.text("en", "error.fields_unchecked", **params)


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    assert "{limit}" in TEXTS.text("en", "error.name_taken", name="{limit}", limit=5)


def test_a_param_may_have_any_name() -> None:
    assert '"title"' in TEXTS.text("en", "reason.template_key_twice", key="title", line=3)
    assert TEXTS.text("en", "reason.template_key_twice", key="title", language="x", self="y", line=3)
