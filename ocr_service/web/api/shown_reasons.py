"""Reasons as the API shows them: the code and its figures, with the sentence in the language of the request."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, Field

from ocr_service.web.i18n import Texts
from ocr_service.web.problem_words import say_file_problem


class ShownReason(BaseModel):
    """Why something was decided."""

    code: str = Field(examples=["sum_differs"])
    params: dict[str, Any] = Field(default_factory=dict)
    text: str = Field(description="a sentence for people, in the request's language")


def show_reasons(
    texts: Texts,
    language: str,
    reasons: Iterable[Mapping[str, Any]],
    *,
    forms: Mapping[str, str] = MappingProxyType({}),
    tables: Mapping[str, str] = MappingProxyType({}),
    ticked: Callable[[str], list[str]] | None = None,
) -> list[ShownReason]:
    """Spells out reasons as they are kept: ``{"code": ..., "params": {...}}``; `forms` are the titles by name, `tables`
    the labels of the form's tables; `ticked` says what the options are called that a reason on a choice names."""
    called: dict[str, Mapping[str, str]] = {"template": forms, "table": tables}
    return [_show(texts, language, reason["code"], reason.get("params") or {}, called, ticked) for reason in reasons]


def show_file_problems(texts: Texts, language: str, problems: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is wrong with a template file, as parts of a problem document."""
    return [
        {**problem, "text": say_file_problem(texts, language, problem["code"], problem["params"])}
        for problem in problems
    ]


def _show(
    texts: Texts,
    language: str,
    code: str,
    params: dict[str, Any],
    called: Mapping[str, Mapping[str, str]],
    ticked: Callable[[str], list[str]] | None,
) -> ShownReason:
    # A failed scan's reason is the error that ended it.
    key = next((key for key in (f"reason.{code}", f"error.{code}") if texts.has(key)), code)
    # Somebody outside decided it and said nothing.
    key = f"{key}_unsaid" if params.get("reason") == "" and texts.has(f"{key}_unsaid") else key
    named: dict[str, Any] = {key: names.get(params[key], params[key]) for key, names in called.items() if key in params}
    if ticked is not None and isinstance(options := params.get("values"), str):
        named["values"] = ticked(options)
    return ShownReason(code=code, params=params, text=texts.text(language, key, **{**params, **named}))
