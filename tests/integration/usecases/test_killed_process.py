"""A process that is killed in the middle of taking in and reading scans loses nothing that it had promised."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ocr_service.files.local import LocalFileStore
from ocr_service.records.scans import Scan
from ocr_service.records.session import Database, open_database
from ocr_service.records.states import ScanState
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.recover_scans import recover_scans
from tests.doubles.open_picture import OPEN_PICTURE
from tests.integration.conftest import Clock, RecordingQueue
from tests.integration.usecases.conftest import Desk, slip_result


def take_in_and_read(url: str, files: Path) -> None:
    """Works until it is killed: every second scan is read, the others are left to the queue."""
    services = Services(
        database=open_database(url).sessions,
        files=LocalFileStore(files),
        queue=RecordingQueue(),
        check_picture=OPEN_PICTURE,
        now=Clock(),
    )
    desk = Desk(services)
    for number in range(1_000_000):
        scan_id = desk.take_in(str(number).encode()).scan_id
        if number % 2:
            desk.read(scan_id, slip_result(picture=os.urandom(100)))


def wait_until_read(database: Database, process: multiprocessing.process.BaseProcess, count: int) -> None:
    deadline = time.monotonic() + 60
    read = select(func.count()).select_from(Scan).where(Scan.state == ScanState.ACCEPTED)
    while time.monotonic() < deadline and process.is_alive():
        with database.sessions() as session:
            if session.scalars(read).one() >= count:
                return
    pytest.fail("the process did not get that far")


def test_what_was_promised_is_there_after_a_kill(
    database: Database,
    database_url: str,
    services: Services,
    desk: Desk,
    queue: RecordingQueue,
    clock: Clock,
    tmp_path: Path,
) -> None:
    desk.add_receiver()
    process = multiprocessing.get_context("spawn").Process(
        target=take_in_and_read, args=(database_url, tmp_path / "files")
    )
    process.start()
    wait_until_read(database, process, count=3)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()

    clock.advance(minutes=5)
    recover_scans(services, max_attempts=3)
    for scan_id in {scan_id for scan_id, _ in queue.hints}:
        assert desk.read(scan_id, slip_result()) == ScanState.ACCEPTED
    with services.database() as session:
        scans = session.scalars(select(Scan)).all()
    assert {scan.state for scan in scans} == {ScanState.ACCEPTED}
    for scan in scans:
        detail = desk.scan(scan.id)
        assert services.files.load(scan.file_sha256)
        assert [bool(services.files.load(page.picture_sha256)) for page in detail.pages] == [True]
        assert (len(detail.fields), len(desk.deliveries(scan.id))) == (7, 1)
