"""What is read is checked against the lists in force: at reading, at the desk, and again before it is accepted."""

from typing import Any

import pytest

from ocr_service.forms.result import FormDecision, FormResult, PageResult, Reason
from ocr_service.usecases.checking.verify_cells import SeenCell, verify_cells
from ocr_service.usecases.errors import FieldsUnchecked
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.masterdata import lists_in_use
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.masterdata.conftest import Ledger
from tests.integration.usecases.conftest import Desk, field_result

FORM = """\
format: 1
name: receipt
version: 1
title: {en: Receipt}
pages: [{size_mm: [210, 148], image: page-1.png}]
fields:
  - {name: order, label: {en: Order}, box: [10, 10, 40, 8], read: {type: text}}
  - {name: customer, label: {en: Customer}, box: [10, 30, 40, 8], read: {type: text, lexicon: customers.name}}
  - {name: quantity, label: {en: Quantity}, box: [10, 50, 40, 8], read: {type: number}}
rules:
  - rule: order-match
    list: orders
    order: {field: order, column: order}
    agrees: {customer: customer}
    quantity: {field: quantity, column: open}
"""
CUSTOMERS = "no,name\nC1,华明电子\nC2,恒达包装\n"
ORDERS = "line,order,customer,open\n1,PO-1,华明电子,60\n2,PO-1,华明电子,40\n3,PO-2,恒达包装,7\n"


@pytest.fixture
def desk(services: Services) -> Desk:
    return Desk(services)


@pytest.fixture
def shop(desk: Desk, ledger: Ledger) -> Desk:
    desk.publish(FORM)
    ledger.load(CUSTOMERS)
    load_orders(ledger, ORDERS)
    return desk


def load_orders(ledger: Ledger, content: str) -> None:
    ledger.load(content, "orders", key="line", display=("order",))


def reading(decision: FormDecision = "accept", **values: Any) -> FormResult:
    given = {"order": "PO-1", "customer": "华明电子", "quantity": "100", **values}
    types = {"order": "text", "customer": "text", "quantity": "number"}
    page = PageResult(number=1, picture=b"jpeg", width=800, height=600, dpi=100, template_page=1, residual_mm=0.1)
    fields = tuple(field_result(name, types[name], value) for name, value in given.items())
    if decision == "review":
        doubt = {"decision": "review", "confidence": 0.4, "reasons": (Reason(code="not_sure_enough"),)}
        fields = (*fields[:2], fields[2].model_copy(update=doubt))
    return FormResult(template="receipt", template_version=1, decision=decision, pages=(page,), fields=fields)


def reasons(desk: Desk, scan_id: str) -> dict[str, list[str]]:
    return {field.path: [reason["code"] for reason in field.reasons] for field in desk.scan(scan_id).fields}


def versions(desk: Desk, scan_id: str) -> dict[str, str]:
    return show_scan(desk.services, scan_id=scan_id).masterdata


def in_review(desk: Desk, **values: Any) -> str:
    scan_id = desk.take_in(repr(values).encode()).scan_id
    assert desk.read(scan_id, reading("review", **values)) == "needs_review"
    claim_scan(desk.services, actor="user:1", scan_id=scan_id, minutes=10)
    return scan_id


def test_a_slip_that_agrees_is_accepted_and_names_the_versions(shop: Desk) -> None:
    scan_id = shop.take_in().scan_id

    assert shop.read(scan_id, reading()) == "accepted"
    assert versions(shop, scan_id) == {"customers": "1", "orders": "1"}


def test_differences_from_the_order_send_a_slip_to_a_person(shop: Desk) -> None:
    scan_id = shop.take_in().scan_id

    assert shop.read(scan_id, reading(quantity="101", customer="恒达包装")) == "needs_review"
    assert reasons(shop, scan_id) == {
        "order": [],
        "customer": ["masterdata_disagrees"],
        "quantity": ["order_quantity_above"],
    }


def test_a_value_that_is_nearly_listed_is_kept_and_the_listed_one_is_offered(shop: Desk) -> None:
    scan_id = shop.take_in().scan_id
    assert shop.read(scan_id, reading(customer="华朋电子", order=None)) == "needs_review"
    field = shop.scan(scan_id).fields[1]

    assert (field.value, [one["text"] for one in field.alternatives]) == ("华朋电子", ["华明电子"])


def test_a_list_that_was_never_loaded_is_told(desk: Desk) -> None:
    desk.publish(FORM)
    scan_id = desk.take_in().scan_id

    assert desk.read(scan_id, reading()) == "needs_review"
    assert reasons(desk, scan_id)["customer"] == ["lookup_missing"]


def test_short_lists_are_read_along_with_and_long_ones_are_not(
    shop: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    (package,) = shop.templates.load()
    assert package.lookups == {"customers.name": ("华明电子", "恒达包装")}
    assert {name: version.label for name, version in package.lists.items()} == {
        "customers.name": "1",
        "orders.order": "1",
    }
    again = shop.templates.load()[0]
    assert again.lookups["customers.name"] is package.lookups["customers.name"]  # what is made of it is kept with it

    ledger.load(CUSTOMERS + "C3,新客户\n")
    assert shop.templates.load()[0].lookups["customers.name"] == ("华明电子", "恒达包装", "新客户")

    monkeypatch.setattr(lists_in_use, "READ_ALONG", 2)
    (package,) = shop.templates.load()
    assert (package.lookups, package.lists["customers.name"].label) == ({}, "2")


def test_a_corrected_order_number_is_matched_anew(shop: Desk) -> None:
    scan_id = in_review(shop, order="PO-2")
    assert reasons(shop, scan_id)["quantity"] == ["not_sure_enough", "order_quantity_above"]

    correct_fields(shop.services, actor="user:1", scan_id=scan_id, corrections={"order": "PO-1"})

    assert reasons(shop, scan_id) == {"order": ["corrected_by_person"], "customer": [], "quantity": ["not_sure_enough"]}
    decisions = [field.decision for field in shop.scan(scan_id).fields]
    assert decisions == ["accept", "accept", "review"]  # the customer was only doubted for the order's sake


def test_a_form_is_checked_with_the_newest_data_before_it_is_accepted(shop: Desk, ledger: Ledger) -> None:
    scan_id = in_review(shop)
    correct_fields(shop.services, actor="user:1", scan_id=scan_id, corrections={}, confirmed=["quantity"])
    load_orders(ledger, ORDERS.replace(",40", ",30"))

    with pytest.raises(FieldsUnchecked) as refused:
        accept_review(shop.services, actor="user:1", scan_id=scan_id, confirmed=["quantity"])

    assert refused.value.params == {"paths": ["quantity"]}
    told = {reason["code"]: reason["params"] for reason in shop.scan(scan_id).fields[2].reasons}
    assert told["order_quantity_above"] == {"order": "PO-1", "material": "—", "written": "100", "open": "90"}
    assert versions(shop, scan_id) == {"customers": "1", "orders": "2"}

    # Now the person has seen it, and may take it all the same.
    assert accept_review(shop.services, actor="user:1", scan_id=scan_id, confirmed=["quantity"]) == 1


def test_what_the_newest_data_takes_back_needs_nobody_any_more(shop: Desk, ledger: Ledger) -> None:
    scan_id = shop.take_in().scan_id
    assert shop.read(scan_id, reading(quantity="150")) == "needs_review"
    claim_scan(shop.services, actor="user:1", scan_id=scan_id, minutes=10)
    load_orders(ledger, ORDERS.replace(",40", ",90"))

    assert accept_review(shop.services, actor="user:1", scan_id=scan_id) == 1


def test_a_reading_confirmed_in_a_grid_is_checked_with_the_newest_data_too(shop: Desk, ledger: Ledger) -> None:
    scan_id = in_review(shop)
    load_orders(ledger, ORDERS.replace(",40", ",30"))

    seen = SeenCell(scan_id=scan_id, path="quantity", text="100")
    verified = verify_cells(shop.services, actor="user:1", cells=[seen])

    assert (verified.outcomes, verified.accepted) == ({(scan_id, "quantity"): "left"}, ())


def test_a_form_whose_last_doubt_goes_in_a_grid_is_not_accepted_against_the_newest_data(
    shop: Desk, ledger: Ledger
) -> None:
    scan_id = in_review(shop, order=None)
    load_orders(ledger, ORDERS)
    ledger.load("no,name\nC2,恒达包装\n")

    verified = verify_cells(
        shop.services, actor="user:1", cells=[SeenCell(scan_id=scan_id, path="quantity", text="100")]
    )

    assert (verified.outcomes, verified.accepted) == ({(scan_id, "quantity"): "confirmed"}, ())
    assert reasons(shop, scan_id)["customer"] == ["not_in_lookup"]
