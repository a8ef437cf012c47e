"""Which row of the master data each value of a form stands for: an ERP books by the row's code, not by its name."""

from collections.abc import Iterator, Mapping, Sequence

from ocr_service.forms.rules import Known, OrderMatch, is_masterdata, split_list_name
from ocr_service.forms.template import Template
from ocr_service.reading.masterdata.check_masterdata import listed_fields
from ocr_service.reading.masterdata.match_order import is_open
from ocr_service.reading.masterdata.source import ListRow, MasterdataSource
from ocr_service.reading.rules.rule_values import Values, expand, side_by_side
from ocr_service.reading.rules.same_value import same_value

# By the path of the value: the rows that it stands for, by the names of their lists.
ListedRows = dict[str, dict[str, ListRow]]


def find_rows(template: Template, values: Values, source: MasterdataSource) -> ListedRows:
    """The rows of the values that have one. Where several rows fit, or a list is missing, there is none: no guess.

    `values` holds the value of every path (``table[row].column``). A field whose list has the value in several rows
    gets the one that agrees with the other fields of its rule ``known``; a material that stands on the slip's order
    gets the order's open line.
    """
    found: ListedRows = {}
    for path, list_name, rows in _candidates(template, values, source):
        if len(rows) == 1:
            found.setdefault(path, {})[list_name] = rows[0]
    return found


def _candidates(
    template: Template, values: Values, source: MasterdataSource
) -> Iterator[tuple[str, str, Sequence[ListRow]]]:
    for name, content in listed_fields(template):
        list_name, column = split_list_name(content.lexicon or "")
        for path in expand(name, values):
            yield path, list_name, _rows_with(source, list_name, column, values.get(path))
    for rule in template.rules:
        if isinstance(rule, Known) and is_masterdata(rule.lookup):
            yield from _known_rows(rule, values, source)
        elif isinstance(rule, OrderMatch):
            yield from _order_rows(rule, values, source)


def _known_rows(rule: Known, values: Values, source: MasterdataSource) -> Iterator[tuple[str, str, Sequence[ListRow]]]:
    list_name, column = split_list_name(rule.lookup)
    for path, *others in side_by_side((rule.field, *rule.agrees), values) or [(rule.field,)]:
        rows = _rows_with(source, list_name, column, values.get(path))
        beside = dict(zip(others, rule.agrees.values(), strict=False))
        yield path, list_name, rows if len(rows) < 2 else [row for row in rows if _agrees(row, beside, values)]


def _order_rows(
    rule: OrderMatch, values: Values, source: MasterdataSource
) -> Iterator[tuple[str, str, Sequence[ListRow]]]:
    rows = _rows_with(source, rule.list, rule.order.column, values.get(rule.order.field))
    yield rule.order.field, rule.list, rows
    if rule.material is None:
        return
    status, column = rule.status, rule.material.column
    still_open = [row for row in rows if status is None or is_open(rule, row.get(status.column, ""))]
    for path in expand(rule.material.field, values):
        wanted = values.get(path)
        if wanted not in (None, ""):
            yield path, rule.list, [row for row in still_open if same_value(wanted, row.get(column, ""))]


def _rows_with(source: MasterdataSource, list_name: str, column: str, value: object) -> Sequence[ListRow]:
    if value is None or isinstance(value, bool | list) or value == "":
        return ()
    try:
        return source.rows_where(list_name, column, str(value))
    except KeyError:
        return ()


def _agrees(row: ListRow, beside: Mapping[str, str], values: Values) -> bool:
    written = {column: values.get(path) for path, column in beside.items()}
    return all(one in (None, "") or same_value(one, row.get(column, "")) for column, one in written.items())
