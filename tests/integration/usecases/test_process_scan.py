"""A worker's result is written once, completely, or not at all."""

import json
import threading
from contextlib import nullcontext

import pytest

from ocr_service.forms.result import FormDecision, FormResult, Reason
from ocr_service.reading.errors import FileBroken, ReaderFailed
from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.process_scan import process_scan
from ocr_service.usecases.processing.reading_lease import claim_for_reading
from ocr_service.usecases.processing.recover_scans import recover_scans
from tests.integration.conftest import Clock, RecordingQueue
from tests.integration.usecases.conftest import Desk, FakeReader, slip_result


def test_a_sure_result_is_accepted_with_all_its_rows(desk: Desk, services: Services) -> None:
    desk.publish()
    scan = desk.scan(desk.accepted())
    assert (scan.template, scan.template_version, scan.engine, scan.attempts) == ("slip", 1, "fake/1", 1)
    assert (scan.accepted_by, scan.accepted_at, scan.result_version) == ("system", services.now(), 1)
    assert (scan.lease_owner, scan.lease_token, scan.lease_until) == (None, None, None)
    assert services.files.load(scan.pages[0].picture_sha256) == b"jpeg"
    assert [(row.path, row.value) for row in scan.fields[:3]] == [
        ("number", "S001"),
        ("total", "30.00"),
        ("note", None),
    ]
    assert scan.fields[1].read_value == "30.00"
    assert [entry.action for entry in desk.audit(scan.id)] == ["scan.received", "scan.read"]


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        ("review", ScanState.NEEDS_REVIEW),
        ("reject", ScanState.REJECTED),
        ("needs-template", ScanState.NEEDS_TEMPLATE),
    ],
)
def test_other_results_wait_for_a_person_and_send_nothing(desk: Desk, decision: FormDecision, state: ScanState) -> None:
    desk.add_receiver()
    scan_id = desk.take_in().scan_id
    assert desk.read(scan_id, slip_result(decision)) == state
    scan = desk.scan(scan_id)
    assert (scan.state, scan.accepted_at, scan.result_version) == (state, None, 0)
    assert desk.deliveries(scan_id) == []


def test_a_bad_picture_is_told_to_those_who_want_to_know(desk: Desk, services: Services) -> None:
    desk.publish()
    endpoint_id = desk.add_receiver()
    with services.database.begin() as session:
        session.get_one(WebhookEndpoint, endpoint_id).events = ["quality.warning"]
    plain, blurred = desk.take_in(b"plain").scan_id, desk.take_in(b"blurred").scan_id
    result = slip_result()
    page = result.pages[0].model_copy(update={"reasons": (Reason(code="page_blurred"), Reason(code="page_upside"))})
    desk.read(plain, result)
    desk.read(blurred, result.model_copy(update={"pages": (page, *result.pages[1:])}))
    assert desk.deliveries(plain) == []
    [told] = desk.deliveries(blurred)
    event = json.loads(told.payload)
    assert event["type"] == "quality.warning"
    assert [reason["code"] for reason in event["data"]["reasons"]] == ["page_blurred"]


def test_two_workers_race_and_one_reads(desk: Desk, services: Services) -> None:
    scan_id = desk.take_in().scan_id
    start = threading.Barrier(2)
    outcomes: list[str | None] = []
    workers = [desk.worker(slip_result(), name=name) for name in ("w1", "w2")]

    def work(number: int) -> None:
        start.wait()
        outcomes.append(process_scan(services, scan_id, worker=workers[number]))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [None, ScanState.ACCEPTED]
    assert sum(len(worker.reader.asked_for) for worker in workers if isinstance(worker.reader, FakeReader)) == 1
    assert desk.scan(scan_id).attempts == 1


def test_a_result_that_comes_after_the_lease_was_lost_changes_nothing(desk: Desk, clock: Clock) -> None:
    desk.add_receiver()
    scan_id = desk.take_in().scan_id

    def hang_while_another_reads() -> FormResult:
        clock.advance(seconds=61)
        recover_scans(desk.services, max_attempts=3)
        assert desk.read(scan_id, slip_result("review")) == ScanState.NEEDS_REVIEW
        return slip_result("accept", number="S999", picture=b"late")

    assert desk.read(scan_id, hang_while_another_reads) is None
    scan = desk.scan(scan_id)
    assert (scan.state, scan.result_version, scan.fields[0].value) == (ScanState.NEEDS_REVIEW, 0, "S001")
    assert desk.deliveries(scan_id) == []


@pytest.mark.parametrize("late", [slip_result("accept", number="S999"), FileBroken(), RuntimeError(), SystemExit()])
def test_a_late_end_changes_nothing_while_another_worker_reads(
    desk: Desk, clock: Clock, late: FormResult | BaseException
) -> None:
    scan_id = desk.take_in().scan_id
    tokens: list[str | None] = []

    def hang_until_another_reads() -> FormResult:
        clock.advance(seconds=61)
        recover_scans(desk.services, max_attempts=3)
        claim_for_reading(desk.services, scan_id, worker="w2", lease_seconds=60)
        tokens.append(desk.scan(scan_id).lease_token)
        if isinstance(late, BaseException):
            raise late
        return late

    with pytest.raises(SystemExit) if isinstance(late, SystemExit) else nullcontext():
        assert desk.read(scan_id, hang_until_another_reads) is None
    scan = desk.scan(scan_id)
    assert (scan.state, scan.lease_owner, scan.fields) == (ScanState.READING, "w2", [])
    assert [scan.lease_token] == tokens


def test_a_result_of_a_cancelled_scan_changes_nothing(desk: Desk, services: Services) -> None:
    scan_id = desk.take_in().scan_id

    def cancel_meanwhile() -> FormResult:
        with services.database.begin() as session:
            change_state(session, scan_id, ScanState.READING, ScanState.CANCELLED, now=services.now())
        return slip_result()

    assert desk.read(scan_id, cancel_meanwhile) is None
    scan = desk.scan(scan_id)
    assert (scan.state, scan.fields) == (ScanState.CANCELLED, [])


def test_the_lease_is_renewed_while_a_long_page_is_read(desk: Desk, services: Services, clock: Clock) -> None:
    scan_id = desk.take_in().scan_id
    worker = desk.worker(slip_result())

    class LongReader(FakeReader):
        def read(self, *args: object, while_waiting: object, **more: object) -> FormResult:
            assert callable(while_waiting)
            for _ in range(10):
                clock.advance(seconds=30)
                while_waiting()
                assert recover_scans(services, max_attempts=3).lost == 0
            return slip_result()

    object.__setattr__(worker, "reader", LongReader(slip_result()))
    assert process_scan(services, scan_id, worker=worker) == ScanState.ACCEPTED


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileBroken(), {"code": "file_broken", "params": {}}),
        (ReaderFailed("page_ate_memory", limit_mb=3000), {"code": "page_ate_memory", "params": {"limit_mb": 3000}}),
    ],
)
def test_a_bad_file_and_a_killed_reader_fail_at_once_with_the_reason(
    desk: Desk, error: Exception, reason: dict[str, object]
) -> None:
    scan_id = desk.take_in().scan_id
    assert desk.read(scan_id, error) == ScanState.FAILED
    scan = desk.scan(scan_id)
    assert (scan.reasons, scan.attempts, scan.lease_token) == ([reason], 1, None)
    assert desk.audit(scan_id)[-1].new == reason


def test_an_unknown_fault_is_tried_again_a_few_times(desk: Desk) -> None:
    scan_id = desk.take_in().scan_id
    states = [desk.read(scan_id, RuntimeError("disk is full")) for _ in range(4)]
    assert states == [ScanState.QUEUED, ScanState.QUEUED, ScanState.FAILED, None]
    assert desk.scan(scan_id).reasons == [{"code": "internal_error", "params": {}}]


def test_a_worker_that_must_stop_puts_the_scan_back_uncounted(desk: Desk) -> None:
    scan_id = desk.take_in().scan_id
    with pytest.raises(KeyboardInterrupt):
        desk.read(scan_id, KeyboardInterrupt())
    scan = desk.scan(scan_id)
    assert (scan.state, scan.attempts, scan.lease_token) == (ScanState.QUEUED, 0, None)


def test_a_lost_file_fails_with_the_reason(desk: Desk, services: Services) -> None:
    scan_id = desk.take_in().scan_id
    services.files.forget(desk.scan(scan_id).file_sha256)
    assert desk.read(scan_id, slip_result()) == ScanState.FAILED
    assert desk.scan(scan_id).reasons[0]["code"] == "file_missing"


def test_a_template_asked_for_is_handed_to_the_reader(desk: Desk, services: Services) -> None:
    desk.publish()
    scan_id = desk.take_in(template="slip").scan_id
    worker = desk.worker(slip_result())
    process_scan(services, scan_id, worker=worker)
    assert isinstance(worker.reader, FakeReader)
    assert worker.reader.asked_for == ["slip"]


def test_reading_again_replaces_pages_and_fields(desk: Desk, services: Services) -> None:
    scan_id = desk.in_review()
    with services.database.begin() as session:
        change_state(session, scan_id, ScanState.NEEDS_REVIEW, ScanState.QUEUED, now=services.now())
    assert desk.read(scan_id, slip_result(number="S002", picture=b"other")) == ScanState.ACCEPTED
    scan = desk.scan(scan_id)
    assert (len(scan.pages), len(scan.fields), scan.fields[0].value) == (1, 7, "S002")


@pytest.fixture
def killed_worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """A scan whose worker disappeared without a word while reading."""
    scan_id = desk.take_in().scan_id
    with monkeypatch.context() as patch:
        patch.setattr("ocr_service.usecases.processing.process_scan._put_back", lambda *_, **__: None)
        with pytest.raises(SystemExit):
            desk.read(scan_id, SystemExit())
    return scan_id


def test_a_lost_worker_s_scan_is_queued_again_after_its_lease(
    desk: Desk, killed_worker: str, queue: RecordingQueue, clock: Clock
) -> None:
    queue.hints.clear()
    recover_scans(desk.services, max_attempts=3)
    assert desk.scan(killed_worker).state == ScanState.READING
    clock.advance(seconds=61)
    assert recover_scans(desk.services, max_attempts=3).lost == 1
    assert desk.scan(killed_worker).state == ScanState.QUEUED
    assert queue.hints == [(killed_worker, "normal")]


def test_a_scan_that_loses_every_worker_fails(desk: Desk, killed_worker: str, clock: Clock) -> None:
    clock.advance(seconds=61)
    assert recover_scans(desk.services, max_attempts=1).lost == 1
    scan = desk.scan(killed_worker)
    assert (scan.state, scan.reasons) == (ScanState.FAILED, [{"code": "worker_lost", "params": {"attempts": 1}}])
