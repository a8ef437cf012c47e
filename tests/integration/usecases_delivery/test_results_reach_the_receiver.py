from collections.abc import Callable

from sqlalchemy import select

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.receiver import Received, VerifyingReceiver
from ocr_service.records.deliveries import Delivery
from ocr_service.records.people import AuditEntry
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.delivering.follow_deliveries import show_delivery
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.ports import Services


def say_yes(received: Received) -> dict[str, str]:
    return {"ok": "true"}


class WatchingSender:
    """Says yes, and looks what state the scan is in while a message is under way."""

    def __init__(self, look: Callable[[], str]) -> None:
        self.seen: list[str] = []
        self._look = look

    def check(self, url: str, kind: str = "webhook") -> None:
        pass

    def test(self, message: Message) -> Attempt:
        return self.send(message)

    def send(self, message: Message) -> Attempt:
        self.seen.append(self._look())
        return Attempt(status=200, error=None, seconds=0.1)


def test_a_verified_message_makes_the_scan_delivered(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    state_of: Callable[[str], str],
    deliveries: Callable[[], list[Delivery]],
) -> None:
    receiver.make_answer = say_yes
    scan_id = accept()
    assert deliver() == 1
    [delivery] = deliveries()
    [received] = receiver.received
    assert (received.id, received.event["data"]["scan_id"]) == (delivery.id, scan_id)
    assert received.event["data"]["values"] == {"no": "SH-1"}
    assert (delivery.state, delivery.tries, delivery.last_status) == ("delivered", 1, 200)
    assert state_of(scan_id) == "delivered"
    [made] = show_delivery(services, delivery_id=delivery.id).tries
    assert (made.status, made.error, made.answer) == (200, None, '{"ok": "true"}')
    assert deliver() == 0


def test_the_first_try_makes_the_scan_delivering(
    services: Services,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    state_of: Callable[[str], str],
) -> None:
    scan_id = accept()
    watching = WatchingSender(lambda: state_of(scan_id))
    assert state_of(scan_id) == "accepted"
    deliver_due(services, watching, days=3, attempt_seconds=10)
    assert watching.seen == ["delivering"]
    assert state_of(scan_id) == "delivered"


def test_a_scan_is_delivered_when_its_last_receiver_has_said_yes(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    connect: Callable[[VerifyingReceiver], EndpointWithSecret],
    accept: Callable[[], str],
    deliver: Callable[[], int],
    state_of: Callable[[str], str],
    clock: Callable[[], None],
) -> None:
    receiver.make_answer = say_yes
    with VerifyingReceiver(clock=lambda: services.now().timestamp(), answer=say_yes) as second:
        connect(second)
        second.misbehave("status", status=503)
        scan_id = accept()
        assert deliver() == 2
        assert (len(receiver.received), len(second.received)) == (1, 0)
        assert state_of(scan_id) == "delivering"
        clock.advance(minutes=10)  # type: ignore[attr-defined]
        assert deliver() == 1
        assert (len(receiver.received), len(second.received)) == (1, 1)
        assert state_of(scan_id) == "delivered"


def test_the_erps_approval_closes_the_loop(
    services: Services,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
) -> None:
    scan_id = accept()
    deliver()
    with services.database() as session:
        scan = session.get_one(Scan, scan_id)
        assert (scan.state, scan.erp_answer, scan.erp_reference) == ("answered", "approved", "DN-000001")
        of_it = select(AuditEntry).where(AuditEntry.subject == scan_id, AuditEntry.action == "scan.answered")
        [entry] = session.scalars(of_it)
        assert entry.actor == f"endpoint:{endpoint.endpoint.id}"


def test_the_erps_rejection_is_kept_with_its_reason(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
) -> None:
    receiver.make_answer = lambda received: {"status": "rejected", "reason": "物料不存在"}
    scan_id = accept()
    deliver()
    with services.database() as session:
        scan = session.get_one(Scan, scan_id)
        assert (scan.state, scan.erp_answer, scan.erp_reference) == ("needs_review", "rejected", None)
        assert scan.erp_reason == "物料不存在"


def test_an_answer_that_was_cut_is_a_yes_without_a_word(
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    state_of: Callable[[str], str],
) -> None:
    receiver.misbehave("endless")
    scan_id = accept()
    deliver()
    assert state_of(scan_id) == "delivered"
