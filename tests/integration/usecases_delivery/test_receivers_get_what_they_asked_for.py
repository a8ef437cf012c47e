"""Mapping, format, envelope and events: each receiver gets its own shape, and one that does not fit stops nobody."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.records.deliveries import Delivery, DeliveryTry, EndpointMapping, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.events import Event
from ocr_service.usecases.delivering.outbox import announce
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.ports import Services

Want = Callable[..., None]


@pytest.fixture
def want(services: Services, endpoint: EndpointWithSecret) -> Want:
    """Sets the receiver's options, and its mapping where one is given."""

    def change(mapping: str | None = None, template: str = "", **options: Any) -> None:
        with services.database.begin() as session:
            row = session.get_one(WebhookEndpoint, endpoint.endpoint.id)
            for name, value in options.items():
                setattr(row, name, value)
            if mapping is not None:
                session.add(
                    EndpointMapping(
                        endpoint_id=row.id, template=template, version=3, expression=mapping,
                        created_at=services.now(), created_by="user:1",
                    )
                )  # fmt: skip

    return change


def test_the_mapped_shape_is_sent(
    want: Want, accept: Callable[[], str], deliver: Callable[[], int], receiver: VerifyingReceiver,
    deliveries: Callable[[], list[Delivery]],
) -> None:  # fmt: skip
    want("{BillNo: data.values.no}")
    accept()
    deliver()
    assert receiver.received[0].event == {"BillNo": "SH-1"}
    assert deliveries()[0].mapping_version == 3


def test_cloud_events_carry_the_mapped_shape_as_their_data(
    want: Want, accept: Callable[[], str], deliver: Callable[[], int], receiver: VerifyingReceiver,
    deliveries: Callable[[], list[Delivery]],
) -> None:  # fmt: skip
    want("{BillNo: data.values.no}", envelope="cloudevents")
    scan_id = accept()
    deliver()
    sent = receiver.received[0].event
    assert (sent["specversion"], sent["type"], sent["subject"]) == ("1.0", "form.accepted", scan_id)
    assert sent["id"] == deliveries()[0].id
    assert sent["data"] == {"BillNo": "SH-1"}


def test_an_old_receiver_gets_xml_in_its_own_encoding(
    want: Want, accept: Callable[[], str], deliver: Callable[[], int], receiver: VerifyingReceiver
) -> None:
    want("{name: data.file_name}", format="xml", encoding="gb18030")
    accept()
    deliver()
    assert "<name>送货单.png</name>".encode("gb18030") in receiver.received[0].body


def test_a_mapping_that_fails_on_one_form_is_told(
    services: Services, want: Want, accept: Callable[[], str], deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]], receiver: VerifyingReceiver,
) -> None:  # fmt: skip
    want("date_format(data.values.no, '%Y')")
    accept()
    assert deliver() == 0
    delivery = deliveries()[0]
    assert (delivery.state, delivery.last_error, delivery.mapping_version) == ("dead", "mapping_failed", None)
    assert json.loads(delivery.payload)["type"] == "form.accepted"
    with services.database() as session:
        tried = session.scalars(select(DeliveryTry).where(DeliveryTry.delivery_id == delivery.id)).one()
    assert "SH-1" in tried.answer


@pytest.mark.parametrize("event", ["form.needs_review", "form.rejected", "form.failed", "quality.warning"])
def test_other_events_go_to_those_who_want_them(
    services: Services, want: Want, accept: Callable[[], str], deliver: Callable[[], int],
    receiver: VerifyingReceiver, state_of: Callable[[str], str], event: Event,
) -> None:  # fmt: skip
    want(events=[event])
    scan_id = accept()
    for _ in range(2):
        with services.database.begin() as session:
            announce(session, session.get_one(Scan, scan_id), event, services.now())
    assert deliver() == 2
    assert [one.event["type"] for one in receiver.received] == [event, event]
    assert state_of(scan_id) == "accepted"


def test_what_was_given_up_is_told_to_another_receiver(
    services: Services, want: Want, accept: Callable[[], str], deliver: Callable[[], int],
    receiver: VerifyingReceiver, connect: Callable[[VerifyingReceiver], EndpointWithSecret],
) -> None:  # fmt: skip
    want(events=["delivery.failed"])
    with VerifyingReceiver(clock=lambda: services.now().timestamp()) as gone:
        other = connect(gone)
        gone.misbehave("status", status=410)
        accept()
        deliver()
        deliver()
    told = receiver.received[0].event
    assert told["type"] == "delivery.failed"
    assert told["data"]["endpoint_id"] == other.endpoint.id
    assert told["data"]["error"] == "delivery_gone"
