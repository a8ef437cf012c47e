"""Patterns that a form may have, but that do not help to read it: its author is told."""

import re
from collections.abc import Iterator
from typing import Any

from ocr_service.forms.draft_content import Content
from ocr_service.reading.decoding.patterns import PatternTooRich, pattern


def find_rich_patterns(content: Content) -> list[str]:
    """The keys of fields and columns (``fields.2``) whose pattern no reading can follow, only check afterwards."""
    return [key for key, read in _codes(content) if _is_rich(read.get("pattern"))]


def _codes(content: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    parts = list(_keyed(content.get("fields"), "fields"))
    for key, table in _keyed(content.get("tables"), "tables"):
        parts += _keyed(table.get("columns"), f"{key}.columns")
    for key, part in parts:
        read = part.get("read")
        if isinstance(read, dict) and read.get("type") == "code":
            yield key, read


def _keyed(parts: Any, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, part in enumerate(parts if isinstance(parts, list) else []):
        if isinstance(part, dict):
            yield f"{key}.{index}", part


def _is_rich(expression: Any) -> bool:
    try:
        pattern(expression if isinstance(expression, str) else "")
    except PatternTooRich:
        return True
    except (re.error, ValueError, OverflowError, RecursionError):
        return False  # what is no pattern at all is told as wrong
    return False
