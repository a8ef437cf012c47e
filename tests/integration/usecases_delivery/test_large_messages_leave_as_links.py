"""A receiver that wants it gets a link instead of a large message, and the message itself by that link only."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.records.deliveries import Delivery, EndpointMapping, WebhookEndpoint
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.delivering.follow_deliveries import fetch_payload
from ocr_service.usecases.endpoints.endpoint_errors import PayloadLinkInvalid
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.ports import Services
from tests.integration.conftest import Clock

LARGE = "x" * 15_000
TWICE = f"{{text: '{LARGE}'}} | {{one: text, two: text}}"


@pytest.fixture
def link(
    services: Services, sender: WebhookSender, receiver: VerifyingReceiver, endpoint: EndpointWithSecret,
    accept: Callable[[], str], deliveries: Callable[[], list[Delivery]],
) -> dict[str, str]:  # fmt: skip
    with services.database.begin() as session:
        session.get_one(WebhookEndpoint, endpoint.endpoint.id).large_as_link = True
        session.add(
            EndpointMapping(
                endpoint_id=endpoint.endpoint.id, version=1, expression=TWICE,
                created_at=services.now(), created_by="user:1",
            )
        )  # fmt: skip
    accept()
    deliver_due(services, sender, days=3, attempt_seconds=10, public_url="https://ocr.lan/")
    payload = receiver.received[0].event["payload"]
    assert payload["url"].startswith(f"https://ocr.lan/api/v1/payloads/{deliveries()[0].id}?")
    assert payload["bytes"] > 30_000
    query = {name: values[0] for name, values in parse_qs(urlsplit(payload["url"]).query).items()}
    return {"delivery_id": deliveries()[0].id, **query}


def fetch(services: Services, link: dict[str, str]) -> str:
    return fetch_payload(
        services, delivery_id=link["delivery_id"], expires=int(link["expires"]), signature=link["signature"]
    ).text


def test_the_link_brings_the_message(services: Services, link: dict[str, str]) -> None:
    assert LARGE in fetch(services, link)


@pytest.mark.parametrize(
    "change", [{"signature": "0" * 64}, {"expires": "9999999999"}, {"delivery_id": "msg_" + "0" * 26}]
)
def test_a_changed_link_brings_nothing(services: Services, link: dict[str, str], change: dict[str, str]) -> None:
    with pytest.raises(PayloadLinkInvalid):
        fetch(services, link | change)


def test_an_old_link_brings_nothing(services: Services, clock: Clock, link: dict[str, str]) -> None:
    clock.advance(seconds=timedelta(hours=1, seconds=1).total_seconds())
    with pytest.raises(PayloadLinkInvalid):
        fetch(services, link)
