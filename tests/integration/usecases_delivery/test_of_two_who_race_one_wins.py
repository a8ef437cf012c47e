import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from ocr_service.delivery.attempt import Attempt
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.delivering.claim_delivery import claim_delivery
from ocr_service.usecases.delivering.outbox import put_in_outbox, take_back
from ocr_service.usecases.delivering.send_delivery import record_attempt
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint
from ocr_service.usecases.ports import Services

T = TypeVar("T")
LEASE = timedelta(seconds=50)


def at_once(*acts: Callable[[], T]) -> list[T]:
    """What each act returned; all begin together."""
    together = threading.Barrier(len(acts))
    results: dict[int, T] = {}

    def run(position: int) -> None:
        together.wait(10)
        results[position] = acts[position]()

    threads = [threading.Thread(target=run, args=(position,)) for position in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[position] for position in range(len(acts))]


def undo(services: Services, scan_id: str) -> bool:
    """What a person's undo does to a scan and its outbox rows."""

    class BegunError(Exception):
        pass

    try:
        with services.database.begin() as session:
            now = services.now()
            taken = change_state(session, scan_id, ScanState.ACCEPTED, ScanState.NEEDS_REVIEW, now=now)
            if not taken or not take_back(session, session.get_one(Scan, scan_id)):
                raise BegunError
    except BegunError:
        return False
    return True


def test_two_senders_never_claim_the_same_row(
    services: Services,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliveries: Callable[[], list[Delivery]],
) -> None:
    for _ in range(5):
        accept()
    with services.database.begin() as session:
        session.get_one(WebhookEndpoint, endpoint.endpoint.id).max_concurrent = 5
    for delivery in deliveries():
        claims = at_once(*[lambda id=delivery.id: claim_delivery(services, id, lease=LEASE)] * 4)  # type: ignore[misc]
        assert sum(claim is not None for claim in claims) == 1
    assert [delivery.tries for delivery in deliveries()] == [1] * 5


def test_two_rounds_side_by_side_send_everything_once(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
    state_of: Callable[[str], str],
) -> None:
    scans = [accept() for _ in range(20)]
    # A round that finds the receiver as busy as may be leaves the rest to the next one.
    assert sum(at_once(deliver, deliver)) + deliver() == 20
    assert (len(receiver.received), receiver.doubles) == (20, [])
    assert {state_of(scan_id) for scan_id in scans} == {"answered"}
    assert {delivery.state for delivery in deliveries()} == {"delivered"}


def test_of_two_receivers_who_say_yes_at_once_the_later_makes_the_scan_delivered(
    services: Services,
    sender: WebhookSender,
    accept: Callable[[], str],
    deliveries: Callable[[], list[Delivery]],
    state_of: Callable[[str], str],
) -> None:
    for host in ("erp.lan", "erp.lan:8080"):
        create_endpoint(services, sender, actor="user:1", url=f"http://{host}/")
    yes = Attempt(status=204, error=None, seconds=0.1)
    for _ in range(6):
        scan_id = accept()
        claims = [
            claim_delivery(services, delivery.id, lease=LEASE)
            for delivery in deliveries()
            if delivery.scan_id == scan_id
        ]
        at_once(*[lambda claim=claim: record_attempt(services, claim, yes, days=3) for claim in claims])  # type: ignore[misc]
        assert state_of(scan_id) == "delivered"


def test_either_the_undo_or_the_first_try_wins(
    services: Services,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliveries: Callable[[], list[Delivery]],
    state_of: Callable[[str], str],
) -> None:
    for _ in range(8):
        scan_id = accept()
        [delivery_id] = [delivery.id for delivery in deliveries() if delivery.scan_id == scan_id]
        undone, claimed = at_once(
            lambda scan_id=scan_id: undo(services, scan_id),
            lambda id=delivery_id: claim_delivery(services, id, lease=LEASE) is not None,
        )
        assert undone is not claimed
        [state] = [delivery.state for delivery in deliveries() if delivery.id == delivery_id]
        expected = ("needs_review", "cancelled") if undone else ("delivering", "sending")
        assert (state_of(scan_id), state) == expected


def test_after_the_first_try_nothing_is_taken_back(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    state_of: Callable[[str], str],
) -> None:
    receiver.misbehave("status")
    scan_id = accept()
    deliver()
    assert not undo(services, scan_id)
    assert state_of(scan_id) == "delivering"


def test_a_scan_that_was_taken_back_unnoticed_is_not_sent(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
) -> None:
    scan_id = accept()
    with services.database.begin() as session:
        change_state(session, scan_id, ScanState.ACCEPTED, ScanState.NEEDS_REVIEW, now=services.now())
    assert deliver() == 0
    assert receiver.requests == 0
    assert [(delivery.state, delivery.last_error) for delivery in deliveries()] == [("cancelled", "result_taken_back")]


def test_of_two_results_of_one_scan_only_the_newer_is_sent(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
    state_of: Callable[[str], str],
) -> None:
    scan_id = accept()
    with services.database.begin() as session:
        scan = session.get_one(Scan, scan_id)
        scan.result_version = 2
        put_in_outbox(session, scan, services.now())
    assert deliver() == 1
    [received] = receiver.received
    assert received.event["data"]["result_version"] == 2
    assert [delivery.state for delivery in deliveries()] == ["cancelled", "delivered"]
    assert state_of(scan_id) == "answered"
