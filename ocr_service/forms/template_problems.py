"""What is wrong with the keys and values of a template file, as codes with their places."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ocr_service.forms.result import Reason
from ocr_service.forms.template_places import Path, entry_at, line_of, parts_along, place_in

# More are of no use to whoever mends them, and a hostile file may hold any number.
MOST_PROBLEMS: Final = 100

_LONGEST: Final = 80  # characters of a value that are told
# Pydantic tells what is wrong in English only; what authors meet has a sentence of its own.
KINDS: Final = {
    "missing": "template_key_missing",
    "extra_forbidden": "template_key_unknown",
    "union_tag_invalid": "template_type_unknown",
    "union_tag_not_found": "template_type_missing",
    "greater_than": "template_value_over",
    "greater_than_equal": "template_value_at_least",
    "less_than": "template_value_under",
    "less_than_equal": "template_value_at_most",
    "finite_number": "template_value_no_number",
    "float_type": "template_value_no_number",
    "float_parsing": "template_value_no_number",
    "decimal_type": "template_value_no_number",
    "decimal_parsing": "template_value_no_number",
    "int_type": "template_value_no_integer",
    "int_parsing": "template_value_no_integer",
    "int_from_float": "template_value_no_integer",
    "string_type": "template_value_no_text",
    "bool_type": "template_value_no_truth",
    "bool_parsing": "template_value_no_truth",
    "list_type": "template_value_no_list",
    "tuple_type": "template_value_no_list",
    "dict_type": "template_value_no_mapping",
    "model_type": "template_value_no_mapping",
    "model_attributes_type": "template_value_no_mapping",
    "literal_error": "template_value_unknown",
    "too_short": "template_value_too_few",
    "too_long": "template_value_too_many",
    "string_too_short": "template_text_too_short",
    "string_too_long": "template_text_too_long",
}
# Texts that must be written in a certain way, by the last key of their place; of others the pattern is told.
NAMES: Final = {
    "name": "template_name_wrong",
    "column": "template_name_wrong",
    "case_by": "template_name_wrong",
    "unique_by": "template_name_wrong",
    "list": "template_name_wrong",
    "lexicon": "template_list_name_wrong",
    "lookup": "template_list_name_wrong",
    "image": "template_image_name_wrong",
}


def describe_problems(error: ValidationError, data: Any, root: yaml.Node) -> Iterator[Reason]:
    """Each thing that Pydantic found, once, with its ``place``, its ``line`` and the ``parts`` that it lies in.

    `data` is what the file says, `root` the same as YAML's own tree.
    """
    tried = set()
    for detail in error.errors(include_url=False):
        path, whole = place_in(data, detail["loc"])
        # A value that could have had several types is told of once, not once for each; and where the entries of a list
        # are wrong, Pydantic counts them out.
        if (not whole and path in tried) or _has_entries(detail, data, path):
            continue
        tried.add(path)
        parts = parts_along(data, path)
        yield _reason(detail, path, {"place": ".".join(map(str, path)), "line": line_of(root, path), "parts": parts})


def first_of(problems: Iterator[Reason]) -> tuple[Reason, ...]:
    """As many as are told, and that there are more where there are."""
    told = tuple(islice(problems, MOST_PROBLEMS))
    return told if next(problems, None) is None else (*told, Reason(code="template_more_problems"))


def _reason(detail: ErrorDetails, path: Path, place: dict[str, Any]) -> Reason:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "union_tag_invalid":
            given = {"given": str(context.get("tag"))[:_LONGEST], "allowed": _values(str(context.get("expected_tags")))}
            return Reason(code=KINDS["union_tag_invalid"], params={**place, **given})
        case "string_pattern_mismatch":
            return _miswritten(detail["input"], path, place, str(context["pattern"]))
        case kind if kind.startswith("template_"):  # a check of our own
            return Reason(code=kind, params={**place, **context})
        case kind if kind in KINDS:
            return Reason(code=KINDS[kind], params={**place, **{name: _figure(context[name]) for name in context}})
        case _:
            return Reason(code="template_value_wrong", params={**place, "message": detail["msg"]})


def _has_entries(detail: ErrorDetails, data: Any, path: Path) -> bool:
    if detail["type"] != "too_short":
        return False
    given = entry_at(data, path)
    return isinstance(given, list | dict) and len(given) >= detail["ctx"]["min_length"]


def _figure(value: Any) -> str | list[str]:
    if isinstance(value, str):
        return _values(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _values(expected: str) -> str | list[str]:
    """Pydantic's "'blank' or 'filled'" as a list, for each language to join."""
    return re.findall("'([^']*)'", expected) or expected


def _miswritten(given: Any, path: Path, place: dict[str, Any], pattern: str) -> Reason:
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    names_part = path[0] == "rules" and key not in NAMES
    if given == "":
        return Reason(code="template_path_empty" if names_part else "template_value_empty", params=place)
    told = {**place, "given": str(given)[:_LONGEST]}
    if path == ("name",):
        return Reason(code="template_form_name_wrong", params=told)
    if key in NAMES:
        return Reason(code=NAMES[key], params=told)
    if names_part:
        return Reason(code="template_path_wrong", params=told)
    return Reason(code="template_value_pattern", params={**told, "pattern": pattern})
