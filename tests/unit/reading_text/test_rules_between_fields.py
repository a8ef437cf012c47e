from decimal import Decimal
from typing import Any

import pytest

from ocr_service.forms.result import Value
from ocr_service.forms.template import Template
from ocr_service.reading.rules.check_rules import check_rules, expand, find_confirmed


class Lists:
    """Look-up lists in memory."""

    def __init__(self, **lists: tuple[str, ...]) -> None:
        self.lists = lists

    def entries(self, name: str) -> tuple[str, ...]:
        return self.lists[name]

    def contains(self, name: str, entry: str) -> bool:
        return entry in self.lists[name]


def template(*rules: dict[str, Any], **options: Any) -> Template:
    """A form with some fields of its own and a table of items, under the given rules."""
    types: dict[str, dict[str, Any]] = {
        "total": {"type": "amount"},
        "capital": {"type": "capital-amount"},
        "ordered": {"type": "date"},
        "due": {"type": "date"},
        "customer": {"type": "text", "lexicon": "customers", "max_length": 10},
        "weight": {"type": "number", "minimum": 0, "maximum": 100},
        "urgent": {"type": "tick"},
        "why": {"type": "text", "characters": "ABC"},
    }
    fields = [
        {"name": name, "label": {"en": name}, "box": [10, 10 + 20 * row, 50, 8], "read": read,
         "required": name in options.get("required", ())}
        for row, (name, read) in enumerate(types.items())
    ]  # fmt: skip
    columns = [
        {"name": "quantity", "label": {"en": "q"}, "left": 100, "right": 120, "read": {"type": "integer"}},
        {"name": "price", "label": {"en": "p"}, "left": 120, "right": 140, "read": {"type": "amount"}},
        {
            "name": "amount",
            "label": {"en": "a"},
            "left": 140,
            "right": 160,
            "read": {"type": "amount"},
            "required": True,
        },
    ]
    table = {
        "name": "items", "label": {"en": "items"}, "box": [100, 10, 60, 80], "rows": 10, "columns": columns,
        "minimum_rows": options.get("minimum_rows", 0),
    }  # fmt: skip
    return Template.model_validate(
        {"format": 1, "name": "slip", "version": 1, "title": {"en": "Slip"}, "fields": fields, "tables": [table],
         "rules": list(rules), "pages": [{"size_mm": [210, 297], "image": "page-1.png"}]}
    )  # fmt: skip


def rows(*items: tuple[int | None, str | None, str | None]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for row, (quantity, price, amount) in enumerate(items):
        values |= {f"items[{row}].quantity": quantity, f"items[{row}].price": price, f"items[{row}].amount": amount}
    return values


def failures(form: Template, values: dict[str, Value], **lists: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.reason.code, one.paths) for one in check_rules(form, values, Lists(**lists))]


SUM = {"rule": "sum", "of": "items.amount", "equals": "total"}
PRODUCT = {"rule": "product", "of": ["items.quantity", "items.price"], "equals": "items.amount"}
SAME = {"rule": "same", "fields": ["total", "capital"]}


def test_a_sum_that_comes_out_says_nothing_and_confirms() -> None:
    form, values = template(SUM), rows((2, "1.50", "3.00"), (1, "2.00", "2.00")) | {"total": "5.00"}
    assert failures(form, values) == []
    assert find_confirmed(form, values) == {"items[0].amount", "items[1].amount", "total"}


def test_a_sum_that_does_not_come_out_names_all_that_take_part() -> None:
    values = rows((2, "1.50", "3.00"), (1, "2.00", "2.00")) | {"total": "6.00"}
    (failure,) = check_rules(template(SUM), values, Lists())
    assert failure.paths == ("items[0].amount", "items[1].amount", "total")
    assert failure.reason.params["sum"] == "5.00"
    assert find_confirmed(template(SUM), values) == frozenset()


def test_a_blank_total_is_not_judged() -> None:
    assert failures(template(SUM), rows((2, "1.50", "3.00")) | {"total": None}) == []


def test_only_the_row_whose_product_is_wrong_is_named() -> None:
    values = rows((2, "1.50", "3.00"), (3, "2.00", "7.00"))
    assert failures(template(PRODUCT), values) == [
        ("rule_product", ("items[1].quantity", "items[1].price", "items[1].amount"))
    ]
    assert find_confirmed(template(PRODUCT), values) == {"items[0].quantity", "items[0].price", "items[0].amount"}


@pytest.mark.parametrize("row", [(0, "1.00", "0.00"), (1, "5.00", "5.00")])
def test_a_factor_of_nought_or_one_confirms_nothing(row: tuple[int, str, str]) -> None:
    assert find_confirmed(template(PRODUCT), rows(row)) == frozenset()


def test_a_capital_amount_and_its_figures_confirm_or_contradict_each_other() -> None:
    assert find_confirmed(template(SAME), {"total": "12300.00", "capital": "12300.00"}) == {"total", "capital"}
    assert failures(template(SAME), {"total": "12300.00", "capital": "12800.00"}) == [
        ("rule_same", ("total", "capital"))
    ]
    assert failures(template(SAME), {"total": "12300.00", "capital": None}) == []


def test_dates_out_of_order_are_named() -> None:
    form = template({"rule": "order", "first": "ordered", "then": "due"})
    assert failures(form, {"ordered": "2024-03-05", "due": "2024-03-05"}) == []
    assert failures(form, {"ordered": "2024-03-06", "due": "2024-03-05"}) == [("rule_order", ("ordered", "due"))]


def test_a_field_that_another_one_makes_necessary() -> None:
    form = template({"rule": "required-when", "field": "why", "when": "urgent", "is_one_of": [True]})
    assert failures(form, {"urgent": False, "why": None}) == []
    assert failures(form, {"urgent": True, "why": "A"}) == []
    assert failures(form, {"urgent": True, "why": None}) == [("rule_required_when", ("why", "urgent"))]


def test_a_list_must_have_the_value_and_must_be_there() -> None:
    form = template({"rule": "known", "field": "why", "lookup": "reasons"})
    assert failures(form, {"why": "A"}, reasons=("A",)) == []
    assert failures(form, {"why": "B"}, reasons=("A",)) == [("not_in_lookup", ("why",))]
    assert failures(form, {"why": "B"}) == [("lookup_missing", ("why",))]
    assert failures(template(), {"customer": "C"}, customers=("A", "B")) == [("not_in_lookup", ("customer",))]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"weight": "-1"}, "below_minimum"),
        ({"weight": "100.01"}, "above_maximum"),
        ({"customer": "x" * 11}, "too_long"),
        ({"why": "ABD"}, "characters_not_allowed"),
    ],
)
def test_each_limit_of_a_field_is_kept(values: dict[str, Value], code: str) -> None:
    (found, *_) = failures(template(), values, customers=("x" * 11,))
    assert found == (code, tuple(values))


def test_required_fields_and_cells_must_be_filled() -> None:
    form = template(required=("total",))
    assert failures(form, {"total": None}) == [("required_missing", ("total",))]
    assert failures(form, rows((1, "1.00", None))) == [("required_missing", ("items[0].amount",))]


def test_too_few_rows_belong_to_no_single_field() -> None:
    assert failures(template(minimum_rows=2), rows((1, "1.00", "1.00"))) == [("rows_missing", ())]


def test_a_columns_path_stands_for_its_rows_in_order() -> None:
    values = rows(*[(1, "1.00", "1.00")] * 11)
    assert expand("items.amount", values) == [f"items[{row}].amount" for row in range(11)]
    assert expand("items.unknown", values) == []
    assert expand("total", values) == ["total"]


def test_tolerance_is_the_rules_own() -> None:
    values = rows((3, "0.333", "1.00")) | {"items[0].price": "0.333"}
    assert failures(template(PRODUCT | {"tolerance": Decimal("0.01")}), values) == []
    assert [code for code, _ in failures(template(PRODUCT | {"tolerance": 0}), values)] == ["rule_product"]


TAX = {"rule": "sum", "of": "items.amount", "also": ["freight", "tax"], "equals": "total"}


@pytest.mark.parametrize(
    ("tax", "total", "held"), [("0.39", "13.39", True), ("0.36", "13.39", False), (None, "13", True)]
)
def test_tax_and_freight_count_in_a_sum(tax: str | None, total: str, held: bool) -> None:
    values = rows((2, "1.50", "3.00")) | {"freight": "10.00", "tax": tax, "total": total}
    assert (failures(template(TAX), values) == []) == held


@pytest.mark.parametrize(
    ("quantity", "price", "amount", "held"),
    [
        (125, "0.1234", "15.43", True),
        (125, "0.1234", "15.42", True),
        (125, "0.1234", "15.41", False),
        (3, "13.77", "41.3", True),
        (3, "13.77", "41.2", False),
        (3, "13.77", "41.31", True),
        (3, "13.77", "14.31", False),
    ],
)
def test_a_product_may_be_rounded_to_the_places_it_is_written_with(
    quantity: int, price: str, amount: str, held: bool
) -> None:
    assert (failures(template(PRODUCT), rows((quantity, price, amount))) == []) == held


def test_a_factor_turns_percentages_and_units() -> None:
    rule = PRODUCT | {"factor": "0.01"}
    assert failures(template(rule), rows((13, "100.00", "13.00"))) == []
    assert failures(template(rule), rows((13, "100.00", "1300.00"))) != []


@pytest.mark.parametrize(
    ("one", "other", "held"),
    [
        ("00123", "123", False),
        ("00123", "00123", True),
        ("12.5", "12.50", True),
        ("0.5", "0.50", True),
        ("苏州 恒泰（集团）", "苏州恒泰(集团)", True),
        ("HJ123", "HJ128", False),
    ],
)
def test_codes_are_the_same_figure_by_figure_and_texts_whatever_their_spaces(one: str, other: str, held: bool) -> None:
    assert (failures(template(SAME), {"total": one, "capital": other}) == []) == held


def test_order_and_requirement_are_judged_row_by_row() -> None:
    order = {"rule": "order", "first": "items.price", "then": "items.amount"}
    required = {"rule": "required-when", "field": "items.price", "when": "items.quantity", "is_one_of": ["3"]}
    values = rows((1, "2.00", "3.00"), (1, "4.00", "3.00"), (3, None, "3.00"))
    assert failures(template(order), values) == [("rule_order", ("items[1].price", "items[1].amount"))]
    assert failures(template(required), values) == [("rule_required_when", ("items[2].price", "items[2].quantity"))]
