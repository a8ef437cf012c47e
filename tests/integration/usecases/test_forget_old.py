"""Old scans and unnamed files go; what somebody may still need stays."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from ocr_service.files import FileMissing
from ocr_service.records.checking import AuditCheck
from ocr_service.records.deliveries import Delivery, IdempotencyRecord
from ocr_service.records.scans import Scan
from ocr_service.records.session import Database
from ocr_service.usecases.errors import ScanNotFound
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.following.forget_old import Forgotten, forget_old
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import cancel_scan
from ocr_service.usecases.receiving.idempotency import begin_request
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import PICTURE, Desk, slip_result


def age_files(folder: Path, moment: datetime) -> None:
    """The store looks at files' real times; the tests' clock is another one."""
    for path in (folder / "files").rglob("*"):
        os.utime(path, (moment.timestamp(), moment.timestamp()))


def is_gone(services: Services, sha256: str) -> bool:
    try:
        services.files.load(sha256)
    except FileMissing:
        return True
    return False


def test_an_ended_scan_goes_after_its_time_with_rows_and_files(
    desk: Desk, services: Services, clock: Clock, tmp_path: Path
) -> None:
    desk.publish()
    scan_id = desk.accepted()
    scan = desk.scan(scan_id)
    age_files(tmp_path, clock.time)
    clock.advance(days=29)
    assert forget_old(services, keep_days=30) == Forgotten(scans=0, files=0)
    clock.advance(days=2)
    assert forget_old(services, keep_days=30) == Forgotten(scans=1, files=2)
    with pytest.raises(ScanNotFound):
        show_scan(services, scan_id=scan_id)
    assert is_gone(services, scan.file_sha256)
    assert is_gone(services, scan.pages[0].picture_sha256)
    assert [entry.action for entry in desk.audit(scan_id)] == ["scan.received", "scan.read", "scan.forgotten"]
    assert desk.templates.load()[0].page_images == (PICTURE,)


def test_nothing_is_forgotten_without_a_time(desk: Desk, services: Services, clock: Clock) -> None:
    scan_id = desk.accepted()
    clock.advance(days=10_000)
    assert forget_old(services, keep_days=0).scans == 0
    assert show_scan(services, scan_id=scan_id)


@pytest.mark.parametrize("state", ["waiting", "sending", "dead"])
def test_what_was_not_delivered_stays(
    desk: Desk, services: Services, database: Database, clock: Clock, state: str
) -> None:
    desk.add_receiver()
    scan_id = desk.accepted()
    with services.database.begin() as session:
        session.execute(update(Delivery).values(state=state))
    clock.advance(days=100)
    assert forget_old(services, keep_days=30).scans == 0
    with services.database.begin() as session:
        session.execute(update(Delivery).values(state="delivered"))
    assert forget_old(services, keep_days=30).scans == 1
    assert desk.deliveries(scan_id) == []


def test_an_answer_to_an_idempotency_key_is_kept_for_its_time(services: Services, clock: Clock) -> None:
    begin_request(services, actor="key:1", key="slip-7", request_sha256="0" * 64)
    for hours, left in ((24, 1), (1, 0)):
        clock.advance(hours=hours)
        forget_old(services, keep_days=0)
        with services.database() as session:
            assert session.query(IdempotencyRecord).count() == left


def test_what_waits_for_a_person_stays(desk: Desk, services: Services, clock: Clock) -> None:
    scan_id = desk.in_review()
    clock.advance(days=100)
    assert forget_old(services, keep_days=30).scans == 0
    cancel_scan(services, actor="user:1", scan_id=scan_id)
    clock.advance(days=31)
    assert forget_old(services, keep_days=30).scans == 1


def test_the_first_scan_of_some_bytes_goes_with_the_last(desk: Desk, services: Services, clock: Clock) -> None:
    first = desk.accepted()
    clock.advance(days=20)
    second = desk.take_in(allow_duplicate=True).scan_id
    desk.read(second, slip_result())
    clock.advance(days=20)
    assert forget_old(services, keep_days=30).scans == 0
    assert desk.scan(second).duplicate_of == first
    clock.advance(days=20)
    assert forget_old(services, keep_days=30).scans == 2


def test_more_scans_than_fit_in_one_transaction_all_go(desk: Desk, services: Services, clock: Clock) -> None:
    for number in range(3):
        desk.accepted(bytes([number]))
    clock.advance(days=31)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ocr_service.usecases.following.forget_old._AT_ONCE", 2)
        assert forget_old(services, keep_days=30).scans == 3


def test_a_file_that_another_scan_names_stays(desk: Desk, services: Services, clock: Clock, tmp_path: Path) -> None:
    first, second = desk.accepted(b"1"), desk.accepted(b"2")
    same_picture = desk.scan(second).pages[0].picture_sha256
    assert desk.scan(first).pages[0].picture_sha256 == same_picture
    with services.database.begin() as session:
        session.execute(update(Scan).where(Scan.id == first).values(changed_at=clock.time - timedelta(days=40)))
    age_files(tmp_path, clock.time - timedelta(days=40))
    assert forget_old(services, keep_days=30) == Forgotten(scans=1, files=1)
    assert services.files.load(same_picture) == b"jpeg"


def test_a_picture_that_was_replaced_is_swept_up(desk: Desk, services: Services, clock: Clock, tmp_path: Path) -> None:
    unnamed = services.files.store(b"a picture of an earlier reading")
    fresh = services.files.store(b"a picture whose row is about to be written")
    scan = desk.scan(desk.accepted())
    age_files(tmp_path, clock.time - timedelta(days=2))
    services.files.store(b"a picture whose row is about to be written")
    assert forget_old(services, keep_days=0) == Forgotten(scans=0, files=1)
    assert (is_gone(services, unnamed), is_gone(services, fresh)) == (True, False)
    assert not is_gone(services, scan.file_sha256)


def test_a_form_that_somebody_checks_blind_at_this_moment_stays(desk: Desk, services: Services, clock: Clock) -> None:
    scan_id = desk.accepted()
    clock.advance(days=31)
    with services.database.begin() as session:
        session.add(
            AuditCheck(
                scan_id=scan_id, result_version=1, template="slip", template_version=1, accepted_by="system",
                drawn_at=clock(), state="waiting", checker="user:1", checker_until=clock() + timedelta(minutes=5),
            )
        )  # fmt: skip
    assert forget_old(services, keep_days=30).scans == 0
    clock.advance(minutes=6)
    assert forget_old(services, keep_days=30).scans == 1
