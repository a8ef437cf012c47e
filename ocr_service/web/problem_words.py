"""What is wrong with a form in words: in those of its file, or in those of the page on which it is drawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from ocr_service.forms.draft_content import Content, part_names
from ocr_service.forms.template_places import parts_along, path_of
from ocr_service.web.field_labels import in_language
from ocr_service.web.i18n import Texts

_NAMING = ("name", "one", "other", "path", "table")


def say_file_problem(texts: Texts, language: str, code: str, params: Mapping[str, Any]) -> str:
    """Places are told by the parts' labels, the keys of the file and its line."""
    key = f"reason.{code}"
    if "parts" not in params:
        return texts.text(language, key, **params)
    keys = _own_keys(params)
    said = [*_say_parts(texts, language, params["parts"]), *([".".join(keys)] if keys else [])]
    place = texts.text(language, "draft.in_line", place=" · ".join(said), line=params["line"])
    return texts.text(language, key, **{**params, "place": place})


def say_drawn_problem(texts: Texts, language: str, code: str, params: Mapping[str, Any], content: Content) -> str:
    """Places and names are told as the designer's panels name them."""
    own = f"draft.problem.{code}"
    key = own if texts.has(own) else f"reason.{code}"
    if "parts" not in params:
        return texts.text(language, key, **{**params, **_labels(language, code, params, content)})
    parts = _say_parts(texts, language, params["parts"])
    steps = list(reversed(_own_keys(params)))
    rule = next((part["name"] for part in params["parts"] if part["kind"] == "rule"), None)
    keys = (key for step in steps for key in (f"designer.key.{rule}.{step}", f"designer.key.{step}"))
    named = (texts.text(language, one) for one in keys if texts.has(one))
    last = next(named, next(iter(steps), None))
    quoted = [] if last is None else [texts.text(language, "draft.quoted", name=last)]
    return texts.text(language, key, **{**params, "place": " · ".join([*parts, *quoted])})


def _own_keys(params: Mapping[str, Any]) -> list[str]:
    """The keys of a place below the innermost part that it lies in."""
    steps = path_of(params["place"])
    indices = [at for at, step in enumerate(steps) if isinstance(step, int)]
    depth = indices[len(params["parts"]) - 1] + 1 if params["parts"] else 0
    return [str(step + 1) if isinstance(step, int) else step for step in steps[depth:]]


def _say_parts(texts: Texts, language: str, parts: Sequence[Mapping[str, Any]]) -> list[str]:
    return [_say_part(texts, language, **part) for part in parts]


def _say_part(texts: Texts, language: str, *, kind: str, number: int, name: Any) -> str:
    said = in_language(name, language) if isinstance(name, dict) else name
    if kind == "rule":
        told = texts.text(language, f"designer.rule.{said}") if texts.has(f"designer.rule.{said}") else said or "?"
        return texts.text(language, "draft.part.rule", n=number, kind=told)
    if said and kind != "page":
        return texts.text(language, "draft.quoted", name=said)
    return texts.text(language, f"draft.part.{kind}", n=number)


def _labels(language: str, code: str, params: Mapping[str, Any], content: Content) -> dict[str, str]:
    """What a problem calls by name, as the page calls it."""
    # What two parts are both called by must be told as it is written.
    keys = {} if code == "template_name_twice" else dict(part_names(content))
    named = {key: keys[str(params[key])] for key in _NAMING if key in params and str(params[key]) in keys}
    return {
        key: " · ".join(_part_label(language, part) for part in parts_along(content, path_of(part_key)))
        for key, part_key in named.items()
    }


def _part_label(language: str, part: Mapping[str, Any]) -> str:
    name = part["name"]
    return in_language(name, language) if isinstance(name, dict) else str(name)
