"""What should have gone further by now is found, and said in which way."""

from datetime import timedelta

from ocr_service.records.states import ScanState
from ocr_service.usecases.cases.close_case import watch_cases
from ocr_service.usecases.cases.manage_cases import await_papers, open_case
from ocr_service.usecases.following.filter_scans import ScanFilter
from ocr_service.usecases.following.find_overdue import find_overdue
from ocr_service.usecases.following.find_scans import list_scans
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import cancel_scan
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import SLIP, Desk, slip_result

PERSON = "user:1"


def overdue(services: Services) -> dict[str, str]:
    """By the list, which must agree with what is said of each scan."""
    listed = {scan.id for scan in list_scans(services, only=ScanFilter(group="overdue")).scans}
    told = find_overdue(services, [scan.id for scan in list_scans(services).scans])
    assert listed == set(told)
    return dict(told)


def test_a_broken_promise_counts_until_the_form_is_accepted(desk: Desk, services: Services, clock: Clock) -> None:
    desk.publish(SLIP + "promise_minutes: 60\n")
    waits, accepted = (desk.take_in(content).scan_id for content in (b"waits", b"accepted"))
    assert desk.read(waits, slip_result("review")) == ScanState.NEEDS_REVIEW
    assert desk.read(accepted, slip_result()) == ScanState.ACCEPTED
    clock.advance(minutes=59)
    assert overdue(services) == {}
    clock.advance(minutes=2)
    assert overdue(services) == {waits: "promise"}
    cancel_scan(services, actor=PERSON, scan_id=waits)
    assert overdue(services) == {}


def test_papers_that_did_not_follow_make_their_case_overdue(desk: Desk, services: Services, clock: Clock) -> None:
    desk.publish(SLIP)
    paper, dropped = desk.accepted(), desk.take_in(b"dropped").scan_id
    case = open_case(services, actor=PERSON, title="PO-4711", scan_ids=[paper, dropped])
    cancel_scan(services, actor=PERSON, scan_id=dropped)
    await_papers(services, actor=PERSON, case_id=case, due_at=clock.time + timedelta(days=1), expected=["slip", "slip"])
    assert overdue(services) == {}
    clock.advance(days=2)
    watch_cases(services)
    assert overdue(services) == {paper: "papers"}
