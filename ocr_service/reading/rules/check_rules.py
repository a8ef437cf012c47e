"""Fields against their own limits and against each other."""

from collections.abc import Iterator

from ocr_service.forms import content as kinds
from ocr_service.forms import rules
from ocr_service.forms.result import Reason, Value
from ocr_service.forms.template import Template
from ocr_service.reading.rules.check_relations import check_relation, find_confirmed
from ocr_service.reading.rules.lookups import LookupSource
from ocr_service.reading.rules.rule_values import RuleFailure, Values, as_number, expand

__all__ = ["RuleFailure", "check_rules", "expand", "find_confirmed"]


def check_rules(template: Template, values: Values, lookups: LookupSource) -> list[RuleFailure]:
    """Everything that contradicts the template; empty where nothing does.

    `values` holds the value of every path that was read (``table[row].column``), None where it is blank. A rule whose
    values are partly blank is not judged, except that blank cells add nothing to a sum.
    """
    failures = list(_check_zones(template, values, lookups))
    for rule in template.rules:
        failures += _check_rule(rule, values, lookups)
    return failures


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
        for total in table.totals:
            if total.name in values:
                content = next(column.read for column in table.columns if column.name == total.column)
                yield from _check_value(total.name, values[total.name], content, total.required, lookups)
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
    number = as_number(value)
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
        if lookups.contains(lookup, value) is False:
            yield Reason(code="not_in_lookup", params={"lookup": lookup})
    except KeyError:
        yield Reason(code="lookup_missing", params={"lookup": lookup})


def _check_rule(rule: rules.AnyRule, values: Values, lookups: LookupSource) -> list[RuleFailure]:
    if isinstance(rule, rules.OrderMatch):
        return []  # asked of the master data, after reading
    if not isinstance(rule, rules.Known):
        return check_relation(rule, values)
    return [
        RuleFailure(paths=(path,), reason=reason)
        for path in expand(rule.field, values)
        if isinstance(value := values.get(path), str)
        for reason in _check_known(value, rule.lookup, lookups)
    ]
