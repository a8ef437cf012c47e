"""Fields against their own limits and against each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from ocr_service.forms import content as kinds
from ocr_service.forms import rules
from ocr_service.forms.result import Reason, Value
from ocr_service.forms.template import Template
from ocr_service.reading.lookups import LookupSource

Values = Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class RuleFailure:
    """A rule that does not hold: the paths of all values that it speaks of, any of which may be wrong, and why."""

    paths: tuple[str, ...]
    reason: Reason


def check_rules(template: Template, values: Values, lookups: LookupSource) -> list[RuleFailure]:
    """Everything that contradicts the template; empty where nothing does.

    `values` holds the value of every path that was read (``table[row].column``), None where it is blank. A rule whose
    values are partly blank is not judged, except that blank cells add nothing to a sum.
    """
    failures = list(_check_zones(template, values, lookups))
    for rule in template.rules:
        failures += _check_rule(rule, values, lookups)
    return failures


def find_confirmed(template: Template, values: Values) -> frozenset[str]:
    """Paths whose values a rule confirms: a sum or product that comes out, or the same thing said twice.

    A rule that a misreading would also pass (all addends zero or blank, a factor of 0 or 1) confirms nothing.
    """
    confirmed: set[str] = set()
    for rule in template.rules:
        if isinstance(rule, rules.Sum):
            addends = {path: _number(values.get(path)) for path in expand(rule.of, values)}
            filled = [path for path, number in addends.items() if number]
            if filled and _number(values.get(rule.equals)) and not _check_sum(rule, values):
                confirmed |= {*filled, rule.equals}
        elif isinstance(rule, rules.Product):
            for factors, product in _product_rows(rule, values):
                numbers = [_number(values.get(path)) for path in (*factors, product)]
                telling = all(number not in (None, 0, 1) for number in numbers)
                if telling and not _check_product(rule, factors, product, values):
                    confirmed |= {*factors, product}
        elif isinstance(rule, rules.Same):
            paths = [path for field in rule.fields for path in expand(field, values)]
            if all(values.get(path) is not None for path in paths) and not _check_same(rule, values):
                confirmed |= set(paths)
    return frozenset(confirmed)


def expand(path: str, values: Values) -> list[str]:
    """``items.qty`` as the paths of all its rows, in order; a field's name as itself."""
    table, point, column = path.partition(".")
    if not point:
        return [path]
    found: list[str] = []
    while f"{table}[{len(found)}].{column}" in values:
        found.append(f"{table}[{len(found)}].{column}")
    return found


def _check_zones(template: Template, values: Values, lookups: LookupSource) -> Iterator[RuleFailure]:
    for field in template.fields:
        if field.name in values:
            yield from _check_value(field.name, values[field.name], field.read, field.required, lookups)
    for table in template.tables:
        rows = 0
        for column in table.columns:
            paths = expand(f"{table.name}.{column.name}", values)
            rows = max(rows, len(paths))
            for path in paths:
                yield from _check_value(path, values[path], column.read, column.required, lookups)
        if rows < table.minimum_rows:
            params = {"minimum": table.minimum_rows, "found": rows, "table": table.name}
            yield RuleFailure(paths=(), reason=Reason(code="rows_missing", params=params))


def _check_value(
    path: str, value: Value, content: kinds.Content, required: bool, lookups: LookupSource
) -> Iterator[RuleFailure]:
    if value in (None, [], False):
        if required:
            yield RuleFailure(paths=(path,), reason=Reason(code="required_missing"))
        return
    for reason in (*_check_bounds(value, content), *_check_text(value, content, lookups)):
        yield RuleFailure(paths=(path,), reason=reason)


def _check_bounds(value: Value, content: kinds.Content) -> Iterator[Reason]:
    number = _number(value)
    if number is None or not isinstance(content, kinds.Integer | kinds.Number | kinds.Amount):
        return
    if content.minimum is not None and number < content.minimum:
        yield Reason(code="below_minimum", params={"minimum": str(content.minimum)})
    if content.maximum is not None and number > content.maximum:
        yield Reason(code="above_maximum", params={"maximum": str(content.maximum)})


def _check_text(value: Value, content: kinds.Content, lookups: LookupSource) -> Iterator[Reason]:
    if not isinstance(value, str) or not isinstance(content, kinds.Text | kinds.MultilineText):
        return
    if content.max_length is not None and len(value) > content.max_length:
        yield Reason(code="too_long", params={"limit": content.max_length})
    if isinstance(content, kinds.Text):
        if content.characters is not None and not set(value) <= {*content.characters, " "}:
            yield Reason(code="characters_not_allowed")
        if content.lexicon is not None and not content.lexicon_open:
            yield from _check_known(value, content.lexicon, lookups)


def _check_known(value: str, lookup: str, lookups: LookupSource) -> Iterator[Reason]:
    try:
        if not lookups.contains(lookup, value):
            yield Reason(code="not_in_lookup", params={"lookup": lookup})
    except KeyError:
        yield Reason(code="lookup_missing", params={"lookup": lookup})


def _check_rule(rule: rules.AnyRule, values: Values, lookups: LookupSource) -> list[RuleFailure]:
    match rule:
        case rules.Sum():
            return _check_sum(rule, values)
        case rules.Product():
            rows = _product_rows(rule, values)
            return [failure for factors, product in rows for failure in _check_product(rule, factors, product, values)]
        case rules.Same():
            return _check_same(rule, values)
        case rules.Order():
            return _check_order(rule, values)
        case rules.RequiredWhen():
            return _check_required_when(rule, values)
        case rules.Known():
            return [
                RuleFailure(paths=(path,), reason=reason)
                for path in expand(rule.field, values)
                if isinstance(value := values.get(path), str)
                for reason in _check_known(value, rule.lookup, lookups)
            ]


def _check_sum(rule: rules.Sum, values: Values) -> list[RuleFailure]:
    paths = expand(rule.of, values)
    total = _number(values.get(rule.equals))
    addends = [_number(values.get(path)) for path in paths]
    if total is None or not any(number is not None for number in addends):
        return []
    found = sum((number for number in addends if number is not None), Decimal(0))
    if abs(found - total) <= rule.tolerance:
        return []
    params = {"sum": str(found), "written": str(total), "of": rule.of, "equals": rule.equals}
    return [RuleFailure(paths=(*paths, rule.equals), reason=Reason(code="rule_sum", params=params))]


def _product_rows(rule: rules.Product, values: Values) -> list[tuple[tuple[str, ...], str]]:
    """The paths of each product: one for each row, fields beside a column standing for every row."""
    factors_and_product = [expand(path, values) for path in (*rule.of, rule.equals)]
    rows = max(len(paths) for paths in factors_and_product)
    if any(len(paths) not in (1, rows) for paths in factors_and_product):
        return []
    each = [tuple(paths[row if len(paths) > 1 else 0] for paths in factors_and_product) for row in range(rows)]
    return [(row[:-1], row[-1]) for row in each]


def _check_product(rule: rules.Product, factors: Sequence[str], product: str, values: Values) -> list[RuleFailure]:
    numbers = [_number(values.get(path)) for path in factors]
    written = _number(values.get(product))
    if written is None or any(number is None for number in numbers):
        return []
    found = Decimal(1)
    for number in numbers:
        found *= number or Decimal(0)
    if abs(found - written) <= rule.tolerance:
        return []
    params = {"product": str(found), "written": str(written)}
    return [RuleFailure(paths=(*factors, product), reason=Reason(code="rule_product", params=params))]


def _check_same(rule: rules.Same, values: Values) -> list[RuleFailure]:
    paths = [path for field in rule.fields for path in expand(field, values)]
    given = [(path, values[path]) for path in paths if values.get(path) is not None]
    if all(_alike(one, other) for (_, one), (_, other) in pairwise(given)):
        return []
    shown = ", ".join(str(value) for _, value in given)
    return [RuleFailure(paths=tuple(paths), reason=Reason(code="rule_same", params={"values": shown}))]


def _alike(one: Value, other: Value) -> bool:
    first, second = _number(one), _number(other)
    return first == second if first is not None and second is not None else one == other


def _check_order(rule: rules.Order, values: Values) -> list[RuleFailure]:
    first, then = values.get(rule.first), values.get(rule.then)
    if first is None or then is None:
        return []
    numbers = _number(first), _number(then)
    in_order = (
        numbers[0] <= numbers[1] if numbers[0] is not None and numbers[1] is not None else str(first) <= str(then)
    )
    if in_order:
        return []
    params = {"first": str(first), "then": str(then)}
    return [RuleFailure(paths=(rule.first, rule.then), reason=Reason(code="rule_order", params=params))]


def _check_required_when(rule: rules.RequiredWhen, values: Values) -> list[RuleFailure]:
    condition = values.get(rule.when)
    held = any(
        condition == wanted or (isinstance(condition, list) and wanted in condition) for wanted in rule.is_one_of
    )
    if not held or values.get(rule.field) not in (None, "", [], False):
        return []
    params = {"field": rule.field, "when": rule.when}
    return [RuleFailure(paths=(rule.field, rule.when), reason=Reason(code="rule_required_when", params=params))]


def _number(value: Value) -> Decimal | None:
    """The value as a number, where it is one; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
