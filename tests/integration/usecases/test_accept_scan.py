"""A file is taken in safely, once, whatever happens around it."""

import io
import threading
from pathlib import Path

import pytest

from ocr_service.files.local import LocalFileStore
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.errors import FileRefused, TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.recover_scans import recover_scans
from ocr_service.usecases.receiving.accept_scan import AcceptedScan, Upload, accept_scan
from tests.integration.conftest import Clock, RecordingQueue
from tests.integration.usecases.conftest import PNG, Desk, slip_result


def count_scans(services: Services) -> int:
    with services.database() as session:
        return session.query(Scan).count()


def test_a_new_scan_is_stored_and_the_queue_told(desk: Desk, services: Services, queue: RecordingQueue) -> None:
    accepted = desk.take_in(lane="urgent", client_reference="PO-7")
    scan = desk.scan(accepted.scan_id)
    assert (scan.state, scan.lane, scan.client_reference) == (ScanState.QUEUED, "urgent", "PO-7")
    assert (scan.media_type, scan.size_bytes, scan.actor, scan.source) == ("image/png", 11, "user:1", "api")
    assert services.files.load(scan.file_sha256) == PNG + b"one"
    assert queue.hints == [(scan.id, "urgent")]
    assert [entry.action for entry in desk.audit(scan.id)] == ["scan.received"]


def test_the_same_bytes_are_answered_with_the_first_scan(desk: Desk, services: Services, queue: RecordingQueue) -> None:
    first = desk.take_in()
    again = desk.take_in(actor="user:2")
    assert (again.scan_id, again.is_new) == (first.scan_id, False)
    assert count_scans(services) == 1
    assert len(queue.hints) == 1


def test_a_wanted_duplicate_names_the_first_scan(desk: Desk) -> None:
    first = desk.take_in()
    second = desk.take_in(allow_duplicate=True)
    third = desk.take_in(allow_duplicate=True)
    assert len({first.scan_id, second.scan_id, third.scan_id}) == 3
    assert second.duplicate_of == third.duplicate_of == first.scan_id
    assert desk.take_in().scan_id == first.scan_id


@pytest.mark.parametrize("allow_duplicate", [False, True])
def test_the_same_bytes_at_the_same_moment_have_one_first_scan(
    desk: Desk, services: Services, allow_duplicate: bool
) -> None:
    start = threading.Barrier(4)
    accepted: list[AcceptedScan] = []

    def send() -> None:
        start.wait()
        accepted.append(desk.take_in(allow_duplicate=allow_duplicate))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accepted) == 4
    assert count_scans(services) == (4 if allow_duplicate else 1)
    assert [scan.duplicate_of for scan in accepted if scan.is_new].count(None) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"just text that is called a picture", "file_type_unknown"),
        (PNG + bytes(1_000_000), "file_too_large"),
    ],
)
def test_a_file_that_is_no_scan_is_refused_at_the_door(
    services: Services, tmp_path: Path, content: bytes, code: str
) -> None:
    upload = Upload(file_name="x.jpg", stream=io.BytesIO(content))
    with pytest.raises(FileRefused) as refused:
        accept_scan(services, actor="user:1", upload=upload, source="api", limit_bytes=1_000_000)
    assert refused.value.code == code
    assert count_scans(services) == 0
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] in ([], ["lock"])


def test_a_form_that_is_not_in_use_cannot_be_asked_for(desk: Desk, services: Services) -> None:
    with pytest.raises(TemplateNotFound):
        desk.take_in(template="slip")
    assert count_scans(services) == 0
    desk.publish()
    assert desk.scan(desk.take_in(template="slip").scan_id).wanted_template == "slip"


def test_without_the_queue_a_scan_is_safe_and_told_later(desk: Desk, queue: RecordingQueue, clock: Clock) -> None:
    queue.available = False
    scan_id = desk.take_in().scan_id
    assert desk.scan(scan_id).state == ScanState.RECEIVED
    queue.available = True
    assert recover_scans(desk.services, max_attempts=3).hinted == 0  # its own hint may be on the way
    clock.advance(seconds=60)
    assert recover_scans(desk.services, max_attempts=3).hinted == 1
    assert queue.hints == [(scan_id, "normal")]
    assert desk.scan(scan_id).state == ScanState.QUEUED


def test_a_worker_may_be_faster_than_the_row(
    desk: Desk, queue: RecordingQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    states: list[str | None] = []

    def read_at_once(scan_id: str, lane: str) -> None:
        states.append(desk.read(scan_id, slip_result()))

    monkeypatch.setattr(queue, "enqueue_scan", read_at_once)
    scan_id = desk.take_in().scan_id
    assert states == [ScanState.ACCEPTED]
    assert desk.scan(scan_id).state == ScanState.ACCEPTED


class _KilledError(BaseException):
    """The process ends here."""


def test_killed_between_file_and_row_nothing_is_promised_and_a_repeat_succeeds(
    desk: Desk, services: Services, files: LocalFileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        store = files.store_stream

        def store_and_die(*args: object) -> None:
            store(*args)  # type: ignore[arg-type]
            raise _KilledError

        patch.setattr(files, "store_stream", store_and_die)
        with pytest.raises(_KilledError):
            desk.take_in()
    assert count_scans(services) == 0
    assert desk.take_in().is_new


def test_killed_between_row_and_hint_the_scan_is_found_again(
    desk: Desk, services: Services, queue: RecordingQueue, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def die(scan_id: str, lane: str) -> None:
            raise _KilledError

        patch.setattr(queue, "enqueue_scan", die)
        with pytest.raises(_KilledError):
            desk.take_in()
    clock.advance(seconds=60)
    recover_scans(services, max_attempts=3)
    [(scan_id, _)] = queue.hints
    assert desk.read(scan_id, slip_result()) == ScanState.ACCEPTED
