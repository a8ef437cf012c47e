"""Cancelling and reading again are possible until the result is on its way."""

from datetime import timedelta

import pytest

from ocr_service.reading.errors import FileBroken
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.claim_delivery import claim_delivery
from ocr_service.usecases.errors import AlreadySent, ScanNotFound, ScanStateConflict, TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import cancel_scan, reprocess_scan
from tests.integration.conftest import RecordingQueue
from tests.integration.usecases.conftest import Desk, slip_result


def test_a_waiting_scan_is_cancelled_and_never_read(desk: Desk, services: Services) -> None:
    scan_id = desk.take_in().scan_id
    cancel_scan(services, actor="user:1", scan_id=scan_id)
    assert desk.read(scan_id, slip_result()) is None
    assert desk.scan(scan_id).state == ScanState.CANCELLED
    assert desk.audit(scan_id)[-1].old == {"state": "queued"}


def test_a_decided_scan_cannot_be_cancelled(desk: Desk, services: Services) -> None:
    with pytest.raises(ScanStateConflict):
        cancel_scan(services, actor="user:1", scan_id=desk.accepted())
    with pytest.raises(ScanNotFound):
        cancel_scan(services, actor="user:1", scan_id="scan_nowhere")


def test_a_failed_scan_is_read_again_with_all_its_tries(desk: Desk, services: Services, queue: RecordingQueue) -> None:
    scan_id = desk.take_in().scan_id
    desk.read(scan_id, FileBroken())
    queue.hints.clear()
    reprocess_scan(services, actor="user:1", scan_id=scan_id, lane="urgent")
    scan = desk.scan(scan_id)
    assert (scan.state, scan.attempts, scan.reasons, scan.lane) == (ScanState.QUEUED, 0, [], "urgent")
    assert queue.hints == [(scan_id, "urgent")]


def test_without_the_queue_reading_again_waits_for_it(desk: Desk, services: Services, queue: RecordingQueue) -> None:
    scan_id = desk.take_in().scan_id
    desk.read(scan_id, FileBroken())
    queue.available = False
    reprocess_scan(services, actor="user:1", scan_id=scan_id)
    assert desk.scan(scan_id).state == ScanState.QUEUED


def test_an_accepted_scan_is_read_again_after_its_delivery_was_taken_back(desk: Desk, services: Services) -> None:
    desk.add_receiver()
    scan_id = desk.accepted()
    reprocess_scan(services, actor="user:1", scan_id=scan_id)
    assert [row.state for row in desk.deliveries(scan_id)] == ["cancelled"]
    assert (desk.scan(scan_id).accepted_at, desk.scan(scan_id).accepted_by) == (None, None)
    desk.read(scan_id, slip_result())
    assert [(row.result_version, row.state) for row in desk.deliveries(scan_id)] == [(1, "cancelled"), (2, "waiting")]


def test_what_is_being_sent_is_not_read_again(desk: Desk, services: Services) -> None:
    desk.add_receiver()
    scan_id = desk.accepted()
    claim_delivery(services, desk.deliveries(scan_id)[0].id, lease=timedelta(minutes=1))
    with pytest.raises(AlreadySent):
        reprocess_scan(services, actor="user:1", scan_id=scan_id)


def test_only_a_form_in_use_can_be_asked_for(desk: Desk, services: Services) -> None:
    scan_id = desk.accepted()
    with pytest.raises(TemplateNotFound):
        reprocess_scan(services, actor="user:1", scan_id=scan_id, template="slip")
    assert desk.scan(scan_id).state == ScanState.ACCEPTED


def test_a_scan_that_waits_already_is_not_queued_twice(desk: Desk, services: Services) -> None:
    with pytest.raises(ScanStateConflict):
        reprocess_scan(services, actor="user:1", scan_id=desk.take_in().scan_id)
