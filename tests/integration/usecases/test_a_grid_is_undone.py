"""A confirmed grid is taken back: every form as it was, but for those that somebody has gone on with."""

import pytest

from ocr_service.records.deliveries import Delivery
from ocr_service.records.states import ScanState
from ocr_service.usecases.checking.group_cells import CellGroup, claim_cells
from ocr_service.usecases.checking.undo_grid import NoGridToUndo, undo_grid
from ocr_service.usecases.checking.verify_cells import SeenCell, verify_cells
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk

Shown = dict[str, tuple[object, ...]]


@pytest.fixture(autouse=True)
def _published(desk: Desk) -> None:
    desk.publish()


def confirm(services: Services, *cells: SeenCell, actor: str = "user:1") -> str:
    """A grid of these cells; its identifier."""
    claim_cells(services, actor=actor, group=CellGroup(template="slip", field="total"), minutes=10)
    return verify_cells(services, actor=actor, cells=cells).grid


def total(scan_id: str, text: str = "30.00", **more: object) -> SeenCell:
    return SeenCell(scan_id=scan_id, path="total", text=text, **more)  # type: ignore[arg-type]


def shown(desk: Desk, scan_id: str) -> Shown:
    scan = desk.scan(scan_id)
    facts = (scan.state, scan.reasons, scan.accepted_at, scan.accepted_by, scan.reviewer)
    fields = {
        one.path: (one.value, one.text, one.decision, one.reasons, one.alternatives, one.corrected_by, one.corrected_at)
        for one in scan.fields
    }
    return {"": facts, **fields}


def test_confirmed_typed_and_marked_cells_are_doubtful_again(desk: Desk, services: Services, clock: Clock) -> None:
    desk.add_receiver()
    right, typed, wrong = desk.in_review(number="S001"), desk.in_review(total="36.00"), desk.in_review(number="S003")
    before = {scan: shown(desk, scan) for scan in (right, typed, wrong)}
    grid = confirm(services, total(right), total(typed, "36.00", wrong=True, typed="30"), total(wrong, wrong=True))
    assert [desk.scan(scan).state for scan in (right, typed)] == [ScanState.ACCEPTED] * 2
    clock.advance(minutes=1)
    assert undo_grid(services, actor="user:1", grid=grid) == dict.fromkeys((right, typed, wrong), "undone")
    assert {scan: shown(desk, scan) for scan in before} == before
    assert [row.state for row in desk.deliveries(right)] == ["cancelled"]
    assert (desk.audit(wrong)[-1].action, desk.audit(wrong)[-1].actor) == ("scan.grid_undone", "user:1")
    cells = claim_cells(services, actor="user:2", group=CellGroup(template="slip", field="total"), minutes=10).cells
    assert {cell.scan_id for cell in cells} == {right, typed, wrong}


def test_what_was_undone_is_confirmed_again_as_a_new_version(desk: Desk, services: Services, clock: Clock) -> None:
    scan_id = desk.in_review()
    undo_grid(services, actor="user:1", grid=confirm(services, total(scan_id)))
    clock.advance(minutes=1)
    confirm(services, total(scan_id))
    assert (desk.scan(scan_id).state, desk.scan(scan_id).result_version) == (ScanState.ACCEPTED, 2)


def test_a_form_that_somebody_has_changed_or_in_hand_stays(desk: Desk, services: Services, clock: Clock) -> None:
    changed, held, free = (desk.in_review(number=f"S00{number}") for number in (1, 2, 3))
    grid = confirm(services, *(total(scan, wrong=True) for scan in (changed, held, free)))
    clock.advance(minutes=1)
    claim_scan(services, actor="user:2", scan_id=changed, minutes=1)
    correct_fields(services, actor="user:2", scan_id=changed, corrections={"note": "seen"})
    clock.advance(minutes=2)
    claim_scan(services, actor="user:2", scan_id=held, minutes=10)
    before = shown(desk, changed)
    assert undo_grid(services, actor="user:1", grid=grid) == {changed: "worked_on", held: "worked_on", free: "undone"}
    assert shown(desk, changed) == before


def test_what_is_being_sent_stays_accepted(desk: Desk, services: Services, clock: Clock) -> None:
    desk.add_receiver()
    scan_id = desk.in_review()
    grid = confirm(services, total(scan_id))
    with services.database.begin() as session:
        session.query(Delivery).update({"first_try_at": clock.time})
    assert undo_grid(services, actor="user:1", grid=grid) == {scan_id: "sent"}
    assert desk.scan(scan_id).state == ScanState.ACCEPTED
    assert desk.scan(scan_id).accepted_by == "user:1"


def test_only_the_persons_own_latest_grid_once(desk: Desk, services: Services) -> None:
    first = confirm(services, total(desk.in_review(number="S001")))
    second = confirm(services, total(desk.in_review(number="S002")))
    for actor, grid in (("user:1", first), ("user:2", second)):
        with pytest.raises(NoGridToUndo):
            undo_grid(services, actor=actor, grid=grid)
    undo_grid(services, actor="user:1", grid=second)
    with pytest.raises(NoGridToUndo):
        undo_grid(services, actor="user:1", grid=second)
