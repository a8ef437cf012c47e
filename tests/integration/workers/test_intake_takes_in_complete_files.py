import os

import pytest
from sqlalchemy import select

from ocr_service.records.scans import Scan
from ocr_service.usecases.people.manage_sites import create_site
from ocr_service.usecases.ports import Services
from tests.integration.workers.conftest import JPEG, Inbox


def scans(services: Services) -> list[Scan]:
    with services.database() as session:
        return list(session.scalars(select(Scan)))


def test_a_file_that_no_longer_changes_is_taken_in_and_moved_with_its_scans_number(
    services: Services, inbox: Inbox
) -> None:
    inbox.put("送货单 1.jpg")
    assert inbox.look_after(0) == 0
    assert inbox.look_after(5) == 1
    (scan,) = scans(services)
    assert (scan.file_name, scan.source, scan.actor) == ("送货单 1.jpg", "folder", "system")
    assert inbox.names() == []
    assert inbox.names("done") == [f"{scan.id}-送货单 1.jpg"]


def test_what_is_taken_in_belongs_to_the_folders_site_as_soon_as_there_is_one(services: Services, inbox: Inbox) -> None:
    for number, name in enumerate(("before.jpg", "after.jpg")):
        inbox.put(name, JPEG + bytes([number]))
        inbox.look_after(0)
        inbox.look_after(5)
        if name == "before.jpg":
            site = create_site(services, actor="system", code="suzhou-2", name="苏州二厂")
    assert {scan.file_name: scan.site_id for scan in scans(services)} == {"before.jpg": None, "after.jpg": site.id}


def test_a_file_that_grows_is_waited_for(services: Services, inbox: Inbox) -> None:
    inbox.put("slip.jpg", JPEG)
    inbox.look_after(0)
    inbox.put("slip.jpg", JPEG + b" more")
    assert inbox.look_after(5) == 0
    assert inbox.look_after(4) == 0
    assert inbox.look_after(1) == 1
    assert scans(services)[0].size_bytes == len(JPEG + b" more")


def test_an_empty_file_may_yet_be_filled(services: Services, inbox: Inbox) -> None:
    inbox.put("slip.jpg", b"")
    inbox.look_after(0)
    assert inbox.look_after(59) == 0
    assert inbox.look_after(1) == 1
    assert inbox.names("failed") == ["slip.jpg", "slip.jpg.txt"]
    assert scans(services) == []


@pytest.mark.parametrize("name", [".hidden.jpg", "~slip.jpg", "slip.jpg.part", "slip.TMP", "slip.jpg~", "Thumbs.db"])
def test_unfinished_and_hidden_files_are_left_alone(services: Services, inbox: Inbox, name: str) -> None:
    inbox.put(name)
    inbox.look_after(0)
    assert inbox.look_after(100) == 0
    assert inbox.names() == [name]


def test_links_pipes_and_folders_are_left_alone(services: Services, inbox: Inbox) -> None:
    outside = inbox.path.parent / "secret.jpg"
    outside.write_bytes(JPEG)
    (inbox.path / "link.jpg").symlink_to(outside)
    os.mkfifo(inbox.path / "pipe.jpg")
    (inbox.path / "folder.jpg").mkdir()
    inbox.look_after(0)
    assert inbox.look_after(100) == 0
    assert scans(services) == []


def test_the_same_bytes_make_no_second_scan(services: Services, inbox: Inbox) -> None:
    for name in ("a.jpg", "b.jpg"):
        inbox.put(name)
    inbox.look_after(0)
    assert inbox.look_after(5) == 2
    (scan,) = scans(services)
    assert inbox.names("done") == [f"{scan.id}-a.jpg", f"{scan.id}-b.jpg"]


def test_a_crash_between_taking_in_and_moving_makes_no_double(
    services: Services, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.put("slip.jpg")
    inbox.look_after(0)
    with monkeypatch.context() as crash:
        crash.setattr("pathlib.Path.rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            inbox.look_after(5)
    after_restart = Inbox(services, inbox.path)
    after_restart.look_after(0)
    assert after_restart.look_after(5) == 1
    assert len(scans(services)) == 1


def test_a_name_that_is_taken_in_done_gets_a_number(services: Services, inbox: Inbox) -> None:
    for _ in range(2):
        inbox.put("slip.jpg")
        inbox.look_after(0)
        inbox.look_after(5)
    (scan,) = scans(services)
    assert inbox.names("done") == [f"{scan.id}-slip.jpg", f"{scan.id}-slip.jpg.2.jpg"]


def test_the_longest_name_that_a_file_can_have(services: Services, inbox: Inbox) -> None:
    inbox.put("单" * 83 + "1.jpg")
    inbox.look_after(0)
    assert inbox.look_after(5) == 1
    (done,) = inbox.names("done")
    assert len(done.encode()) <= 255
    assert done.endswith(".jpg")


def test_a_queue_that_is_away_holds_nothing_up(services: Services, inbox: Inbox) -> None:
    services.queue.available = False  # type: ignore[attr-defined]
    inbox.put("slip.jpg")
    inbox.look_after(0)
    assert inbox.look_after(5) == 1
    assert scans(services)[0].state == "received"
