from collections.abc import Callable

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.sender import WebhookSender
from ocr_service.records.deliveries import Delivery
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint
from ocr_service.usecases.ports import Services


class StumblingSender:
    """Fails, as a program does, on the first message it sees, each time it comes."""

    def __init__(self) -> None:
        self.bad: str | None = None

    def check(self, url: str, kind: str = "webhook") -> None:
        pass

    def test(self, message: Message) -> Attempt:
        return self.send(message)

    def send(self, message: Message) -> Attempt:
        self.bad = self.bad or message.id
        if message.id == self.bad:
            raise KeyError("a mapping that fails on one form")
        return Attempt(status=204, error=None, seconds=0.01)


def test_it_waits_like_any_failed_one_and_is_given_up_in_the_end(
    services: Services,
    sender: WebhookSender,
    accept: Callable[[], str],
    deliveries: Callable[[], list[Delivery]],
    clock: Callable[[], None],
) -> None:
    create_endpoint(services, sender, actor="user:1", url="http://erp.lan/")
    for _ in range(4):
        accept()
    stumbling = StumblingSender()
    assert deliver_due(services, stumbling, days=3, attempt_seconds=10) == 4
    for _ in range(9):
        clock.advance(days=2)  # type: ignore[attr-defined]
        assert deliver_due(services, stumbling, days=3, attempt_seconds=10) == 1
    by_state = {delivery.state: delivery for delivery in deliveries()}
    assert by_state.keys() == {"delivered", "dead"}
    dead = by_state["dead"]
    assert (dead.id, dead.tries, dead.last_error) == (stumbling.bad, 10, "delivery_sender_failed")
