"""Suggested fields that may be none: in doubt until somebody has changed them, said that they are right, or removed
them, whoever that is and in whatever browser."""

from collections.abc import Iterable
from typing import Any

from ocr_service.forms.draft_content import Content


def doubts_about(content: Content, named: Iterable[str]) -> list[str]:
    """Those of the names that are a field's, each once, in the content's order."""
    wanted = set(named)
    return [name for name in _fields(content) if name in wanted]


def doubts_left(before: Content, after: Content, doubtful: Iterable[str]) -> list[str]:
    """What is still in doubt where nobody said what is: a field that was changed was looked at."""
    old, new = _fields(before), _fields(after)
    return doubts_about(after, (name for name in doubtful if old.get(name) == new.get(name)))


def _fields(content: Content) -> dict[str, Any]:
    """By name; of two of one name the first. What has no name is left out."""
    found: dict[str, Any] = {}
    fields = content.get("fields")
    for field in fields if isinstance(fields, list) else ():
        if isinstance(field, dict) and isinstance(name := field.get("name"), str):
            found.setdefault(name, field)
    return found
