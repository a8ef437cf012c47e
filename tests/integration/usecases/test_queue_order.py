"""What is promised goes before what is urgent, and that before what is old; looking ahead keeps a form from nobody."""

import threading

import pytest

from ocr_service.usecases.errors import NothingToReview
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.get_ahead import AHEAD_SECONDS, get_ahead
from ocr_service.usecases.reviewing.queue_order import Wanted
from ocr_service.usecases.reviewing.review_scan import claim_next, claim_scan
from ocr_service.usecases.reviewing.show_queue import show_queue
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import SLIP, Desk, slip_result

PROMISE = SLIP + "promise_minutes: 60\n"


def to_review(desk: Desk, content: str, lane: str = "normal") -> str:
    scan_id = desk.take_in(content.encode(), lane=lane).scan_id
    desk.read(scan_id, slip_result("review"))
    return scan_id


def unnamed(desk: Desk, content: str) -> str:
    scan_id = desk.take_in(content.encode()).scan_id
    desk.read(scan_id, slip_result("needs-template"))
    return scan_id


def take_next(services: Services, actor: str, wanted: Wanted | None = None) -> str:
    return claim_next(services, actor=actor, minutes=600, wanted=wanted).scan_id


def look_ahead(services: Services, actor: str, **wanted: object) -> str | None:
    found = get_ahead(services, actor=actor, wanted=Wanted(**wanted))  # type: ignore[arg-type]
    return found[0] if found else None


def test_a_promise_counts_from_when_the_paper_came_in(desk: Desk, clock: Clock) -> None:
    desk.publish(PROMISE)
    scan_id = desk.take_in().scan_id
    came_in = clock()
    clock.advance(minutes=7)
    desk.read(scan_id, slip_result("review"))

    due_at = desk.scan(scan_id).due_at

    assert due_at is not None
    assert (due_at - came_in).total_seconds() == 3600


def test_a_form_without_a_promise_is_never_due(desk: Desk) -> None:
    desk.publish()
    assert desk.scan(to_review(desk, "1")).due_at is None


def test_what_is_due_soon_goes_before_what_is_urgent(desk: Desk, services: Services, clock: Clock) -> None:
    desk.publish(PROMISE)
    first = to_review(desk, "first")
    clock.advance(minutes=10)
    second = to_review(desk, "second")
    unknown = unnamed(desk, "of no form yet")
    urgent = to_review(desk, "urgent", "urgent")
    clock.advance(minutes=40)  # the first is due in ten minutes, the second in twenty

    taken = [take_next(services, f"user:{number}") for number in range(4)]

    assert taken == [first, urgent, second, unknown]


def test_a_promise_that_is_far_away_changes_nothing(desk: Desk, services: Services) -> None:
    desk.publish(PROMISE)
    old = unnamed(desk, "old")
    to_review(desk, "promised")

    assert take_next(services, "user:1") == old


def test_of_two_that_are_overdue_the_older_promise_goes_first(desk: Desk, services: Services, clock: Clock) -> None:
    desk.publish(PROMISE)
    older = to_review(desk, "1", "bulk")
    clock.advance(minutes=1)
    newer = to_review(desk, "2", "urgent")
    clock.advance(hours=3)

    assert [take_next(services, "user:1"), take_next(services, "user:2")] == [older, newer]


def test_a_person_may_work_on_one_form_only(desk: Desk, services: Services) -> None:
    slip, unknown = to_review(desk, "1"), unnamed(desk, "2")

    assert take_next(services, "user:1", Wanted(unnamed=True)) == unknown
    assert take_next(services, "user:2", Wanted(template="slip")) == slip
    with pytest.raises(NothingToReview):
        take_next(services, "user:3", Wanted(template="other"))


def test_the_queue_tells_what_waits_by_form(desk: Desk, services: Services, clock: Clock) -> None:
    desk.publish(PROMISE)
    begun = clock()
    to_review(desk, "1")
    clock.advance(minutes=50)
    to_review(desk, "2", "urgent")
    claim_scan(services, actor="user:2", scan_id=to_review(desk, "3"), minutes=60)
    unnamed(desk, "4")

    queue = show_queue(services, actor="user:1")
    slip, unknown = queue.forms

    assert (queue.waiting, queue.handed) == (3, 0)
    assert (slip.template, slip.waiting, slip.in_hand, slip.urgent) == ("slip", 2, 1, 1)
    assert (slip.overdue, slip.near, slip.oldest) == (0, 1, begun)
    assert (unknown.template, unknown.waiting, unknown.due_at) == (None, 1, None)
    clock.advance(minutes=15)
    assert (show_queue(services, actor="user:1").forms[0].overdue, slip.due_at) == (1, begun.replace(hour=9))


def test_an_empty_queue_is_empty(services: Services) -> None:
    queue = show_queue(services, actor="user:1")
    assert (queue.forms, queue.waiting, queue.handed) == ((), 0, 0)


def test_looking_ahead_tells_the_form_after_the_one_in_hand_and_claims_nothing(desk: Desk, services: Services) -> None:
    mine, next_one = to_review(desk, "1"), to_review(desk, "2")
    claim_scan(services, actor="user:1", scan_id=mine, minutes=10)

    assert look_ahead(services, "user:1") == next_one
    assert desk.scan(next_one).reviewer is None
    assert take_next(services, "user:2") == next_one
    assert look_ahead(services, "user:1") is None


def test_two_who_look_ahead_see_two_forms_while_there_are_two(desk: Desk, services: Services, clock: Clock) -> None:
    first, second = to_review(desk, "1"), to_review(desk, "2")

    assert look_ahead(services, "user:1") == first
    assert look_ahead(services, "user:2") == second
    assert look_ahead(services, "user:1") == first
    assert look_ahead(services, "user:3") == first
    clock.advance(seconds=AHEAD_SECONDS)
    assert look_ahead(services, "user:2") == first


def test_whoever_looks_at_another_form_leaves_the_one_before(desk: Desk, services: Services) -> None:
    first, second = to_review(desk, "1"), to_review(desk, "2")
    look_ahead(services, "user:1")

    assert look_ahead(services, "user:1", skip=[first]) == second
    assert look_ahead(services, "user:2") == first


def test_many_look_ahead_and_claim_at_once_and_each_gets_a_form_of_his_own(desk: Desk, services: Services) -> None:
    scans = {to_review(desk, str(number)) for number in range(6)}
    start = threading.Barrier(3)
    taken: list[str] = []

    def work(actor: str) -> None:
        start.wait()
        for _ in range(2):
            seen = look_ahead(services, actor)
            assert seen is not None
            try:
                taken.append(claim_scan(services, actor=actor, scan_id=seen, minutes=10).scan_id)
            except Exception:
                taken.append(take_next(services, actor))
            # As after accepting: nothing is in hand any more.
            actor += "+"

    threads = [threading.Thread(target=work, args=(f"user:{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(scans)
