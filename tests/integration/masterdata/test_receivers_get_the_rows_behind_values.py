"""Who asks for it gets, beside each listed value, the row that it stands for; the others get what they did."""

import json
from datetime import timedelta
from typing import Any

import pytest

from ocr_service.delivery.attempt import Attempt
from ocr_service.delivery.sender import WebhookSender
from ocr_service.usecases.delivering.claim_delivery import claim_delivery
from ocr_service.usecases.delivering.send_delivery import record_attempt
from ocr_service.usecases.endpoints.endpoint_options import EndpointOptions
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint, update_endpoint
from ocr_service.usecases.endpoints.manage_mappings import preview_mapping, save_mapping
from ocr_service.usecases.ports import Services
from tests.integration.masterdata.conftest import Ledger
from tests.integration.masterdata.test_readings_are_checked_against_lists import CUSTOMERS, FORM, ORDERS, reading
from tests.integration.usecases.conftest import Desk

ME = "user:1"
HUAMING = {"no": "C1", "name": "华明电子"}
LINE = {"line": "3", "order": "PO-2", "customer": "恒达包装", "open": "7"}


@pytest.fixture
def desk(services: Services, ledger: Ledger) -> Desk:
    desk = Desk(services)
    desk.publish(FORM)
    ledger.load(CUSTOMERS)
    ledger.load(ORDERS, "orders", key="line", display=("order",))
    return desk


@pytest.fixture
def sender() -> WebhookSender:
    return WebhookSender(allow=["127.0.0.1"], seconds=1)


def add(services: Services, sender: WebhookSender, *, masterdata: bool) -> str:
    options = EndpointOptions(masterdata=masterdata)
    return create_endpoint(services, sender, actor=ME, url="http://127.0.0.1:1/", options=options).endpoint.id


def accepted(desk: Desk, **values: Any) -> str:
    scan_id = desk.take_in(repr(values).encode()).scan_id
    assert desk.read(scan_id, reading(**values)) == "accepted"
    return scan_id


def told(desk: Desk, scan_id: str, endpoint_id: str) -> dict[str, Any]:
    [payload] = [one.payload for one in desk.deliveries(scan_id) if one.endpoint_id == endpoint_id]
    return dict(json.loads(payload)["data"])


def test_only_who_asks_gets_the_rows(desk: Desk, services: Services, sender: WebhookSender) -> None:
    asking, other = add(services, sender, masterdata=True), add(services, sender, masterdata=False)
    scan_id = accepted(desk, order="PO-2", customer="恒达包装", quantity="7")

    assert told(desk, scan_id, asking).pop("masterdata") == {
        "lists": {"customers": "1", "orders": "1"},
        "entries": {"customer": {"customers": {"no": "C2", "name": "恒达包装"}}, "order": {"orders": LINE}},
    }
    assert (
        told(desk, scan_id, other).items()
        == {name: part for name, part in told(desk, scan_id, asking).items() if name != "masterdata"}.items()
    )


def test_the_mapping_reads_them_and_so_does_its_preview(desk: Desk, services: Services, sender: WebhookSender) -> None:
    endpoint_id = add(services, sender, masterdata=True)
    expression = "{FSupplier: data.masterdata.entries.customer.customers.no, Name: data.values.customer}"
    save_mapping(services, actor=ME, endpoint_id=endpoint_id, expression=expression)
    scan_id = accepted(desk)
    [delivery] = desk.deliveries(scan_id)

    assert json.loads(delivery.payload) == {"FSupplier": "C1", "Name": "华明电子"}
    shown = preview_mapping(services, endpoint_id=endpoint_id, expression=expression, scan_id=scan_id)
    assert json.loads(shown.text) == json.loads(delivery.payload)


def test_what_waits_keeps_the_row_of_its_time(
    desk: Desk, services: Services, sender: WebhookSender, ledger: Ledger
) -> None:
    endpoint_id = add(services, sender, masterdata=True)
    scan_id = accepted(desk)
    ledger.load("no,name\nC9,华明电子\nC8,恒达包装\n")

    assert told(desk, scan_id, endpoint_id)["masterdata"]["entries"]["customer"] == {"customers": HUAMING}
    newer = told(desk, accepted(desk, quantity="1"), endpoint_id)["masterdata"]
    assert (newer["lists"]["customers"], newer["entries"]["customer"]["customers"]["no"]) == ("2", "C9")


def test_a_complaint_about_the_rows_code_stands_on_the_value(
    desk: Desk, services: Services, sender: WebhookSender
) -> None:
    endpoint_id = add(services, sender, masterdata=True)
    save_mapping(
        services,
        actor=ME,
        endpoint_id=endpoint_id,
        expression="{FSupplier: data.masterdata.entries.customer.customers.no, Qty: data.values.quantity}",
    )
    scan_id = accepted(desk)
    said = {"status": "rejected", "fields": [{"path": "FSupplier", "reason": "Supplier is blocked"}]}
    [delivery] = desk.deliveries(scan_id)
    claim = claim_delivery(services, delivery.id, lease=timedelta(minutes=1))
    assert claim is not None
    attempt = Attempt(status=200, error=None, seconds=0.1, body=json.dumps(said).encode(), complete=True)
    record_attempt(services, claim, attempt, days=3)

    reasons = {field.path: [one["params"] for one in field.reasons] for field in desk.scan(scan_id).fields}
    assert reasons["customer"] == [{"reason": "Supplier is blocked"}]
    assert reasons["quantity"] == []


def test_the_option_can_be_switched_later(desk: Desk, services: Services, sender: WebhookSender) -> None:
    endpoint_id = add(services, sender, masterdata=False)
    update_endpoint(services, sender, actor=ME, endpoint_id=endpoint_id, options=EndpointOptions(masterdata=True))
    assert "masterdata" in told(desk, accepted(desk), endpoint_id)
