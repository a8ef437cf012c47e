import threading
from collections.abc import Callable

import pytest

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.records.deliveries import Delivery
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint
from ocr_service.usecases.ports import Services


class HalfDeadWorld:
    """Messages to ``/dead`` hang until `release`; all others are taken at once, and `arrived` is told."""

    def __init__(self, arrived: Callable[[int], None]) -> None:
        self.release = threading.Event()
        self.hanging: list[str] = []
        self.taken: list[str] = []
        self._arrived = arrived

    def check(self, url: str, kind: str = "webhook") -> None:
        pass

    def test(self, message: Message) -> Attempt:
        return self.send(message)

    def send(self, message: Message) -> Attempt:
        if message.url.endswith("/dead"):
            self.hanging.append(message.id)
            released = self.release.wait(30)
            assert released, "the living were not served while the dead was waited for"
            return Attempt(status=None, error="delivery_timeout", seconds=15)
        self.taken.append(message.id)
        self._arrived(len(self.taken))
        return Attempt(status=204, error=None, seconds=0.01)


def test_others_old_and_new_deliveries_go_out_while_one_receiver_hangs(
    services: Services,
    sender: WebhookSender,
    accept: Callable[[], str],
    deliveries: Callable[[], list[Delivery]],
) -> None:
    made = create_endpoint(services, sender, actor="user:1", url="http://erp.lan/dead")
    create_endpoint(services, sender, actor="user:1", url="http://erp.lan/living")
    for _ in range(6):
        accept()

    def arrived(count: int) -> None:
        if count == 6:
            accept()  # comes while the round is under way
        elif count == 7:
            world.release.set()

    world = HalfDeadWorld(arrived)
    deliver_due(services, world, days=3, attempt_seconds=15)
    assert len(world.taken) == len(set(world.taken)) == 7
    # Two lanes tried, and then left the dead one alone for this round.
    assert len(world.hanging) == 2
    of_dead = [delivery.state for delivery in deliveries() if delivery.endpoint_id == made.endpoint.id]
    assert of_dead == ["waiting"] * 7


@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_that_asks_for_less_gets_less(
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    status: int,
) -> None:
    for _ in range(6):
        accept()
    receiver.misbehave("status", times=6, status=status)
    assert 1 <= deliver() <= 2  # one for each lane, unless the first came back before the second began


def test_a_round_ends_at_its_limit(services: Services, sender: WebhookSender, accept: Callable[[], str]) -> None:
    create_endpoint(services, sender, actor="user:1", url="http://erp.lan/living")
    for _ in range(12):
        accept()
    world = HalfDeadWorld(lambda count: None)
    # Each of the two lanes may have begun one more when the limit is reached.
    assert 5 <= deliver_due(services, world, days=3, attempt_seconds=15, limit=5) <= 6


def test_a_round_that_is_to_stop_begins_nothing_new(
    services: Services, sender: WebhookSender, accept: Callable[[], str], deliveries: Callable[[], list[Delivery]]
) -> None:
    create_endpoint(services, sender, actor="user:1", url="http://erp.lan/living")
    for _ in range(6):
        accept()
    stop = threading.Event()
    world = HalfDeadWorld(lambda count: stop.set())
    assert 1 <= deliver_due(services, world, days=3, attempt_seconds=15, stopping=stop.is_set) <= 2
    assert {delivery.state for delivery in deliveries()} == {"delivered", "waiting"}
