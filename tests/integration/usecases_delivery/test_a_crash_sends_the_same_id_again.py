"""Each test ends a sender somewhere between its claim and its last commit, as a kill -9 would."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.records.deliveries import Delivery
from ocr_service.usecases.delivering.claim_delivery import claim_delivery
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.delivering.send_delivery import record_attempt
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.ports import Services

LEASE = timedelta(seconds=50)


class Killed(BaseException):
    pass


class KilledSender:
    """Sends, and is killed before anybody can note what came back."""

    def __init__(self, sender: WebhookSender) -> None:
        self._sender = sender

    def check(self, url: str, kind: str = "webhook") -> None:
        self._sender.check(url)

    def test(self, message: Message) -> Attempt:
        return self.send(message)

    def send(self, message: Message) -> Attempt:
        self._sender.send(message)
        raise Killed


def test_killed_after_the_receivers_yes(
    services: Services,
    sender: WebhookSender,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
    clock: Callable[[], None],
) -> None:
    accept()
    with pytest.raises(Killed):
        deliver_due(services, KilledSender(sender), days=3, attempt_seconds=10)
    assert [delivery.state for delivery in deliveries()] == ["sending"]
    assert deliver() == 0  # the claim still stands: the sender might be alive
    clock.advance(seconds=51)  # type: ignore[attr-defined]
    assert deliver() == 1
    [delivery] = deliveries()
    assert (delivery.state, delivery.tries) == ("delivered", 2)
    assert [received.id for received in receiver.received] == receiver.doubles == [delivery.id]


def test_killed_between_claim_and_send(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
    clock: Callable[[], None],
) -> None:
    accept()
    assert claim_delivery(services, deliveries()[0].id, lease=LEASE) is not None
    assert deliver() == 0
    clock.advance(seconds=51)  # type: ignore[attr-defined]
    assert deliver() == 1
    assert (len(receiver.received), receiver.doubles) == (1, [])


def test_a_sender_that_was_thought_dead_does_not_undo_what_the_next_one_did(
    services: Services,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
    clock: Callable[[], None],
) -> None:
    accept()
    late = claim_delivery(services, deliveries()[0].id, lease=LEASE)
    assert late is not None
    clock.advance(seconds=51)  # type: ignore[attr-defined]
    deliver()
    record_attempt(services, late, Attempt(status=None, error="delivery_timeout", seconds=99), days=3)
    assert [(delivery.state, delivery.last_error) for delivery in deliveries()] == [("delivered", None)]


def test_a_late_yes_counts_although_the_claim_was_lost(
    services: Services,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
    state_of: Callable[[str], str],
    clock: Callable[[], None],
) -> None:
    scan_id = accept()
    late = claim_delivery(services, deliveries()[0].id, lease=LEASE)
    assert late is not None
    clock.advance(seconds=51)  # type: ignore[attr-defined]
    second = claim_delivery(services, deliveries()[0].id, lease=LEASE)
    assert second is not None
    record_attempt(services, late, Attempt(status=200, error=None, seconds=52), days=3)
    assert (deliveries()[0].state, state_of(scan_id)) == ("delivered", "delivered")
    record_attempt(services, second, Attempt(status=None, error="delivery_timeout", seconds=10), days=3)
    assert deliveries()[0].state == "delivered"


def test_a_scan_that_was_forgotten_meanwhile_is_no_error(
    services: Services,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliveries: Callable[[], list[Delivery]],
) -> None:
    accept()
    claim = claim_delivery(services, deliveries()[0].id, lease=LEASE)
    assert claim is not None
    with services.database.begin() as session:
        session.delete(session.get_one(Delivery, claim.delivery_id))
    record_attempt(services, claim, Attempt(status=200, error=None, seconds=1), days=3)
    assert deliveries() == []


def test_a_message_that_kills_its_sender_each_time_is_given_up(
    services: Services,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
    clock: Callable[[], None],
) -> None:
    accept()
    for _ in range(10):
        assert claim_delivery(services, deliveries()[0].id, lease=LEASE) is not None
        clock.advance(seconds=51)  # type: ignore[attr-defined]
    assert deliver() == 0
    [dead] = deliveries()
    assert (dead.state, dead.tries, dead.last_error) == ("dead", 10, "delivery_sender_failed")
