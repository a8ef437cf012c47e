"""Order within a key, limits on how many at once and in a minute, and rest for a receiver that is down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.usecases.delivering.claim_delivery import claim_delivery
from ocr_service.usecases.delivering.close_delivery import FAILURES_TO_REST
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.ports import Services
from tests.integration.conftest import Clock

LEASE = timedelta(minutes=1)


@pytest.fixture
def set_options(services: Services, endpoint: EndpointWithSecret) -> Callable[..., None]:
    def change(**options: Any) -> None:
        with services.database.begin() as session:
            row = session.get_one(WebhookEndpoint, endpoint.endpoint.id)
            for name, value in options.items():
                setattr(row, name, value)

    return change


def test_what_has_the_same_key_waits_for_its_turn(
    services: Services, set_options: Callable[..., None], accept: Callable[[], str],
    deliveries: Callable[[], list[Delivery]],
) -> None:  # fmt: skip
    set_options(order_by="data.values.no")
    accept()
    accept()
    first, second = deliveries()
    assert first.order_key == "SH-1"
    assert claim_delivery(services, second.id, lease=LEASE) is None
    assert claim_delivery(services, first.id, lease=LEASE) is not None
    assert claim_delivery(services, second.id, lease=LEASE) is None


def test_what_was_given_up_does_not_hold_up_its_key(
    services: Services, set_options: Callable[..., None], accept: Callable[[], str], deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
) -> None:  # fmt: skip
    set_options(order_by="data.values.no")
    accept()
    accept()
    first, second = deliveries()
    with services.database.begin() as session:
        session.get_one(Delivery, first.id).state = "dead"
    assert claim_delivery(services, second.id, lease=LEASE) is not None


def test_no_more_go_out_at_once_than_the_receiver_takes(
    services: Services, set_options: Callable[..., None], accept: Callable[[], str],
    deliveries: Callable[[], list[Delivery]],
) -> None:  # fmt: skip
    set_options(max_concurrent=1)
    accept()
    accept()
    claims = [claim_delivery(services, delivery.id, lease=LEASE) for delivery in deliveries()]
    assert sum(claim is not None for claim in claims) == 1


def test_no_more_go_out_in_a_minute_than_the_receiver_takes(
    clock: Clock, set_options: Callable[..., None], accept: Callable[[], str], deliver: Callable[[], int]
) -> None:
    set_options(per_minute=2)
    for _ in range(3):
        accept()
    assert deliver() == 2
    clock.advance(seconds=61)
    assert deliver() == 1


def test_a_receiver_that_is_down_rests_and_is_found_again(
    services: Services, clock: Clock, endpoint: EndpointWithSecret, set_options: Callable[..., None],
    receiver: VerifyingReceiver, accept: Callable[[], str], deliver: Callable[[], int],
) -> None:  # fmt: skip
    set_options(max_concurrent=1)
    receiver.misbehave("status", times=FAILURES_TO_REST, status=503)
    for _ in range(FAILURES_TO_REST + 1):
        accept()
    tries = 0
    for _ in range(FAILURES_TO_REST):
        tries += deliver()
        clock.advance(seconds=7)
    assert tries == FAILURES_TO_REST
    accept()
    assert deliver() == 0, "the receiver rests"
    clock.advance(minutes=1)
    assert deliver() >= 1
    with services.database() as session:
        assert session.get_one(WebhookEndpoint, endpoint.endpoint.id).failures_in_row == 0
