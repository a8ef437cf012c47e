"""An accepted form with other values, to see where a mapping puts them."""

import re
from collections.abc import Iterable
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

_CELL: Final = re.compile(r"(?P<table>[^.\[\]]+)\[(?P<row>\d+)\]\.(?P<column>.+)")


def with_changes(event: dict[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """A copy of the event whose values at these paths are others of the same kind."""
    changed = deepcopy(event)
    data = changed["data"]
    wanted = set(paths)
    for field in data["fields"]:
        if field["path"] not in wanted:
            continue
        other = _another(field["value"], field["type"])
        field["value"], field["text"] = other, f"{field['text']}~"
        _put(data["values"], field["path"], other)
        _change_entry(data.get("masterdata", {}).get("entries", {}), field["path"])
    return changed


def _put(values: dict[str, Any], path: str, other: Any) -> None:
    cell = _CELL.fullmatch(path)
    if cell is None:
        values[path] = other
    else:
        values[cell["table"]][int(cell["row"])][cell["column"]] = other


def _change_entry(entries: dict[str, Any], path: str) -> None:
    """The row that the value stands for is another one with it."""
    cell = _CELL.fullmatch(path)
    if cell is not None:
        rows = entries.get(cell["table"], [])
        entries = rows[int(cell["row"])] if int(cell["row"]) < len(rows) else {}
        path = cell["column"]
    for row in entries.get(path, {}).values():
        row.update({column: f"{text}~" for column, text in row.items()})


def _another(value: Any, content_type: str) -> Any:
    """Another value of the same kind, so that a mapping that reckons with it still can."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case list():
            return [*value, "~"]
        case None if content_type == "integer":
            return 7
        case None if content_type in ("amount", "number"):
            return "7"
        case None if content_type == "date":
            return "2001-02-03"
        case None:
            return "~"
    text = str(value)
    try:
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        pass
    try:
        return str(Decimal(text) + 1)
    except InvalidOperation:
        return f"{text}~"
