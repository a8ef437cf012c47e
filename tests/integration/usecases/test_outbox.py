"""What must be sent is written down in the transaction that accepts the form."""

import json
import uuid

import pytest

from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.events import FormAccepted
from ocr_service.usecases.delivering.outbox import put_in_outbox
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk, slip_result


def test_every_active_receiver_of_the_form_gets_one_delivery(desk: Desk, clock: Clock) -> None:
    wanted = {desk.add_receiver(), desk.add_receiver("other", "slip")}
    desk.add_receiver("other")
    desk.add_receiver(active=False)
    deliveries = desk.deliveries(desk.accepted())
    assert {delivery.endpoint_id for delivery in deliveries} == wanted
    assert {(row.state, row.result_version, row.event) for row in deliveries} == {("waiting", 1, "form.accepted")}
    assert {row.next_try_at for row in deliveries} == {clock.time}


def test_the_payload_tells_everything_about_the_form(desk: Desk) -> None:
    desk.add_receiver()
    scan_id = desk.take_in(client_reference="PO-7").scan_id
    desk.read(scan_id, slip_result())
    [delivery] = desk.deliveries(scan_id)
    payload = json.loads(delivery.payload)
    assert FormAccepted.model_validate_json(delivery.payload).data.scan_id == scan_id
    assert (payload["type"], payload["timestamp"]) == ("form.accepted", "2026-03-02T08:00:00Z")
    data = payload["data"]
    assert {name: data[name] for name in ("client_reference", "template", "template_version", "result_version")} == {
        "client_reference": "PO-7",
        "template": "slip",
        "template_version": 1,
        "result_version": 1,
    }
    assert (data["accepted_by"], data["file_name"]) == ("system", "slip.png")
    assert data["values"] == {
        "number": "S001",
        "total": "30.00",
        "note": None,
        "items": [{"goods": "纸箱", "price": "10.00"}, {"goods": "胶带", "price": "20.00"}],
    }
    assert data["fields"][1] == {
        "path": "total",
        "type": "amount",
        "value": "30.00",
        "text": "30.00",
        "confidence": 0.99,
        "corrected": False,
    }
    assert "纸箱" in delivery.payload


def test_result_and_outbox_stand_or_fall_together(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add_receiver()
    scan_id = desk.take_in(uuid.uuid4().bytes).scan_id

    def put_and_die(*args: object) -> None:
        put_in_outbox(*args)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("ocr_service.usecases.processing.write_result.put_in_outbox", put_and_die)
        with pytest.raises(KeyboardInterrupt):
            desk.read(scan_id, slip_result())
    scan = desk.scan(scan_id)
    assert (scan.state, scan.fields, desk.deliveries(scan_id)) == (ScanState.QUEUED, [], [])
    assert desk.read(scan_id, slip_result()) == ScanState.ACCEPTED
    assert len(desk.deliveries(scan_id)) == 1
