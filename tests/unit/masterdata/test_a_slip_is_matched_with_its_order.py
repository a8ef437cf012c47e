"""A slip is checked against its open order; each difference is told with both values."""

from typing import Any

import pytest

from ocr_service.forms.result import Value
from tests.unit.masterdata.slips import check, failures, form, values

MATCH: dict[str, Any] = {
    "rule": "order-match",
    "list": "orders",
    "order": {"field": "order_no", "column": "order"},
    "status": {"column": "status", "open": ["open", "未结"]},
    "agrees": {"customer": "supplier"},
    "material": {"field": "items.material", "column": "material"},
    "quantity": {"field": "items.quantity", "column": "open_quantity"},
    "price": {"field": "items.price", "column": "price", "tolerance": "0.01"},
}


def line(order: str, material: str, quantity: str, price: str, status: str = "open") -> dict[str, str]:
    row = {"order": order, "material": material, "open_quantity": quantity, "price": price, "status": status}
    return {**row, "supplier": "华明电子"}


ORDERS = (
    line("PO-1", "M1", "100", "2.50"),
    line("PO-1", "M1", "20", "2.60"),
    line("PO-1", "M2", "1,000.00", "0.10", "未结"),
    line("PO-1", "M3", "5", "9.00", "closed"),
    line("PO-2", "M1", "10", "2.50", "closed"),
)


def differences(
    *lines: tuple[Value, Value, Value], rule: dict[str, Any] = MATCH, order: str | None = "PO-1", **fields: Value
) -> list[tuple[str, tuple[str, ...], dict[str, Any]]]:
    found = check(form(rule), values(*lines, order_no=order, **fields), orders=ORDERS)
    return [(one.reason.code, one.paths, one.reason.params) for one in found.failures]


def test_a_slip_that_agrees_is_not_told() -> None:
    assert differences(("M1", "120", "2.50"), ("M2", "999.5", "0.10"), customer="华明电子") == []


def test_an_unknown_order_is_told_with_the_orders_that_are_near() -> None:
    found = check(form(MATCH), values(("M1", "1", "2.50"), order_no="PO-7"), orders=ORDERS)

    assert failures(found) == [("order_unknown", ("order_no",))]
    assert found.failures[0].reason.params == {"order": "PO-7", "list": "orders"}
    assert {one.text for one in found.candidates["order_no"]} == {"PO-1"}


def test_a_closed_order_is_told_with_its_status() -> None:
    told = differences(("M1", "1", "2.50"), order="PO-2")

    assert told == [("order_closed", ("order_no",), {"order": "PO-2", "status": ["closed"]})]


@pytest.mark.parametrize("material", ["M9", "M3"])
def test_a_material_that_is_not_open_in_the_order_is_told(material: str) -> None:
    told = differences(("M1", "1", "2.50"), (material, "1", "9.00"))

    assert told == [("order_material_missing", ("items[1].material",), {"order": "PO-1", "material": material})]


def test_all_lines_with_a_material_together_may_not_be_more_than_is_open() -> None:
    told = differences(("M1", "100", "2.50"), ("M2", "1", "0.10"), ("M1", "20.5", "2.60"))

    params = {"order": "PO-1", "material": "M1", "written": "120.5", "open": "120"}
    assert told == [("order_quantity_above", ("items[0].quantity", "items[2].quantity"), params)]


def test_a_price_that_the_order_does_not_have_is_told() -> None:
    told = differences(("M1", "1", "2.62"), ("M1", "1", "2.61"))

    params = {"order": "PO-1", "material": "M1", "written": "2.62", "ordered": ["2.5", "2.6"]}
    assert told == [("order_price_differs", ("items[0].price",), params)]


def test_another_supplier_than_the_orders_is_told() -> None:
    assert [code for code, _, _ in differences(customer="恒达")] == ["masterdata_disagrees"]


def test_more_is_delivered_than_ordered_within_the_tolerance() -> None:
    lenient = {**MATCH, "quantity": {**MATCH["quantity"], "percent": 5}}

    assert differences(("M1", "126", "2.50"), rule=lenient) == []
    assert [code for code, _, _ in differences(("M1", "126.1", "2.50"), rule=lenient)] == ["order_quantity_above"]


def test_what_cannot_be_read_is_not_judged() -> None:
    assert differences(("M1", None, None), (None, "99999", None), order=None) == []
    assert differences(("M1", None, None), ("M1", "abc", "?")) == []


def test_a_slip_without_materials_is_compared_with_the_order_as_a_whole() -> None:
    whole = {key: value for key, value in MATCH.items() if key not in ("material", "price")}

    assert differences(("x", "1120", None), rule=whole) == []
    told = differences(("x", "1121", None), rule=whole)
    assert told == [
        (
            "order_quantity_above",
            ("items[0].quantity",),
            {"order": "PO-1", "material": "—", "written": "1121", "open": "1120"},
        )
    ]


def test_a_column_that_the_list_has_not_is_told() -> None:
    wrong = {**MATCH, "price": {"field": "items.price", "column": "cost"}}

    assert [(code, params) for code, _, params in differences(("M1", "1", "2.50"), rule=wrong)] == [
        ("lookup_missing", {"lookup": "orders.cost"})
    ]
