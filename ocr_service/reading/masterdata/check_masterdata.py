"""Values against the company's master data: is it listed, does the row say the same, does the order allow it?

Done after reading and outside the reader, where the lists are: a list of a million rows travels nowhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ocr_service.forms.content import Text
from ocr_service.forms.result import Reason, Value
from ocr_service.forms.rules import Agreement, Known, OrderMatch, is_masterdata, split_list_name
from ocr_service.forms.template import Template
from ocr_service.reading.masterdata.match_order import match_order
from ocr_service.reading.masterdata.source import Listed, ListRow, MasterdataSource
from ocr_service.reading.rules.rule_values import RuleFailure, Values, expand, side_by_side
from ocr_service.reading.rules.same_value import same_value

# What this step finds; when values are checked again these are found anew.
MASTERDATA_CODES: Final = frozenset(
    {
        "not_in_lookup", "lookup_missing", "masterdata_disagrees",
        "order_unknown", "order_closed", "order_material_missing", "order_quantity_above", "order_price_differs",
    }
)  # fmt: skip
# Values offered instead of one that is not listed.
_MOST_OFFERED: Final = 3


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What speaks against values, what they may be instead, and how the list spells those that it has."""

    failures: list[RuleFailure] = field(default_factory=list)
    candidates: dict[str, Sequence[Listed]] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)


def needs_masterdata(template: Template) -> bool:
    """Whether anything of the form is checked against master data."""
    return any(True for _ in listed_fields(template)) or any(
        isinstance(rule, OrderMatch) or (isinstance(rule, Known) and is_masterdata(rule.lookup))
        for rule in template.rules
    )


def check_masterdata(template: Template, values: Values, source: MasterdataSource) -> Findings:
    """Everything that contradicts the master data; blank values are not judged.

    `values` holds the value of every path that was read (``table[row].column``), None where it is blank.
    """
    found = Findings()
    for name, content in listed_fields(template):
        for path in expand(name, values):
            value = values.get(path)
            if isinstance(value, str) and value and content.lexicon is not None:
                _check_listed(path, value, content.lexicon, source, found, required=not content.lexicon_open)
    for rule in template.rules:
        if isinstance(rule, Known) and is_masterdata(rule.lookup):
            _check_known(rule, values, source, found)
        elif isinstance(rule, OrderMatch):
            _check_order(rule, values, source, found)
    return found


def listed_fields(template: Template) -> Iterator[tuple[str, Text]]:
    """Fields, columns and totals whose values a list of the master data holds."""
    zones = [(one.name, one.read) for one in template.fields]
    for table in template.tables:
        columns = {column.name: column.read for column in table.columns}
        zones += [(f"{table.name}.{name}", read) for name, read in columns.items()]
        zones += [(total.name, columns[total.column]) for total in table.totals]
    for name, read in zones:
        if isinstance(read, Text) and read.lexicon is not None and is_masterdata(read.lexicon):
            yield name, read


def _check_listed(
    path: str, value: str, lookup: str, source: MasterdataSource, found: Findings, *, required: bool
) -> None:
    try:
        spelling = source.find(lookup, value)
        if spelling is not None:
            found.spellings[path] = spelling
            return
        found.candidates[path] = source.nearest(lookup, value, _MOST_OFFERED)
    except KeyError:
        _tell_missing(path, lookup, found)
        return
    if required:
        reason = Reason(code="not_in_lookup", params={"lookup": lookup})
        found.failures.append(RuleFailure(paths=(path,), reason=reason))


def _check_known(rule: Known, values: Values, source: MasterdataSource, found: Findings) -> None:
    list_name, column = split_list_name(rule.lookup)
    for path, *others in side_by_side((rule.field, *rule.agrees), values) or [(rule.field,)]:
        value = values.get(path)
        if value is None or isinstance(value, bool | list):
            continue
        try:
            rows = source.rows_where(list_name, column, str(value))
        except KeyError:
            _tell_missing(path, rule.lookup, found)
            continue
        if not rows:
            _check_listed(path, str(value), rule.lookup, source, found, required=True)
            continue
        beside = dict(zip(others, rule.agrees.values(), strict=False))
        found.failures.extend(_disagreements(beside, rows, values, list_name, str(value), found))


def _check_order(rule: OrderMatch, values: Values, source: MasterdataSource, found: Findings) -> None:
    order = values.get(rule.order.field)
    if order is None or isinstance(order, bool | list):
        return
    lookup = f"{rule.list}.{rule.order.column}"
    try:
        rows = source.rows_where(rule.list, rule.order.column, str(order))
        if not rows:
            found.candidates[rule.order.field] = source.nearest(lookup, str(order), _MOST_OFFERED)
            params = {"order": str(order), "list": rule.list}
            reason = Reason(code="order_unknown", params=params)
            found.failures.append(RuleFailure(paths=(rule.order.field,), reason=reason))
            return
        found.failures.extend(match_order(rule, str(order), rows, values))
        found.failures.extend(_disagreements(dict(rule.agrees), rows, values, rule.list, str(order), found))
    except KeyError as error:
        _tell_missing(rule.order.field, f"{rule.list}.{error.args[0]}", found)


def _disagreements(
    beside: Agreement, rows: Sequence[ListRow], values: Values, list_name: str, key: str, found: Findings
) -> Iterator[RuleFailure]:
    """The fields whose value none of the rows has in the column that belongs to them."""
    for path, column in beside.items():
        value = values.get(path)
        if value in (None, "", []) or isinstance(value, bool | list):
            continue
        try:
            listed = list(dict.fromkeys(row[column] for row in rows))
        except KeyError:
            _tell_missing(path, f"{list_name}.{column}", found)
            continue
        if any(same_value(value, one) for one in listed):
            continue
        found.candidates[path] = [Listed(text=one, alike=1.0) for one in listed[:_MOST_OFFERED] if one]
        params = {"list": list_name, "key": key, "column": column, "written": str(value), "listed": listed[:3]}
        yield RuleFailure(paths=(path,), reason=Reason(code="masterdata_disagrees", params=params))


def _tell_missing(path: str, lookup: str, found: Findings) -> None:
    reason = Reason(code="lookup_missing", params={"lookup": lookup})
    found.failures.append(RuleFailure(paths=(path,), reason=reason))


def spelled(values: Mapping[str, Value], findings: Findings) -> dict[str, Value]:
    """The values in the lists' own spelling."""
    return {**values, **findings.spellings}
