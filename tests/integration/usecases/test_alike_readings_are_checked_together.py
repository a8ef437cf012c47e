"""Many doubtful readings in one grid: the unmarked ones are confirmed, the marked ones stay, nobody gets another's."""

import threading
from datetime import timedelta

import pytest

from ocr_service.forms.result import FormResult, Reason
from ocr_service.records.states import ScanState
from ocr_service.usecases.checking.group_cells import (
    CellGroup,
    claim_cells,
    count_groups,
    release_cells,
    renew_cells,
)
from ocr_service.usecases.checking.verify_cells import SeenCell, VerifiedCells, verify_cells
from ocr_service.usecases.errors import NothingToReview, ReviewedByOther
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.review_scan import claim_next, claim_scan
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk, slip_result

TOTALS = CellGroup(template="slip", field="total")


@pytest.fixture(autouse=True)
def _published(desk: Desk) -> None:
    desk.publish()


def claim(services: Services, actor: str, group: CellGroup = TOTALS) -> list[str]:
    return [cell.scan_id for cell in claim_cells(services, actor=actor, group=group, minutes=10).cells]


def verify(services: Services, actor: str, *cells: SeenCell) -> VerifiedCells:
    return verify_cells(services, actor=actor, cells=cells)


def total(scan_id: str, text: str = "30.00", **more: object) -> SeenCell:
    return SeenCell(scan_id=scan_id, path="total", text=text, **more)  # type: ignore[arg-type]


def two_doubts(**values: object) -> FormResult:
    """A slip whose number is doubtful too, at the character 3."""
    result = slip_result("review", **values)
    why = (Reason(code="doubt_character", params={"character": "3"}),)
    number, *rest = result.fields
    doubted = number.model_copy(update={"decision": "review", "reasons": why})
    return result.model_copy(update={"fields": (doubted, *rest)})


def test_groups_are_by_field_by_value_and_by_the_character_in_doubt(desk: Desk, services: Services) -> None:
    for content in (b"1", b"2", b"3"):
        desk.read(desk.take_in(content).scan_id, two_doubts(number="S003"))
    desk.in_review(total="12.00")
    groups = count_groups(services, actor="user:1")
    assert [(one.group.field, one.cells, one.forms) for one in groups.by_field] == [("total", 4, 4), ("number", 3, 3)]
    assert [(one.group.text, one.cells) for one in groups.by_value] == [("S003", 3), ("30.00", 3)]
    assert [(one.group.character, one.cells) for one in groups.by_character] == [("3", 3)]
    assert len(claim(services, "user:1", CellGroup(character="3"))) == 3
    assert len(claim(services, "user:1", CellGroup(text="30.00"))) == 3


def test_the_unmarked_are_confirmed_and_forms_without_doubts_left_are_accepted(desk: Desk, services: Services) -> None:
    desk.add_receiver()
    right, wrong = desk.in_review(number="S001"), desk.in_review(number="S002")
    claim(services, "user:1")
    done = verify(services, "user:1", total(right), total(wrong, wrong=True))
    assert done.outcomes == {(right, "total"): "confirmed", (wrong, "total"): "left"}
    assert done.accepted == (right,)
    accepted = desk.scan(right)
    assert (accepted.state, accepted.accepted_by, accepted.result_version) == (ScanState.ACCEPTED, "user:1", 1)
    assert [(row.action, row.actor, row.path) for row in desk.audit(right)][-2:] == [
        ("field.confirmed", "user:1", "total"),
        ("scan.accepted", "user:1", None),
    ]
    assert [row.state for row in desk.deliveries(right)] == ["waiting"]
    left = desk.scan(wrong)
    assert (left.state, left.reviewer) == (ScanState.NEEDS_REVIEW, None)
    assert [field.path for field in left.fields if field.decision == "review"] == ["total"]
    assert ("field.marked_wrong", "total") in [(row.action, row.path) for row in desk.audit(wrong)]
    assert claim(services, "user:2") == []


def test_a_marked_one_may_be_typed_at_once(desk: Desk, services: Services) -> None:
    scan_id = desk.in_review(total="36.00")
    claim(services, "user:1")
    done = verify(services, "user:1", total(scan_id, "36.00", wrong=True, typed="30"))
    assert (done.outcomes[scan_id, "total"], done.accepted) == ("corrected", (scan_id,))
    field = next(field for field in desk.scan(scan_id).fields if field.path == "total")
    assert (field.value, field.read_value, field.corrected_by) == ("30.00", "36.00", "user:1")


def test_what_is_no_value_changes_nothing(desk: Desk, services: Services) -> None:
    scan_id = desk.in_review()
    claim(services, "user:1")
    done = verify(services, "user:1", total(scan_id, wrong=True, typed="much"))
    assert (done.outcomes[scan_id, "total"], done.accepted) == ("invalid", ())


def test_a_form_with_another_doubt_waits_for_it(desk: Desk, services: Services) -> None:
    scan_id = desk.take_in().scan_id
    desk.read(scan_id, two_doubts())
    claim(services, "user:1")
    assert verify(services, "user:1", total(scan_id)).accepted == ()
    claim(services, "user:2", CellGroup(template="slip", field="number"))
    done = verify(services, "user:2", SeenCell(scan_id=scan_id, path="number", text="S001"))
    assert done.accepted == (scan_id,)


def test_what_a_rule_speaks_against_is_left_to_the_desk(desk: Desk, services: Services) -> None:
    scan_id = desk.in_review(total="31.00")
    claim(services, "user:1")
    done = verify(services, "user:1", total(scan_id, "31.00"))
    assert (done.outcomes[scan_id, "total"], done.accepted) == ("left", ())
    assert claim(services, "user:2") == []


def test_a_form_that_wants_a_look_as_a_whole_is_not_accepted_by_a_cell(desk: Desk, services: Services) -> None:
    scan_id = desk.take_in().scan_id
    desk.read(scan_id, slip_result("review").model_copy(update={"reasons": (Reason(code="document_repeated"),)}))
    claim(services, "user:1")
    done = verify(services, "user:1", total(scan_id))
    assert (done.outcomes[scan_id, "total"], done.accepted) == ("confirmed", ())
    assert desk.scan(scan_id).state == ScanState.NEEDS_REVIEW


def test_nobody_gets_anothers_cell_and_the_desk_does_not_either(desk: Desk, services: Services, clock: Clock) -> None:
    scan_id = desk.in_review()
    assert claim(services, "user:1") == [scan_id]
    assert claim(services, "user:2") == []
    assert count_groups(services, actor="user:2").by_field == ()
    with pytest.raises(NothingToReview):
        claim_next(services, actor="user:2", minutes=10)
    clock.advance(minutes=11)
    assert claim(services, "user:2") == [scan_id]
    assert verify(services, "user:1", total(scan_id)).outcomes == {(scan_id, "total"): "lost"}


def test_a_form_on_a_desk_is_in_no_grid(desk: Desk, services: Services) -> None:
    claim_scan(services, actor="user:2", scan_id=desk.in_review(), minutes=10)
    assert claim(services, "user:1") == []


def test_two_who_ask_at_once_share_the_cells(desk: Desk, services: Services) -> None:
    scans = {desk.in_review(number=f"S00{number}") for number in range(6)}
    start = threading.Barrier(2)
    taken: dict[str, list[str]] = {}

    def take(actor: str) -> None:
        start.wait()
        batch = claim_cells(services, actor=actor, group=TOTALS, minutes=10, limit=3)
        taken[actor] = [cell.scan_id for cell in batch.cells]

    threads = [threading.Thread(target=take, args=(f"user:{number}",)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    both = [*taken["user:1"], *taken["user:2"]]
    assert len(both) == len(set(both))
    assert set(both) <= scans
    assert both != []


def test_claims_are_prolonged_and_put_back(desk: Desk, services: Services, clock: Clock) -> None:
    one, other = desk.in_review(number="S001"), desk.in_review(number="S002")
    claim(services, "user:1")
    clock.advance(minutes=9)
    until, kept = renew_cells(services, actor="user:1", scan_ids=[one, other, "scan_none"], minutes=10)
    assert (until, kept) == (desk.scan(one).review_until, [one, other])
    # A page that was left before says so late.
    release_cells(services, actor="user:1", scan_ids=[one], until=until - timedelta(seconds=1))
    assert claim(services, "user:2") == []
    release_cells(services, actor="user:1", scan_ids=[one], until=until)
    assert claim(services, "user:2") == [one]
    with pytest.raises(ReviewedByOther):
        claim_scan(services, actor="user:2", scan_id=other, minutes=10)


def test_what_was_changed_meanwhile_is_not_confirmed(desk: Desk, services: Services) -> None:
    scan_id = desk.in_review()
    claim(services, "user:1")
    assert verify(services, "user:1", total(scan_id, "39.00")).outcomes == {(scan_id, "total"): "changed"}
    assert verify(services, "user:1", total("scan_none")).outcomes == {("scan_none", "total"): "lost"}
