"""The figures of a moment."""

from datetime import timedelta

from ocr_service.records.states import ScanState
from ocr_service.usecases.following.report_numbers import report_numbers
from ocr_service.usecases.ports import Services
from tests.integration.conftest import Clock, RecordingQueue
from tests.integration.usecases.conftest import Desk


def test_an_empty_service_has_zeros_everywhere(services: Services) -> None:
    numbers = report_numbers(services)
    assert set(numbers.scans.values()) == {0}
    assert set(numbers.scans) == set(ScanState)
    assert numbers.unread == {"urgent": 0, "normal": 0, "bulk": 0}
    assert numbers.oldest_unread == numbers.oldest_review == numbers.oldest_delivery == timedelta(0)


def test_what_waits_is_counted_with_the_age_of_the_oldest(desk: Desk, services: Services, clock: Clock) -> None:
    desk.add_receiver()
    desk.accepted(b"accepted")
    desk.in_review()
    clock.advance(minutes=1)
    desk.take_in(b"waiting", lane="bulk")
    clock.advance(minutes=1)
    desk.take_in(b"waiting too", lane="urgent")
    numbers = report_numbers(services)
    counted = {state: count for state, count in numbers.scans.items() if count}
    assert counted == {ScanState.QUEUED: 2, ScanState.ACCEPTED: 1, ScanState.NEEDS_REVIEW: 1}
    assert numbers.unread == {"urgent": 1, "normal": 0, "bulk": 1}
    assert (numbers.oldest_unread, numbers.oldest_review) == (timedelta(minutes=1), timedelta(minutes=2))
    assert (numbers.deliveries, numbers.oldest_delivery) == ({"waiting": 1}, timedelta(minutes=2))


def test_a_queue_out_of_reach_is_told(services: Services, queue: RecordingQueue) -> None:
    assert report_numbers(services).hints == {"urgent": 0, "normal": 0, "bulk": 0}
    queue.available = False
    assert report_numbers(services).hints is None
