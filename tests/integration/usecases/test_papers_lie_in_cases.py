"""Papers that belong together lie together; a case may be accepted with papers to follow until a day."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ocr_service.records.cases import Case
from ocr_service.usecases.cases.case_errors import CaseDueInThePast, CaseNotFound, CaseStateConflict
from ocr_service.usecases.cases.close_case import watch_cases
from ocr_service.usecases.cases.manage_cases import (
    await_papers,
    complete_case,
    open_case,
    put_in_case,
    take_out_of_case,
)
from ocr_service.usecases.cases.show_cases import CaseView, list_cases, show_case
from ocr_service.usecases.errors import TemplateNotFound
from ocr_service.usecases.following.forget_old import forget_old
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import SLIP, Desk, slip_result

BY_NUMBER = SLIP + "case_by: number\n"
PERSON = "user:1"


def the_case(services: Services) -> CaseView:
    [case] = list_cases(services).cases
    return case


def papers(services: Services) -> list[str]:
    return [paper.scan_id for paper in the_case(services).papers]


@pytest.fixture
def read(desk: Desk) -> Callable[..., str]:
    """Takes a paper in and reads it; its scan."""

    def act(content: str, decision: Any = "accept", *, reference: str | None = None, **values: Any) -> str:
        scan_id = desk.take_in(content.encode(), client_reference=reference).scan_id
        desk.read(scan_id, slip_result(decision, **values))
        return scan_id

    return act


def test_two_papers_of_one_reference_make_a_case(desk: Desk, services: Services) -> None:
    desk.publish()
    first = desk.take_in(b"one", client_reference="PO-4711").scan_id
    assert list_cases(services).cases == (), "one paper alone is no case"
    desk.take_in(b"other", client_reference="PO-9")
    second = desk.take_in(b"two", client_reference="PO-4711").scan_id
    third = desk.take_in(b"three", client_reference="PO-4711").scan_id
    case = the_case(services)
    assert (case.title, case.kind, case.key, case.state) == ("PO-4711", "reference", "PO-4711", "open")
    assert papers(services) == [first, second, third]


def test_papers_with_the_same_value_in_the_named_field_lie_together(
    desk: Desk, services: Services, read: Callable[..., str]
) -> None:
    desk.publish(BY_NUMBER)
    first, other, second = read("a", number="S001"), read("b", number="S002"), read("c", number="S001")
    cases = {case.key: [paper.scan_id for paper in case.papers] for case in list_cases(services).cases}
    assert cases == {"S001": [first, second], "S002": [other]}
    assert {case.key_name for case in list_cases(services).cases} == {"number"}


def test_a_corrected_value_moves_the_paper_to_its_own_case(
    desk: Desk, services: Services, read: Callable[..., str]
) -> None:
    desk.publish(BY_NUMBER)
    scan_id = read("a", "review", number="S001")
    claim_scan(services, actor=PERSON, scan_id=scan_id, minutes=10)
    correct_fields(services, actor=PERSON, scan_id=scan_id, corrections={"number": "S002"}, confirmed=["total"])
    accept_review(services, actor=PERSON, scan_id=scan_id)
    assert {case.key: len(case.papers) for case in list_cases(services).cases} == {"S001": 0, "S002": 1}


def test_where_a_person_put_a_paper_it_stays(desk: Desk, services: Services, read: Callable[..., str]) -> None:
    desk.publish(BY_NUMBER)
    scan_id = read("a", "review", number="S001")
    mine = open_case(services, actor=PERSON, title="入职材料", scan_ids=[scan_id])
    claim_scan(services, actor=PERSON, scan_id=scan_id, minutes=10)
    accept_review(services, actor=PERSON, scan_id=scan_id, confirmed=["total"])
    assert desk.scan(scan_id).case_id == mine
    take_out_of_case(services, actor=PERSON, case_id=mine, scan_id=scan_id)
    assert (desk.scan(scan_id).case_id, show_case(services, case_id=mine).papers) == (None, ())


def test_a_case_is_complete_when_what_was_to_follow_is_accepted(
    desk: Desk, services: Services, clock: Clock, read: Callable[..., str]
) -> None:
    desk.publish(BY_NUMBER)
    read("a", number="S001")
    case = the_case(services)
    await_papers(services, actor=PERSON, case_id=case.id, due_at=clock() + timedelta(days=3), expected=["slip", "slip"])
    assert (the_case(services).state, the_case(services).missing) == ("awaiting", ("slip",))
    late = read("b", "review", number="S001")
    assert the_case(services).state == "awaiting", "it is there but not accepted"
    claim_scan(services, actor=PERSON, scan_id=late, minutes=10)
    accept_review(services, actor=PERSON, scan_id=late, confirmed=["total"])
    done = the_case(services)
    assert (done.state, done.missing, done.closed_by) == ("complete", (), "system")


def test_a_case_whose_papers_do_not_follow_is_overdue_and_told_of_once(
    desk: Desk, services: Services, clock: Clock, read: Callable[..., str]
) -> None:
    desk.publish(BY_NUMBER)
    endpoint_id = desk.add_receiver()
    with services.database.begin() as session:
        session.connection().exec_driver_sql(
            """UPDATE webhook_endpoints SET events = '["case.overdue", "case.complete"]'"""
        )
    scan_id = read("a", number="S001")
    case = the_case(services)
    await_papers(
        services,
        actor=PERSON,
        case_id=case.id,
        due_at=clock() + timedelta(days=3),
        expected=["slip"] * 2,
        note="缺发票",
    )
    assert watch_cases(services) == 0
    clock.advance(days=3)
    assert [watch_cases(services), watch_cases(services)] == [1, 0]
    assert list_cases(services, state="overdue").cases[0].id == case.id
    [delivery] = desk.deliveries(scan_id)
    event = json.loads(delivery.payload)
    assert (delivery.endpoint_id, event["type"], event["data"]["state"]) == (endpoint_id, "case.overdue", "overdue")
    assert [paper["scan_id"] for paper in event["data"]["papers"]] == [scan_id]
    # Better late than never.
    read("b", number="S001")
    assert the_case(services).state == "complete"
    assert [row.event for row in desk.deliveries(scan_id)] == ["case.overdue", "case.complete"]


def test_more_time_and_an_early_end_are_a_persons_word(desk: Desk, services: Services, clock: Clock) -> None:
    desk.publish()
    case_id = open_case(services, actor=PERSON, title="PO-1")
    for days in (1, 5):
        await_papers(services, actor=PERSON, case_id=case_id, due_at=clock() + timedelta(days=days))
    clock.advance(days=2)
    assert watch_cases(services) == 0
    complete_case(services, actor=PERSON, case_id=case_id)
    assert (show_case(services, case_id=case_id).state, show_case(services, case_id=case_id).closed_by) == (
        "complete",
        PERSON,
    )
    with pytest.raises(CaseStateConflict):
        complete_case(services, actor=PERSON, case_id=case_id)
    assert [entry.action for entry in desk.audit(case_id)] == [
        "case.opened",
        "case.awaiting",
        "case.awaiting",
        "case.completed",
    ]


def test_what_makes_no_sense_is_refused(desk: Desk, services: Services, clock: Clock) -> None:
    desk.publish()
    case_id = open_case(services, actor=PERSON, title="PO-1")
    with pytest.raises(CaseDueInThePast):
        await_papers(services, actor=PERSON, case_id=case_id, due_at=clock())
    with pytest.raises(TemplateNotFound):
        await_papers(
            services, actor=PERSON, case_id=case_id, due_at=clock() + timedelta(days=1), expected=["no-such-form"]
        )
    with pytest.raises(CaseNotFound):
        put_in_case(services, actor=PERSON, case_id="case_nowhere", scan_id=desk.take_in().scan_id)


def test_an_old_paper_stays_while_its_case_waits(
    desk: Desk, services: Services, clock: Clock, read: Callable[..., str]
) -> None:
    desk.publish(BY_NUMBER)
    read("a", number="S001")
    case = the_case(services)
    await_papers(services, actor=PERSON, case_id=case.id, due_at=clock() + timedelta(days=90), expected=["slip"] * 2)
    clock.advance(days=60)
    assert forget_old(services, keep_days=30).scans == 0
    complete_case(services, actor=PERSON, case_id=case.id)
    clock.advance(days=31)
    assert forget_old(services, keep_days=30).scans == 1
    with services.database() as session:
        assert session.query(Case).count() == 0
