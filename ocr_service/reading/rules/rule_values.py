"""What rules are checked on: the values of a form by their paths."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ocr_service.forms.result import Reason, Value

Values = Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class RuleFailure:
    """A rule that does not hold: the paths of all values that it speaks of, any of which may be wrong, and why."""

    paths: tuple[str, ...]
    reason: Reason


def expand(path: str, values: Values) -> list[str]:
    """``items.qty`` as the paths of all its rows, in order; a field's name as itself."""
    table, point, column = path.partition(".")
    if not point:
        return [path]
    found: list[str] = []
    while f"{table}[{len(found)}].{column}" in values:
        found.append(f"{table}[{len(found)}].{column}")
    return found


def side_by_side(paths: tuple[str, ...], values: Values) -> list[tuple[str, ...]]:
    """The paths row by row, fields beside a column standing for every row; none where tables differ in length."""
    columns = [expand(path, values) for path in paths]
    rows = max(len(column) for column in columns)
    if any(len(column) not in (1, rows) for column in columns):
        return []
    return [tuple(column[row if len(column) > 1 else 0] for column in columns) for row in range(rows)]


def as_number(value: Value) -> Decimal | None:
    """The value as a number, where it is one; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def last_place(value: Value) -> Decimal:
    """One unit of the last decimal place that a number is written with: "41.3" -> 0.1, 41 -> 1."""
    places = len(value.partition(".")[2]) if isinstance(value, str) else 0
    return Decimal(1).scaleb(-places)
