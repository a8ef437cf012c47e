"""Rules that relate values of one form to each other: sums, products, repetitions, order, what requires what."""

from decimal import Decimal
from itertools import pairwise
from typing import Final

from ocr_service.forms import rules
from ocr_service.forms.result import Reason, Value
from ocr_service.forms.template import Template
from ocr_service.reading.decoding.lexicons import plain_entry
from ocr_service.reading.rules.rule_values import RuleFailure, Values, as_number, expand, last_place, side_by_side

Relation = rules.Sum | rules.Product | rules.Same | rules.Order | rules.RequiredWhen
_HALF: Final = Decimal("0.5")
_BLANK: Final[tuple[Value, ...]] = (None, "", [], False)


def check_relation(rule: Relation, values: Values) -> list[RuleFailure]:
    """Where the values contradict the rule; values that are blank are not judged (see `check_rules`)."""
    match rule:
        case rules.Sum():
            return _check_sum(rule, values)
        case rules.Product():
            rows = side_by_side((*rule.of, rule.equals), values)
            return [failure for row in rows for failure in _check_product(rule, row, values)]
        case rules.Same():
            return _check_same(rule, values)
        case rules.Order():
            rows = side_by_side((rule.first, rule.then), values)
            return [failure for first, then in rows for failure in _check_order(first, then, values)]
        case rules.RequiredWhen():
            rows = side_by_side((rule.field, rule.when), values)
            return [failure for field, when in rows for failure in _check_required_when(rule, field, when, values)]


def find_confirmed(template: Template, values: Values) -> frozenset[str]:
    """Paths whose values a rule confirms: a sum or product that comes out, or the same thing said twice.

    A rule that a misreading would also pass (all addends zero or blank, a factor of 0 or 1) confirms nothing.
    """
    confirmed: set[str] = set()
    for rule in template.rules:
        if isinstance(rule, rules.Sum):
            filled = [path for path in _addends(rule, values) if as_number(values.get(path))]
            if filled and as_number(values.get(rule.equals)) and not _check_sum(rule, values):
                confirmed |= {*filled, rule.equals}
        elif isinstance(rule, rules.Product):
            for row in side_by_side((*rule.of, rule.equals), values):
                telling = all(as_number(values.get(path)) not in (None, 0, 1) for path in row)
                if telling and not _check_product(rule, row, values):
                    confirmed |= set(row)
        elif isinstance(rule, rules.Same):
            paths = [path for field in rule.fields for path in expand(field, values)]
            if all(values.get(path) is not None for path in paths) and not _check_same(rule, values):
                confirmed |= set(paths)
    return frozenset(confirmed)


def _addends(rule: rules.Sum, values: Values) -> list[str]:
    return [path for field in (rule.of, *rule.also) for path in expand(field, values)]


def _check_sum(rule: rules.Sum, values: Values) -> list[RuleFailure]:
    paths = _addends(rule, values)
    total = as_number(values.get(rule.equals))
    addends = [as_number(values.get(path)) for path in paths]
    if total is None or not any(number is not None for number in addends):
        return []
    found = sum((number for number in addends if number is not None), Decimal(0))
    if abs(found - total) <= rule.tolerance:
        return []
    params = {"sum": str(found), "written": str(total), "of": rule.of, "equals": rule.equals}
    return [RuleFailure(paths=(*paths, rule.equals), reason=Reason(code="rule_sum", params=params))]


def _check_product(rule: rules.Product, row: tuple[str, ...], values: Values) -> list[RuleFailure]:
    """Without a tolerance of its own the product may be rounded to the places that it is written with."""
    *factors, product = row
    written = as_number(values.get(product))
    found = rule.factor
    for path in factors:
        number = as_number(values.get(path))
        if number is None:
            return []
        found *= number
    if written is None:
        return []
    tolerance = _HALF * last_place(values[product]) if rule.tolerance is None else rule.tolerance
    if abs(found - written) <= tolerance:
        return []
    params = {"product": str(found.normalize() if found else found), "written": str(written)}
    return [RuleFailure(paths=row, reason=Reason(code="rule_product", params=params))]


def _check_same(rule: rules.Same, values: Values) -> list[RuleFailure]:
    paths = [path for field in rule.fields for path in expand(field, values)]
    given = [(path, values[path]) for path in paths if values.get(path) is not None]
    if all(_alike(one, other) for (_, one), (_, other) in pairwise(given)):
        return []
    shown = ", ".join(str(value) for _, value in given)
    return [RuleFailure(paths=tuple(paths), reason=Reason(code="rule_same", params={"values": shown}))]


def _alike(one: Value, other: Value) -> bool:
    """Numbers by what they are worth, texts whatever their spaces and the width of their characters.

    A text that begins with a nought is no number: 0123 and 123 are two codes.
    """
    first, second = as_number(one), as_number(other)
    if first is not None and second is not None and not (_is_code(one) or _is_code(other)):
        return first == second
    if isinstance(one, str) and isinstance(other, str):
        return plain_entry(one) == plain_entry(other)
    return one == other


def _is_code(value: Value) -> bool:
    return isinstance(value, str) and value.lstrip("-")[:1] == "0" and value.lstrip("-")[1:2].isdigit()


def _check_order(first: str, then: str, values: Values) -> list[RuleFailure]:
    one, other = values.get(first), values.get(then)
    if one is None or other is None:
        return []
    earlier, later = as_number(one), as_number(other)
    if str(one) <= str(other) if earlier is None or later is None else earlier <= later:
        return []
    params = {"first": str(one), "then": str(other)}
    return [RuleFailure(paths=(first, then), reason=Reason(code="rule_order", params=params))]


def _check_required_when(rule: rules.RequiredWhen, field: str, when: str, values: Values) -> list[RuleFailure]:
    condition = values.get(when)
    given = condition if isinstance(condition, list) else [condition]
    # A whole number is written as text in a template: "3".
    held = any(value == wanted or str(value) == wanted for value in given for wanted in rule.is_one_of)
    if not held or values.get(field) not in _BLANK:
        return []
    params = {"field": field, "when": when}
    return [RuleFailure(paths=(field, when), reason=Reason(code="rule_required_when", params=params))]
