"""Scans are found by what is known about them, page by page, newest first."""

import pytest

from ocr_service.records.states import ScanState
from ocr_service.usecases.errors import CursorInvalid, ScanNotFound
from ocr_service.usecases.following.filter_scans import ScanFilter
from ocr_service.usecases.following.find_scans import list_scans, show_scan
from ocr_service.usecases.ports import Services
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk, slip_result


def found(services: Services, **only: object) -> list[str]:
    return [scan.id for scan in list_scans(services, only=ScanFilter(**only)).scans]  # type: ignore[arg-type]


def test_one_scan_is_shown_with_its_pages_and_values(desk: Desk, services: Services) -> None:
    detail = show_scan(services, scan_id=desk.accepted())
    assert (detail.summary.state, detail.summary.template, detail.summary.seconds) == (
        "accepted",
        "slip",
        {"align": 0.1},
    )
    assert [page.template_page for page in detail.pages] == [1]
    assert detail.values["items"][1] == {"goods": "胶带", "price": "20.00"}
    assert detail.fields[0].box == {"x": 1, "y": 2, "width": 30, "height": 10}
    with pytest.raises(ScanNotFound):
        show_scan(services, scan_id="scan_nowhere")


def test_a_list_is_paged_newest_first(desk: Desk, services: Services) -> None:
    scans = [desk.take_in(bytes([number])).scan_id for number in range(5)]
    first = list_scans(services, limit=2)
    second = list_scans(services, limit=2, cursor=first.next_cursor)
    last = list_scans(services, limit=2, cursor=second.next_cursor)
    pages = [[scan.id for scan in part.scans] for part in (first, second, last)]
    assert [scan_id for page in pages for scan_id in page] == sorted(scans, reverse=True)
    assert (len(pages[2]), last.next_cursor) == (1, None)


@pytest.mark.parametrize("cursor", ["", "scan_", "scan_'; DROP TABLE scans", "msg_01234567890123456789012345"])
def test_a_made_up_cursor_is_refused(services: Services, cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        list_scans(services, cursor=cursor)


def test_each_filter_finds_its_scans(desk: Desk, services: Services, clock: Clock) -> None:
    old = desk.accepted()
    clock.advance(days=1)
    new = desk.take_in(b"new", actor="key:1", client_reference="PO-7").scan_id
    assert found(services, states=(ScanState.ACCEPTED,)) == [old]
    assert found(services, states=(ScanState.ACCEPTED, ScanState.QUEUED)) == [new, old]
    assert found(services, states=()) == []
    assert found(services, template="slip") == [old]
    assert found(services, actor="key:1") == [new]
    assert found(services, since=clock.time) == [new]
    assert found(services, reference="PO-7") == [new]
    assert found(services, reference=old) == [old]
    assert found(services, text="SLIP") == [new, old]
    desk.read(new, slip_result().model_copy(update={"device": "bizhub C258"}))
    assert found(services, device="bizhub C258") == [new]
    assert show_scan(services, scan_id=new).summary.device == "bizhub C258"
    assert found(services, text="%") == []
    assert found(services, text="slip", actor="user:1") == [old]


def test_a_limit_is_kept_within_bounds(desk: Desk, services: Services) -> None:
    desk.take_in(b"1")
    desk.take_in(b"2")
    assert len(list_scans(services, limit=0).scans) == 1
    assert len(list_scans(services, limit=10_000).scans) == 2


def test_a_scan_in_review_shows_the_doubt(desk: Desk, services: Services) -> None:
    detail = show_scan(services, scan_id=desk.in_review())
    [doubtful] = [field for field in detail.fields if field.decision == "review"]
    assert (doubtful.path, doubtful.reasons) == ("total", ({"code": "confidence_low", "params": {}},))
