"""A slip against its open order: open at all, each material on it, no more than is open, at the order's price."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from ocr_service.forms.result import Reason, Value
from ocr_service.forms.rules import Line, Measure, OrderMatch
from ocr_service.reading.masterdata.source import ListRow
from ocr_service.reading.rules.rule_values import RuleFailure, Values, as_number, expand
from ocr_service.reading.rules.same_value import listed_number, same_value

_NO_MATERIAL: Final = "—"


@dataclass(frozen=True, kw_only=True)
class _SlipLine:
    """A line of the slip: the paths of its values, "" where the form has none, and the order's rows that it may be."""

    material: str
    shown: str
    quantity: str
    price: str
    rows: tuple[ListRow, ...]


def match_order(rule: OrderMatch, order: str, rows: Sequence[ListRow], values: Values) -> Iterator[RuleFailure]:
    """Where the slip differs from the order, whose rows in the list these are (at least one).

    Blank values, and figures of the list that are none, are not judged. Raises KeyError (the column) where the list
    has no such column.
    """
    open_rows = list(rows)
    if rule.status is not None:
        words = [row[rule.status.column] for row in rows]
        open_rows = [row for row, word in zip(rows, words, strict=True) if is_open(rule, word)]
        if not open_rows:
            params = {"order": order, "status": list(dict.fromkeys(words))[:3]}
            yield RuleFailure(paths=(rule.order.field,), reason=Reason(code="order_closed", params=params))
            return
    lines = []
    for material, quantity, price in _slip_lines(rule, values):
        line = _find_rows(rule, material, quantity, price, open_rows, values)
        if line.rows:
            lines.append(line)
        else:
            params = {"order": order, "material": line.shown}
            yield RuleFailure(paths=(material,), reason=Reason(code="order_material_missing", params=params))
    if rule.quantity is not None:
        yield from _check_quantities(rule.quantity, order, lines, values)
    if rule.price is not None:
        yield from _check_prices(rule.price, order, lines, values)


def is_open(rule: OrderMatch, word: str) -> bool:
    """Whether the order's rows with this status count as open."""
    return rule.status is not None and any(same_value(word, one) for one in rule.status.open)


def _slip_lines(rule: OrderMatch, values: Values) -> Iterator[tuple[str, str, str]]:
    """The paths of material, quantity and price, line by line; "" for what the rule does not compare."""
    columns = [_paths(line, values) for line in (rule.material, rule.quantity, rule.price)]
    for row in range(max(map(len, columns))):
        yield tuple(_at(column, row) for column in columns)  # type: ignore[misc]  # three of them


def _paths(line: Line | None, values: Values) -> list[str]:
    return [] if line is None else expand(line.field, values)


def _at(paths: list[str], row: int) -> str:
    """A field beside the columns of a table stands for every row."""
    if len(paths) == 1:
        return paths[0]
    return paths[row] if row < len(paths) else ""


def _find_rows(
    rule: OrderMatch, material: str, quantity: str, price: str, rows: Sequence[ListRow], values: Values
) -> _SlipLine:
    wanted = values.get(material) if material else None
    if rule.material is None or wanted in (None, ""):
        # Which of the order's lines it is nobody can say: it may be any of them.
        return _SlipLine(material=material, shown=_NO_MATERIAL, quantity=quantity, price=price, rows=tuple(rows))
    column = rule.material.column
    own = tuple(row for row in rows if same_value(wanted, row[column]))
    return _SlipLine(material=material, shown=str(wanted), quantity=quantity, price=price, rows=own)


def _check_quantities(
    measure: Measure, order: str, lines: Sequence[_SlipLine], values: Values
) -> Iterator[RuleFailure]:
    """All lines of the slip with one material together, against all lines of the order that it is open in."""
    groups: dict[str, list[_SlipLine]] = {}
    for line in lines:
        groups.setdefault(line.shown, []).append(line)
    for shown, group in groups.items():
        amounts = {line.quantity: number for line in group if (number := _number(values, line.quantity)) is not None}
        numbers = [listed_number(row[measure.column]) for row in group[0].rows]
        listed = [number for number in numbers if number is not None]
        if not amounts or not listed:
            continue
        written, still_open = sum(amounts.values(), Decimal(0)), sum(listed, Decimal(0))
        if written - still_open > _tolerance(measure, still_open):
            params = {"order": order, "material": shown, "written": _shown(written), "open": _shown(still_open)}
            reason = Reason(code="order_quantity_above", params=params)
            yield RuleFailure(paths=tuple(amounts), reason=reason)


def _check_prices(measure: Measure, order: str, lines: Sequence[_SlipLine], values: Values) -> Iterator[RuleFailure]:
    """An order may have a material at several prices; any of them is right."""
    for line in lines:
        written = _number(values, line.price)
        numbers = [listed_number(row[measure.column]) for row in line.rows]
        prices = list(dict.fromkeys(number for number in numbers if number is not None))
        if written is None or not prices:
            continue
        if all(abs(written - price) > _tolerance(measure, price) for price in prices):
            params: dict[str, Any] = {"order": order, "material": line.shown, "written": _shown(written)}
            params["ordered"] = [_shown(price) for price in prices[:3]]
            yield RuleFailure(paths=(line.price,), reason=Reason(code="order_price_differs", params=params))


def _tolerance(measure: Measure, of: Decimal) -> Decimal:
    return max(measure.tolerance, abs(of) * measure.percent / 100)


def _number(values: Values, path: str) -> Decimal | None:
    value: Value = values.get(path) if path else None
    return as_number(value)


def _shown(number: Decimal) -> str:
    return format(number.normalize() if number else Decimal(0), "f")
