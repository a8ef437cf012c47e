"""Scans are found by anything that stands on them, however it is written."""

import pytest

from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.forms.result import FormDecision
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.delivering.record_answer import record_answer
from ocr_service.usecases.following.filter_scans import Group, ScanFilter
from ocr_service.usecases.following.find_scans import list_scans
from ocr_service.usecases.following.forget_old import forget_old
from ocr_service.usecases.following.show_matches import Match, show_matches
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import reprocess_scan
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk, slip_result


def found(services: Services, text: str | None = None, **only: object) -> list[str]:
    return [scan.id for scan in list_scans(services, only=ScanFilter(text=text, **only)).scans]  # type: ignore[arg-type]


def read(desk: Desk, decision: FormDecision = "accept", **values: object) -> str:
    """A scan of its own that was read as a slip with these values."""
    scan_id = desk.take_in(repr((decision, values)).encode()).scan_id
    desk.read(scan_id, slip_result(decision, **values))
    return scan_id


def answered(desk: Desk, services: Services, answer: ErpAnswer, content: bytes, **wishes: str) -> str:
    scan_id = desk.take_in(content, **wishes).scan_id
    desk.read(scan_id, slip_result())
    with services.database.begin() as session:
        change_state(session, scan_id, ScanState.ACCEPTED, ScanState.DELIVERING, now=services.now())
    record_answer(services, actor="key:erp", scan_id=scan_id, answer=answer)
    return scan_id


@pytest.mark.parametrize(
    "words",
    [
        "S117",
        "s117",
        "ｓ１１７",
        "华锦",
        "上海华锦纸业",
        "2025-04-28",
        "2025/4/28",
        "2025年4月28日",
        "4,173.50",
        "4173.50",
    ],
)
def test_any_value_is_found_however_it_is_typed(desk: Desk, services: Services, words: str) -> None:
    note = "上海华锦纸业有限公司 2025-04-28"
    wanted = read(desk, number="S117", total="4173.50", note=note)
    read(desk, number="S200", note="广州恒通 2025-04-29")
    assert found(services, words) == [wanted]


def test_all_words_must_stand_on_the_scan(desk: Desk, services: Services) -> None:
    scan = read(desk, number="S117", note="华锦")
    assert found(services, "华锦 S117") == [scan]
    assert found(services, "华锦 S118") == []
    assert found(services, "- / .") == []


def test_numbers_of_others_are_found(desk: Desk, services: Services) -> None:
    scan = answered(
        desk, services, ErpAnswer(status="approved", reference="GR-100/7"), b"1", client_reference="PO-4711"
    )
    assert found(services, "po4711") == [scan]
    assert found(services, "GR1007") == [scan]


def test_a_correction_is_found_and_what_it_replaced_is_not(desk: Desk, services: Services) -> None:
    desk.publish()
    scan = desk.in_review(note="恒通")
    claim_scan(services, actor="user:9", scan_id=scan, minutes=5)
    correct_fields(services, actor="user:9", scan_id=scan, corrections={"note": "华锦"})
    assert found(services, "华锦") == [scan]
    assert found(services, "恒通") == []


def test_a_scan_that_was_read_as_nothing_is_not_found_by_what_it_said_before(desk: Desk, services: Services) -> None:
    scan = desk.in_review(note="恒通")
    reprocess_scan(services, actor="user:1", scan_id=scan)
    desk.read(scan, slip_result("needs-template"))
    assert found(services, "恒通") == []
    assert found(services, "slip") == [scan]


def test_what_was_forgotten_is_not_found(desk: Desk, services: Services, clock: Clock) -> None:
    read(desk, "reject")
    clock.advance(days=40)
    forget_old(services, keep_days=30)
    assert found(services, "slip") == []


def test_a_search_goes_on_where_the_page_ended(desk: Desk, services: Services) -> None:
    scans = [desk.take_in(bytes([number])).scan_id for number in range(3)]
    first = list_scans(services, only=ScanFilter(text="slip"), limit=2)
    second = list_scans(services, only=ScanFilter(text="slip"), limit=2, cursor=first.next_cursor)
    assert [scan.id for scan in (*first.scans, *second.scans)] == sorted(scans, reverse=True)


def test_groups_say_where_scans_are(desk: Desk, services: Services) -> None:
    reopened = answered(desk, services, ErpAnswer(status="rejected", reason="closed"), b"1")
    back = answered(desk, services, ErpAnswer(status="approved", reference="2"), b"6")
    with services.database.begin() as session:
        change_state(session, back, ScanState.ANSWERED, ScanState.ANSWERED, now=services.now(), erp_answer="rejected")
    done = answered(desk, services, ErpAnswer(status="approved", reference="1"), b"2")
    waits, review, rejected = desk.take_in(b"3").scan_id, desk.in_review(), read(desk, "reject")
    expected: dict[Group, list[str]] = {
        "under-way": [waits],
        "with-person": [review, reopened],
        "came-back": [rejected, back, reopened],
        "done": [done],
    }
    assert {group: found(services, group=group) for group in expected} == expected


def test_a_list_can_say_which_value_was_found(desk: Desk, services: Services) -> None:
    scan, other = read(desk, number="S117", note="华锦 S117"), read(desk, number="S200")
    matches = show_matches(services, scan_ids=[scan, other], words="s117")
    assert matches == {scan: (Match(path="number", text="S117"), Match(path="note", text="华锦 S117"))}


def test_a_change_past_the_sessions_objects_is_noticed(desk: Desk, services: Services, clock: Clock) -> None:
    scan = desk.take_in().scan_id
    with services.database.begin() as session:
        change_state(session, scan, ScanState.QUEUED, ScanState.FAILED, now=clock(), client_reference="late 77")
    assert found(services, "late77") == [scan]
