"""A value stands for the one row of a list that fits it; where several fit, for none."""

from typing import Any

from ocr_service.forms.result import Value
from ocr_service.reading.masterdata.listed_rows import ListedRows, find_rows
from tests.unit.masterdata.slips import Lists, form, values
from tests.unit.masterdata.test_a_slip_is_matched_with_its_order import MATCH, ORDERS, line

CUSTOMERS = (
    {"no": "C1", "name": "华明电子", "city": "苏州"},
    {"no": "C2", "name": "恒达 Pack", "city": "无锡"},
    {"no": "C3", "name": "恒达 Pack", "city": "常州"},
)
BY_NAME = {"rule": "known", "field": "customer", "lookup": "customers.name", "agrees": {"customer_no": "city"}}


def rows_of(*lines: Any, rules: Any = (), lexicon: str | None = None, **fields: Value) -> ListedRows:
    lists = Lists(customers=CUSTOMERS, orders=ORDERS)
    return find_rows(form(*rules, lexicon=lexicon), values(*lines, **fields), lists)


def test_a_listed_value_stands_for_its_row() -> None:
    assert rows_of(lexicon="customers.name", customer_no="华明 电子") == {"customer_no": {"customers": CUSTOMERS[0]}}


def test_two_rows_of_one_name_are_no_row() -> None:
    assert rows_of(lexicon="customers.name", customer_no="恒达Pack") == {}


def test_what_stands_beside_it_tells_which_row_it_is() -> None:
    assert rows_of(rules=[BY_NAME], customer="恒达Pack", customer_no="常州") == {
        "customer": {"customers": CUSTOMERS[2]}
    }
    assert rows_of(rules=[BY_NAME], customer="恒达Pack", customer_no="上海") == {}
    assert rows_of(rules=[BY_NAME], customer="恒达Pack") == {}


def test_a_row_that_disagrees_but_is_the_only_one_is_the_row() -> None:
    assert rows_of(rules=[BY_NAME], customer="华明电子", customer_no="上海") == {
        "customer": {"customers": CUSTOMERS[0]}
    }


def test_a_material_stands_for_the_orders_open_line() -> None:
    found = rows_of(("M1", "5", "2.50"), ("M2", "5", "0.10"), ("M3", "1", "9.00"), rules=[MATCH], order_no="PO-1")

    # M1 is on two open lines of the order, M3 on a closed one.
    assert found == {"items[1].material": {"orders": line("PO-1", "M2", "1,000.00", "0.10", "未结")}}


def test_an_order_of_one_line_stands_for_it() -> None:
    assert rows_of(rules=[MATCH], order_no="PO-2") == {"order_no": {"orders": ORDERS[-1]}}


def test_blank_values_and_missing_lists_stand_for_nothing() -> None:
    assert rows_of(rules=[BY_NAME, MATCH], lexicon="suppliers.name", customer_no="华明电子") == {}
