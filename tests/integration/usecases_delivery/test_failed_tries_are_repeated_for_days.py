from collections.abc import Callable

import pytest
from sqlalchemy import select

from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.records.deliveries import Delivery
from ocr_service.records.people import AuditEntry
from ocr_service.usecases.delivering.follow_deliveries import show_delivery
from ocr_service.usecases.delivering.replay_deliveries import replay_dead, replay_delivery
from ocr_service.usecases.endpoints.endpoint_errors import DeliveryStateConflict, EndpointDisabled
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.endpoints.manage_endpoints import show_endpoint, switch_endpoint
from ocr_service.usecases.ports import Services

Deliver = Callable[[], int]
Accept = Callable[[], str]
Deliveries = Callable[[], list[Delivery]]


def actions(services: Services, subject: str) -> list[str]:
    with services.database() as session:
        mine = select(AuditEntry.action).where(AuditEntry.subject == subject)
        return list(session.scalars(mine.order_by(AuditEntry.id)))


def test_a_failed_try_waits_and_comes_again_under_the_same_id(
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Accept,
    deliver: Deliver,
    deliveries: Deliveries,
    clock: Callable[[], None],
) -> None:
    receiver.misbehave("cut_after_taking")
    accept()
    assert deliver() == 1
    [failed] = deliveries()
    assert (failed.state, failed.last_error) == ("waiting", "delivery_broken_answer")
    assert deliver() == 0
    clock.advance(seconds=7)  # type: ignore[attr-defined]
    assert deliver() == 1
    [delivered] = deliveries()
    assert (delivered.state, delivered.tries, delivered.last_error) == ("delivered", 2, None)
    assert [received.id for received in receiver.received] == receiver.doubles == [failed.id]


def test_after_ten_tries_over_three_days_a_person_must_decide(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Accept,
    deliver: Deliver,
    deliveries: Deliveries,
    state_of: Callable[[str], str],
    clock: Callable[[], None],
) -> None:
    receiver.misbehave("status", times=10)
    scan_id = accept()
    began = services.now()
    while (delivery := deliveries()[0]).state == "waiting":
        assert delivery.next_try_at is not None
        clock.time = delivery.next_try_at  # type: ignore[attr-defined]
        assert deliver() == 1
    assert 2.4 <= (services.now() - began).total_seconds() / 86_400 <= 3.6
    assert (delivery.state, delivery.tries, delivery.last_error) == ("dead", 10, "delivery_status_5xx")
    assert (receiver.requests, receiver.received, state_of(scan_id)) == (10, (), "delivering")
    assert actions(services, delivery.id) == ["delivery.dead"]

    clock.advance(days=5)  # type: ignore[attr-defined]
    assert deliver() == 0
    replayed = replay_delivery(services, actor="user:1", delivery_id=delivery.id)
    assert (replayed.id, replayed.state, replayed.tries) == (delivery.id, "waiting", 0)
    assert deliver() == 1
    assert [received.id for received in receiver.received] == [delivery.id]
    assert len(show_delivery(services, delivery_id=delivery.id).tries) == 11
    assert actions(services, delivery.id) == ["delivery.dead", "delivery.replayed"]


def test_the_receivers_wish_for_a_pause_is_honoured(
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Accept,
    deliver: Deliver,
    clock: Callable[[], None],
) -> None:
    receiver.misbehave("status", status=429, retry_after="3600")
    accept()
    deliver()
    clock.advance(seconds=3599)  # type: ignore[attr-defined]
    assert deliver() == 0
    clock.advance(seconds=1)  # type: ignore[attr-defined]
    assert deliver() == 1
    assert len(receiver.received) == 1


def test_gone_switches_the_receiver_off_and_gives_up_what_waits(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Accept,
    deliver: Deliver,
    deliveries: Deliveries,
) -> None:
    receiver.misbehave("status", status=503, retry_after="600")
    accept()
    deliver()
    receiver.misbehave("status", status=410)
    accept()
    deliver()
    view = show_endpoint(services, endpoint_id=endpoint.endpoint.id)
    assert (view.active, view.disabled_reason) == (False, "gone")
    assert [(delivery.state, delivery.last_error) for delivery in deliveries()] == [("dead", "delivery_gone")] * 2
    assert actions(services, endpoint.endpoint.id)[-1] == "endpoint.disabled"
    accept()
    assert len(deliveries()) == 2

    with pytest.raises(EndpointDisabled):
        replay_dead(services, actor="user:1", endpoint_id=endpoint.endpoint.id)
    with pytest.raises(EndpointDisabled):
        replay_delivery(services, actor="user:1", delivery_id=deliveries()[0].id)
    switch_endpoint(services, actor="user:1", endpoint_id=endpoint.endpoint.id, active=True)
    assert replay_dead(services, actor="user:1", endpoint_id=endpoint.endpoint.id) == 2
    assert deliver() == 2
    assert sorted(received.id for received in receiver.received) == [delivery.id for delivery in deliveries()]


def test_what_waits_for_a_receiver_that_is_off_is_sent_when_it_is_on_again(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Accept,
    deliver: Deliver,
) -> None:
    accept()
    switch_endpoint(services, actor="user:1", endpoint_id=endpoint.endpoint.id, active=False)
    assert deliver() == 0
    switch_endpoint(services, actor="user:1", endpoint_id=endpoint.endpoint.id, active=True)
    assert deliver() == 1
    assert len(receiver.received) == 1


def test_what_was_delivered_can_be_sent_again_and_is_a_double(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Accept,
    deliver: Deliver,
    deliveries: Deliveries,
    state_of: Callable[[str], str],
) -> None:
    scan_id = accept()
    deliver()
    [delivery] = deliveries()
    replay_delivery(services, actor="user:1", delivery_id=delivery.id)
    deliver()
    assert receiver.doubles == [delivery.id]
    assert (deliveries()[0].state, state_of(scan_id)) == ("delivered", "answered")


def test_what_was_taken_back_is_not_sent_again(
    services: Services, endpoint: EndpointWithSecret, accept: Accept, deliveries: Deliveries
) -> None:
    accept()
    with services.database.begin() as session:
        session.get_one(Delivery, deliveries()[0].id).state = "cancelled"
    with pytest.raises(DeliveryStateConflict) as caught:
        replay_delivery(services, actor="user:1", delivery_id=deliveries()[0].id)
    assert caught.value.params == {"state": "cancelled"}
