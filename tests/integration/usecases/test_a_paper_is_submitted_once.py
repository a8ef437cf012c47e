"""What was already given is found and offered, not asked for again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ocr_service.usecases.cases.case_errors import GivenKeyUnusable, NotTheSamePaper
from ocr_service.usecases.cases.find_given import find_given, use_given
from ocr_service.usecases.cases.manage_cases import open_case
from ocr_service.usecases.errors import FieldNotFound, FieldValueInvalid, ScanStateConflict, TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import cancel_scan, reprocess_scan
from ocr_service.usecases.reviewing.close_review import accept_review
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.usecases.conftest import SLIP, Desk, slip_result

UNIQUE = SLIP + "unique_by: [number, total]\n"
PERSON = "user:1"


@pytest.fixture
def first(desk: Desk) -> str:
    desk.publish(UNIQUE)
    return desk.accepted(b"first")


def again(desk: Desk, content: bytes = b"a photograph of the same paper") -> str:
    scan_id = desk.take_in(content).scan_id
    desk.read(scan_id, slip_result())
    return scan_id


def test_another_picture_of_the_same_paper_waits_and_names_the_first(desk: Desk, first: str) -> None:
    second = desk.scan(again(desk))
    params = {"scan": first, "file": "slip.png", "day": "2026-03-02"}
    assert (second.state, second.reasons) == ("needs_review", [{"code": "already_given", "params": params}])


def test_another_value_makes_another_paper(desk: Desk, first: str) -> None:
    scan_id = desk.take_in(b"other").scan_id
    assert desk.read(scan_id, slip_result(number="S002")) == "accepted"


def test_where_a_value_is_blank_nobody_can_say(desk: Desk) -> None:
    desk.publish(SLIP + "unique_by: [note]\n")
    desk.accepted(b"first")
    scan_id = desk.take_in(b"second").scan_id
    assert desk.read(scan_id, slip_result()) == "accepted"


def test_what_came_to_nothing_was_not_given(desk: Desk, services: Services) -> None:
    desk.publish(UNIQUE)
    first = desk.take_in(b"first").scan_id
    desk.read(first, slip_result("review"))
    cancel_scan(services, actor=PERSON, scan_id=first)
    assert desk.scan(again(desk)).state == "accepted"


def test_the_first_one_read_again_is_still_the_first(desk: Desk, services: Services, first: str) -> None:
    second = again(desk)
    reprocess_scan(services, actor=PERSON, scan_id=first)
    assert desk.read(first, slip_result()) == "accepted"
    assert desk.scan(second).state == "needs_review"


def test_a_corrected_value_is_the_one_that_counts(desk: Desk, services: Services) -> None:
    desk.publish(UNIQUE)
    first = desk.take_in(b"first").scan_id
    desk.read(first, slip_result("review", number="S009"))
    claim_scan(services, actor=PERSON, scan_id=first, minutes=10)
    correct_fields(services, actor=PERSON, scan_id=first, corrections={"number": "S001"}, confirmed=["total"])
    accept_review(services, actor=PERSON, scan_id=first)
    assert desk.scan(again(desk)).reasons[0]["params"]["scan"] == first


def test_of_two_that_are_read_at_the_same_moment_one_waits(desk: Desk, services: Services) -> None:
    desk.publish(UNIQUE)
    scans = [desk.take_in(content).scan_id for content in (b"one", b"two")]
    start = Barrier(2)

    def read(scan_id: str) -> str | None:
        start.wait()
        return desk.read(scan_id, slip_result())

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(read, scans))) == ["accepted", "needs_review"]


def test_it_is_found_before_it_is_handed_in(desk: Desk, services: Services, first: str) -> None:
    given = find_given(services, template="slip", values={"number": "S001", "total": "30.00"})
    assert [(one.scan_id, one.why) for one in given] == [(first, "same_values")]
    by_file = find_given(services, sha256=desk.scan(first).file_sha256)
    assert [(one.scan_id, one.why) for one in by_file] == [(first, "same_file")]
    assert find_given(services, template="slip", values={"number": "S002", "total": "30.00"}) == ()
    with services.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE scans SET serial = 'SLIP-7'")
    assert [one.why for one in find_given(services, template="slip", serial="SLIP-7")] == ["same_serial"]


def test_what_names_no_paper_is_refused(desk: Desk, services: Services, first: str) -> None:
    with pytest.raises(GivenKeyUnusable):
        find_given(services, template="slip", values={"number": "S001"})
    with pytest.raises(FieldNotFound):
        find_given(services, template="slip", values={"colour": "red"})
    with pytest.raises(FieldValueInvalid):
        find_given(services, template="slip", values={"number": "S001", "total": "much"})
    with pytest.raises(TemplateNotFound):
        find_given(services, template="other", values={"number": "S001"})


def test_the_given_one_is_used_instead_and_takes_its_place(desk: Desk, services: Services, first: str) -> None:
    second = again(desk)
    case_id = open_case(services, actor=PERSON, title="PO-1", scan_ids=[second])
    use_given(services, actor=PERSON, scan_id=second, given_id=first)
    taken_out = desk.scan(second)
    assert (taken_out.state, taken_out.reasons[0]["code"]) == ("cancelled", "given_before")
    assert desk.scan(first).case_id == case_id


def test_only_the_same_paper_takes_its_place(desk: Desk, services: Services, first: str) -> None:
    other = desk.take_in(b"other").scan_id
    desk.read(other, slip_result("review", number="S002"))
    with pytest.raises(NotTheSamePaper):
        use_given(services, actor=PERSON, scan_id=other, given_id=first)
    with pytest.raises(NotTheSamePaper):
        use_given(services, actor=PERSON, scan_id=first, given_id=first)


def test_what_is_decided_stays_so(desk: Desk, services: Services, first: str) -> None:
    second = again(desk)
    with pytest.raises(ScanStateConflict):
        use_given(services, actor=PERSON, scan_id=first, given_id=second)
