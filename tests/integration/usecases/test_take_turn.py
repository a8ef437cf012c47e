"""Accepting one form and claiming the next is one act: both or nothing, and nobody gets another's form by it."""

import pytest
from sqlalchemy import event

from ocr_service.records.states import ScanState
from ocr_service.usecases.errors import FieldsUnchecked, ScanStateConflict
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review
from ocr_service.usecases.reviewing.queue_order import Wanted
from ocr_service.usecases.reviewing.review_scan import claim_scan
from ocr_service.usecases.reviewing.take_turn import Turn, take_turn
from tests.integration.usecases.conftest import Desk


@pytest.fixture(autouse=True)
def _published(desk: Desk) -> None:
    desk.publish()


def turn(services: Services, scan_id: str, *, ready: str | None = None, wanted: Wanted | None = None) -> Turn:
    return take_turn(
        services,
        actor="user:1",
        scan_id=scan_id,
        confirmed=["total"],
        minutes=10,
        wanted=wanted or Wanted(),
        ready=ready,
    )


def next_id(turn: Turn) -> str | None:
    return None if turn.next is None else turn.next.summary.id


def forms(desk: Desk, services: Services, count: int) -> list[str]:
    """So many forms in review, oldest first; the first one is in hand."""
    scans = [desk.in_review(number=f"S00{number}") for number in range(count)]
    claim_scan(services, actor="user:1", scan_id=scans[0], minutes=10)
    return scans


def test_the_next_form_is_in_hand_when_the_first_is_accepted(desk: Desk, services: Services) -> None:
    done, following, _ = forms(desk, services, 3)
    taken = turn(services, done)
    assert (taken.state, next_id(taken)) == (ScanState.ACCEPTED, following)
    assert (desk.scan(done).state, desk.scan(following).reviewer) == (ScanState.ACCEPTED, "user:1")
    assert taken.next is not None
    assert taken.next.summary.review_until == desk.scan(following).review_until


def test_what_was_got_ready_comes_first_unless_somebody_has_it(desk: Desk, services: Services) -> None:
    first, second, third, fourth = forms(desk, services, 4)
    assert next_id(turn(services, first, ready=third)) == third
    claim_scan(services, actor="user:2", scan_id=fourth, minutes=10)
    assert next_id(turn(services, third, ready=fourth)) == second
    assert desk.scan(fourth).reviewer == "user:2"


def test_where_nothing_else_is_wanted_the_form_is_accepted_all_the_same(desk: Desk, services: Services) -> None:
    done, skipped = forms(desk, services, 2)
    assert next_id(turn(services, done, wanted=Wanted(skip=[skipped]))) is None
    assert desk.scan(done).state == ScanState.ACCEPTED
    assert desk.scan(skipped).reviewer is None


def test_a_refused_form_stays_in_hand_and_no_other_is_claimed(desk: Desk, services: Services) -> None:
    done, following = forms(desk, services, 2)
    with pytest.raises(FieldsUnchecked):
        take_turn(services, actor="user:1", scan_id=done, confirmed=[], minutes=10, wanted=Wanted())
    assert (desk.scan(done).reviewer, desk.scan(following).reviewer) == ("user:1", None)


def test_a_turn_is_written_in_one_transaction(desk: Desk, services: Services) -> None:
    done, _ = forms(desk, services, 2)
    with services.database.begin() as session:
        engine = session.get_bind()
    commits: list[object] = []
    event.listen(engine, "commit", lambda connection: commits.append(connection))
    turn(services, done)
    assert len(commits) == 1


def test_a_turn_that_was_not_heard_of_is_taken_again_without_accepting_twice(desk: Desk, services: Services) -> None:
    done, following, _ = forms(desk, services, 3)
    turn(services, done, ready=following)
    again = turn(services, done, ready=following)
    assert (again.state, next_id(again)) == (ScanState.ACCEPTED, following)
    assert desk.scan(done).result_version == 1


def test_what_somebody_else_accepted_is_no_turn(desk: Desk, services: Services) -> None:
    done, following = forms(desk, services, 2)
    accept_review(services, actor="user:1", scan_id=done, confirmed=["total"])
    with pytest.raises(ScanStateConflict):
        take_turn(services, actor="user:2", scan_id=done, confirmed=[], minutes=10, wanted=Wanted())
    assert desk.scan(following).reviewer is None
