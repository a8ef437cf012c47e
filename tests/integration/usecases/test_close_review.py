"""A review ends once, with everything that follows from it, and can be undone until something was sent."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from ocr_service.records.deliveries import Delivery
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.claim_delivery import claim_delivery
from ocr_service.usecases.errors import (
    AlreadySent,
    FieldsUnchecked,
    LeaseLost,
    ReviewedByOther,
    ScanNotFound,
    ScanStateConflict,
    TemplateNotFound,
)
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review, choose_template, reject_scan, reopen_scan
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.conftest import RecordingQueue
from tests.integration.usecases.conftest import Desk, slip_result


@pytest.fixture
def scan_id(desk: Desk, services: Services) -> str:
    """A slip in the hands of user:1; the field `total` is doubtful."""
    desk.publish()
    desk.add_receiver()
    scan_id = desk.in_review()
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    return scan_id


def test_a_checked_form_is_accepted_and_put_in_the_outbox(desk: Desk, services: Services, scan_id: str) -> None:
    correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"note": "急"}, confirmed=["total"])
    assert accept_review(services, actor="user:1", scan_id=scan_id) == 1
    scan = desk.scan(scan_id)
    assert (scan.state, scan.accepted_by, scan.accepted_at) == (ScanState.ACCEPTED, "user:1", services.now())
    assert (scan.reviewer, scan.review_until) == (None, None)
    [delivery] = desk.deliveries(scan_id)
    assert '"note":"急"' in delivery.payload
    assert [entry.action for entry in desk.audit(scan_id)][-1] == "scan.accepted"


def test_doubtful_fields_stand_in_the_way(desk: Desk, services: Services, scan_id: str) -> None:
    with pytest.raises(FieldsUnchecked) as refused:
        accept_review(services, actor="user:1", scan_id=scan_id)
    assert refused.value.params == {"paths": ["total"]}
    assert desk.scan(scan_id).state == ScanState.NEEDS_REVIEW
    assert desk.deliveries(scan_id) == []


def test_doubtful_fields_may_be_confirmed_in_the_same_act(desk: Desk, services: Services, scan_id: str) -> None:
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    assert [(row.action, row.path) for row in desk.audit(scan_id)][-2:] == [
        ("field.confirmed", "total"),
        ("scan.accepted", None),
    ]


def test_only_whoever_has_the_form_in_hand_ends_the_review(services: Services, desk: Desk, scan_id: str) -> None:
    with pytest.raises(ReviewedByOther):
        accept_review(services, actor="user:2", scan_id=scan_id, confirmed=["total"])
    with pytest.raises(ReviewedByOther):
        reject_scan(services, actor="user:2", scan_id=scan_id, reason="not ours")
    with pytest.raises(ScanNotFound):
        accept_review(services, actor="user:2", scan_id="scan_nowhere")
    unclaimed = desk.in_review(number="S777")
    with pytest.raises(LeaseLost):
        reject_scan(services, actor="user:1", scan_id=unclaimed, reason="not ours")


def test_a_review_ends_once(services: Services, scan_id: str) -> None:
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    with pytest.raises(ScanStateConflict) as refused:
        accept_review(services, actor="user:1", scan_id=scan_id)
    assert refused.value.params == {"state": "accepted"}


def test_a_rejected_paper_keeps_the_reason_and_sends_nothing(desk: Desk, services: Services, scan_id: str) -> None:
    reject_scan(services, actor="user:1", scan_id=scan_id, reason="涂改")
    scan = desk.scan(scan_id)
    assert (scan.state, scan.reviewer) == (ScanState.REJECTED, None)
    assert scan.reasons == [{"code": "rejected_by_person", "params": {"reason": "涂改"}}]
    assert desk.deliveries(scan_id) == []


def test_undoing_an_acceptance_takes_the_waiting_delivery_back(desk: Desk, services: Services, scan_id: str) -> None:
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    assert reopen_scan(services, actor="user:1", scan_id=scan_id) == ScanState.NEEDS_REVIEW
    assert [row.state for row in desk.deliveries(scan_id)] == ["cancelled"]
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    assert accept_review(services, actor="user:1", scan_id=scan_id) == 2
    assert [(row.result_version, row.state) for row in desk.deliveries(scan_id)] == [(1, "cancelled"), (2, "waiting")]


def test_what_is_being_sent_cannot_be_undone(desk: Desk, services: Services, scan_id: str) -> None:
    second = desk.add_receiver()
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    sent = next(row for row in desk.deliveries(scan_id) if row.endpoint_id != second)
    assert claim_delivery(services, sent.id, lease=timedelta(minutes=1)) is not None
    with pytest.raises(AlreadySent):
        reopen_scan(services, actor="user:1", scan_id=scan_id)
    assert sorted(row.state for row in desk.deliveries(scan_id)) == ["sending", "waiting"]
    assert desk.scan(scan_id).state == ScanState.DELIVERING


def test_what_was_given_up_without_a_try_does_not_stand_in_the_way(
    desk: Desk, services: Services, scan_id: str
) -> None:
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    with services.database.begin() as session:
        session.execute(update(Delivery).values(state="dead"))
    assert reopen_scan(services, actor="user:1", scan_id=scan_id) == ScanState.NEEDS_REVIEW
    assert [row.state for row in desk.deliveries(scan_id)] == ["cancelled"]


def test_a_delivery_taken_back_is_never_sent(desk: Desk, services: Services, scan_id: str) -> None:
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    reopen_scan(services, actor="user:1", scan_id=scan_id)
    [delivery] = desk.deliveries(scan_id)
    assert claim_delivery(services, delivery.id, lease=timedelta(minutes=1)) is None


def test_undoing_a_rejection_goes_back_to_where_it_came_from(desk: Desk, services: Services, scan_id: str) -> None:
    reject_scan(services, actor="user:1", scan_id=scan_id, reason="by mistake")
    assert reopen_scan(services, actor="user:1", scan_id=scan_id) == ScanState.NEEDS_REVIEW
    assert desk.scan(scan_id).reasons == []
    unknown = desk.take_in(b"unknown").scan_id
    desk.read(unknown, slip_result("needs-template"))
    claim_scan(services, actor="user:1", scan_id=unknown, minutes=10)
    reject_scan(services, actor="user:1", scan_id=unknown, reason="by mistake")
    assert reopen_scan(services, actor="user:1", scan_id=unknown) == ScanState.NEEDS_TEMPLATE


def test_a_review_under_way_cannot_be_undone(services: Services, scan_id: str) -> None:
    with pytest.raises(ScanStateConflict):
        reopen_scan(services, actor="user:1", scan_id=scan_id)


def test_a_person_names_the_form_and_it_is_read_again(desk: Desk, services: Services, queue: RecordingQueue) -> None:
    desk.publish()
    scan_id = desk.take_in(lane="urgent").scan_id
    desk.read(scan_id, slip_result("needs-template"))
    queue.hints.clear()
    with pytest.raises(TemplateNotFound):
        choose_template(services, actor="user:1", scan_id=scan_id, template="other")
    choose_template(services, actor="user:1", scan_id=scan_id, template="slip")
    scan = desk.scan(scan_id)
    assert (scan.state, scan.wanted_template, scan.attempts) == (ScanState.QUEUED, "slip", 0)
    assert queue.hints == [(scan_id, "urgent")]
    assert desk.read(scan_id, slip_result()) == ScanState.ACCEPTED


def test_a_form_in_other_hands_is_not_sent_away(services: Services, scan_id: str) -> None:
    with pytest.raises(ReviewedByOther):
        choose_template(services, actor="user:2", scan_id=scan_id, template="slip")


def test_undoing_and_sending_race_and_one_wins(desk: Desk, services: Services, scan_id: str) -> None:
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    [delivery] = desk.deliveries(scan_id)
    start = threading.Barrier(2)
    undone: list[bool] = []
    sent: list[bool] = []

    def undo() -> None:
        start.wait()
        try:
            reopen_scan(services, actor="user:1", scan_id=scan_id)
            undone.append(True)
        except AlreadySent:
            undone.append(False)

    def send() -> None:
        start.wait()
        sent.append(claim_delivery(services, delivery.id, lease=timedelta(minutes=1)) is not None)

    threads = [threading.Thread(target=undo), threading.Thread(target=send)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (undone, sent) in (([True], [False]), ([False], [True]))
    [delivery] = desk.deliveries(scan_id)
    expected = ("needs_review", "cancelled") if undone == [True] else ("delivering", "sending")
    assert (desk.scan(scan_id).state, delivery.state) == expected


def test_two_people_end_one_review_and_one_wins(desk: Desk, services: Services, scan_id: str) -> None:
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def end(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            outcomes.append("done")
        except ScanStateConflict:
            outcomes.append("refused")

    acts: list[Callable[[], object]] = [
        partial(accept_review, services, actor="user:1", scan_id=scan_id, confirmed=["total"]),
        partial(reject_scan, services, actor="user:1", scan_id=scan_id, reason="in another window"),
    ]
    threads = [threading.Thread(target=end, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    accepted = desk.scan(scan_id).state == ScanState.ACCEPTED
    assert len(desk.deliveries(scan_id)) == (1 if accepted else 0)


def test_a_rejection_that_was_not_heard_of_is_said_again(desk: Desk, services: Services, scan_id: str) -> None:
    said = {"actor": "user:1", "scan_id": scan_id, "reason": "unreadable"}
    for _ in range(2):
        reject_scan(services, **said, key="0123456789ab")
    assert desk.scan(scan_id).state == ScanState.REJECTED
    for other in ({"key": "ab0123456789"}, {"actor": "user:2", "key": "0123456789ab"}, {}):
        with pytest.raises(ScanStateConflict):
            reject_scan(services, **said | other)


def test_a_form_that_was_named_is_named_again_without_being_read_twice(
    desk: Desk, services: Services, scan_id: str
) -> None:
    said = {"actor": "user:1", "scan_id": scan_id, "template": "slip"}
    for _ in range(2):
        choose_template(services, **said, key="0123456789ab")
    assert desk.scan(scan_id).state == ScanState.QUEUED
    with pytest.raises(ScanStateConflict):
        choose_template(services, **said)
