"""Two people never work on the same form."""

import threading

import pytest

from ocr_service.usecases.errors import (
    LeaseLost,
    NothingToReview,
    ReviewedByOther,
    ScanNotFound,
    ScanStateConflict,
)
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.queue_order import Wanted
from ocr_service.usecases.reviewing.review_scan import claim_next, claim_scan, release_scan, renew_claim
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk, slip_result


def needs_review(desk: Desk, content: bytes, lane: str = "normal") -> str:
    scan_id = desk.take_in(content, lane=lane).scan_id
    desk.read(scan_id, slip_result("review"))
    return scan_id


def take_next(services: Services, actor: str) -> str:
    return claim_next(services, actor=actor, minutes=10).scan_id


def test_urgent_forms_come_first_then_the_oldest(desk: Desk, services: Services) -> None:
    scans = {lane: needs_review(desk, lane.encode(), lane) for lane in ("bulk", "normal", "urgent")}
    later = needs_review(desk, b"later")
    taken = [take_next(services, f"user:{number}") for number in range(4)]
    assert taken == [scans["urgent"], scans["normal"], later, scans["bulk"]]
    with pytest.raises(NothingToReview):
        take_next(services, "user:5")


def test_skipped_forms_are_left_to_others(desk: Desk, services: Services) -> None:
    skipped, other = needs_review(desk, b"1"), needs_review(desk, b"2")
    assert claim_next(services, actor="user:1", minutes=10, wanted=Wanted(skip=[skipped])).scan_id == other
    assert take_next(services, "user:2") == skipped


def test_the_form_in_hand_is_given_again(desk: Desk, services: Services) -> None:
    needs_review(desk, b"1")
    mine = needs_review(desk, b"2")
    claim_scan(services, actor="user:1", scan_id=mine, minutes=10)
    assert take_next(services, "user:1") == mine


def test_many_people_ask_at_once_and_each_gets_another_form(desk: Desk, services: Services) -> None:
    scans = {needs_review(desk, bytes([number])) for number in range(4)}
    start = threading.Barrier(4)
    taken: list[str] = []

    def take(actor: str) -> None:
        start.wait()
        taken.append(take_next(services, actor))

    threads = [threading.Thread(target=take, args=(f"user:{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(scans)


def test_a_form_in_other_hands_cannot_be_claimed(desk: Desk, services: Services) -> None:
    scan_id = needs_review(desk, b"1")
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    with pytest.raises(ReviewedByOther) as refused:
        claim_scan(services, actor="user:2", scan_id=scan_id, minutes=10)
    assert refused.value.params == {"reviewer": "user:1", "until": "2026-03-02T08:10:00+00:00"}


def test_a_claim_that_ran_out_lets_others_in(desk: Desk, services: Services, clock: Clock) -> None:
    scan_id = needs_review(desk, b"1")
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    clock.advance(minutes=10)
    assert take_next(services, "user:2") == scan_id
    with pytest.raises(ReviewedByOther):
        renew_claim(services, actor="user:1", scan_id=scan_id, minutes=10)


def test_a_renewed_claim_keeps_others_out(desk: Desk, services: Services, clock: Clock) -> None:
    scan_id = needs_review(desk, b"1")
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    clock.advance(minutes=9)
    renew_claim(services, actor="user:1", scan_id=scan_id, minutes=10)
    clock.advance(minutes=9)
    with pytest.raises(NothingToReview):
        take_next(services, "user:2")


def test_a_released_form_is_free_for_others(desk: Desk, services: Services) -> None:
    scan_id = needs_review(desk, b"1")
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    release_scan(services, actor="user:2", scan_id=scan_id)  # not his: nothing happens
    with pytest.raises(NothingToReview):
        take_next(services, "user:2")
    release_scan(services, actor="user:1", scan_id=scan_id)
    assert take_next(services, "user:2") == scan_id


def test_only_a_claimed_form_can_be_renewed(desk: Desk, services: Services) -> None:
    scan_id = needs_review(desk, b"1")
    with pytest.raises(LeaseLost):
        renew_claim(services, actor="user:1", scan_id=scan_id, minutes=10)
    with pytest.raises(ScanNotFound):
        renew_claim(services, actor="user:1", scan_id="scan_nowhere", minutes=10)


def test_only_what_waits_for_a_person_can_be_claimed(desk: Desk, services: Services) -> None:
    with pytest.raises(ScanStateConflict):
        claim_scan(services, actor="user:1", scan_id=desk.accepted(), minutes=10)


def test_a_form_without_a_template_waits_for_a_person_too(desk: Desk, services: Services) -> None:
    scan_id = desk.take_in().scan_id
    desk.read(scan_id, slip_result("needs-template"))
    claim = claim_next(services, actor="user:1", minutes=10)
    assert (claim.scan_id, claim.state) == (scan_id, "needs_template")
