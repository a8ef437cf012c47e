"""The random audit: which forms are drawn, who may check them, what is found, what becomes of an error."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from ocr_service.records.calibration import FieldOutcome
from ocr_service.records.checking import AuditCheck, AuditedField
from ocr_service.records.deliveries import Delivery
from ocr_service.records.states import ScanState
from ocr_service.usecases.auditing.check_blind import AuditResult, settle_differences, submit_typed
from ocr_service.usecases.auditing.claim_audit import AuditTask, claim_audit, count_audits, release_audit
from ocr_service.usecases.auditing.measure_errors import measure_errors
from ocr_service.usecases.checking.group_cells import CellGroup, claim_cells
from ocr_service.usecases.checking.undo_grid import undo_grid
from ocr_service.usecases.checking.verify_cells import SeenCell, verify_cells
from ocr_service.usecases.delivering.claim_delivery import claim_delivery
from ocr_service.usecases.errors import AuditGone, FieldsUnchecked, FieldValueInvalid, LeaseLost
from ocr_service.usecases.following.forget_old import forget_old
from ocr_service.usecases.following.show_history import show_history
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review, reopen_scan
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import SLIP, Desk, slip_result

ALL = SLIP.replace("title:", "audit_share: 1.0\ntitle:")
PAPER: dict[str, Any] = {
    "number": "S001",
    "total": "30",
    "note": None,
    "items[0].goods": "纸箱",
    "items[0].price": "10",
    "items[1].goods": "胶带",
    "items[1].price": "20.00",
}


@pytest.fixture(autouse=True)
def _published(desk: Desk) -> None:
    desk.publish(ALL)
    desk.add_receiver()


def claim(services: Services, actor: str) -> AuditTask:
    task = claim_audit(services, actor=actor, minutes=10)
    assert task is not None
    return task


def type_paper(services: Services, actor: str, **paper: Any) -> AuditResult:
    task = claim(services, actor)
    return submit_typed(services, actor=actor, check_id=task.id, entered={**PAPER, **paper})


def find_error(services: Services, actor: str, path: str, right: str) -> AuditResult:
    """`actor` types the paper, and stays by what he typed where it differs."""
    task = claim(services, actor)
    submit_typed(services, actor=actor, check_id=task.id, entered={**PAPER, path: right})
    return settle_differences(services, actor=actor, check_id=task.id, entered={path: right})


def test_all_or_none_are_drawn_at_the_ends_of_the_scale_and_the_share_between(desk: Desk, services: Services) -> None:
    desk.publish(SLIP.replace("version: 1", "version: 2").replace("title:", "audit_share: 0.25\ntitle:"))
    second = slip_result().model_copy(update={"template_version": 2})
    for number in range(60):
        desk.read(desk.take_in(str(number).encode()).scan_id, second)
    with services.database() as session:
        drawn = session.scalar(select(func.count()).select_from(AuditCheck)) or 0
    # 60 at 0.25: outside of this once in a hundred thousand runs.
    assert 2 <= drawn <= 32
    desk.accepted(b"all")
    assert count_audits(services, actor="user:1") == drawn + 1


def test_it_is_noted_who_had_accepted_it(desk: Desk, services: Services) -> None:
    desk.accepted()
    by_person = desk.in_review()
    claim_scan(services, actor="user:1", scan_id=by_person, minutes=10)
    accept_review(services, actor="user:1", scan_id=by_person, confirmed=["total"])
    with services.database() as session:
        accepted_by = session.scalars(select(AuditCheck.accepted_by).order_by(AuditCheck.id)).all()
    assert accepted_by == ["system", "user:1"]


def test_it_is_typed_without_any_reading_and_by_somebody_who_does_not_know_it(desk: Desk, services: Services) -> None:
    scan_id = desk.in_review()
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    assert claim_audit(services, actor="user:1", minutes=10) is None
    task = claim(services, "user:2")
    assert [(field.path, field.between) for field in task.fields] == [(path, ()) for path in PAPER]
    assert count_audits(services, actor="user:3") == 0


def test_a_form_without_errors_is_done_at_once_and_teaches(desk: Desk, services: Services) -> None:
    scan_id = desk.accepted()
    result = type_paper(services, "user:1")
    assert (result.differences, result.checked, result.errors, result.corrected) == ((), 7, (), None)
    with services.database() as session:
        outcomes = session.scalars(select(FieldOutcome.right).filter_by(scan_id=scan_id)).all()
    assert outcomes == [True] * 7
    assert claim_audit(services, actor="user:2", minutes=10) is None
    assert show_history(services, scan_id=scan_id)[-1].action == "audit.checked"


def test_a_difference_is_decided_with_both_values_in_sight(desk: Desk, services: Services) -> None:
    desk.accepted()
    task = claim(services, "user:1")
    result = submit_typed(services, actor="user:1", check_id=task.id, entered={**PAPER, "number": "S007"})
    [difference] = result.differences
    assert (difference.path, {one.text for one in difference.between}) == ("number", {"S001", "S007"})
    with pytest.raises(FieldsUnchecked):
        settle_differences(services, actor="user:1", check_id=task.id, entered={})
    done = settle_differences(services, actor="user:1", check_id=task.id, entered={"number": "S001"})
    assert (done.errors, done.corrected) == ((), None)


def test_an_error_is_corrected_and_goes_out_as_a_new_version(desk: Desk, services: Services) -> None:
    scan_id = desk.accepted()
    done = find_error(services, "user:1", "number", "S007")
    assert ([(one.path, one.accepted, one.right) for one in done.errors], done.corrected) == (
        [("number", "S001", "S007")],
        True,
    )
    scan = desk.scan(scan_id)
    assert (scan.state, scan.result_version, scan.accepted_by) == (ScanState.ACCEPTED, 2, "user:1")
    assert [(one.result_version, one.state) for one in desk.deliveries(scan_id)] == [(1, "cancelled"), (2, "waiting")]
    assert "S007" in desk.deliveries(scan_id)[1].payload
    with services.database() as session:
        outcomes = dict(session.execute(select(FieldOutcome.path, FieldOutcome.right)).tuples().all())
    assert (outcomes["number"], outcomes["total"]) == (False, True)
    assert claim_audit(services, actor="user:2", minutes=10) is None


def test_what_the_receivers_have_already_is_told_and_not_changed(desk: Desk, services: Services) -> None:
    scan_id = desk.accepted()
    [delivery] = desk.deliveries(scan_id)
    assert claim_delivery(services, delivery.id, lease=timedelta(minutes=1)) is not None
    done = find_error(services, "user:1", "number", "S007")
    assert (len(done.errors), done.corrected) == (1, False)
    scan = desk.scan(scan_id)
    assert (scan.state, scan.result_version) == (ScanState.DELIVERING, 1)
    assert [field.value for field in scan.fields if field.path == "number"] == ["S001"]
    assert [entry.path for entry in desk.audit(scan_id) if entry.action == "audit.error_found"] == ["number"]


def test_a_correction_that_breaks_a_rule_goes_to_the_desk(desk: Desk, services: Services) -> None:
    scan_id = desk.accepted()
    done = find_error(services, "user:1", "total", "36.00")
    assert done.corrected is True
    scan = desk.scan(scan_id)
    assert (scan.state, scan.reasons[0]["code"]) == (ScanState.NEEDS_REVIEW, "audit_found_error")
    assert desk.deliveries(scan_id)[0].state == "cancelled"


def test_what_is_missing_or_no_value_is_said_and_nothing_kept(desk: Desk, services: Services) -> None:
    desk.accepted()
    task = claim(services, "user:1")
    with pytest.raises(FieldsUnchecked) as refused:
        submit_typed(services, actor="user:1", check_id=task.id, entered={"number": "S001"})
    assert "total" in refused.value.params["paths"]
    with pytest.raises(FieldValueInvalid):
        submit_typed(services, actor="user:1", check_id=task.id, entered={**PAPER, "total": "much"})
    with services.database() as session:
        assert session.scalar(select(func.count()).select_from(AuditedField)) == 0


def test_a_claim_returns_by_itself_and_can_be_put_back(desk: Desk, services: Services, clock: Clock) -> None:
    desk.accepted()
    task = claim(services, "user:1")
    assert claim_audit(services, actor="user:2", minutes=10) is None
    assert claim(services, "user:1").id == task.id
    clock.advance(minutes=11)
    assert claim(services, "user:2").id == task.id
    with pytest.raises(LeaseLost):
        submit_typed(services, actor="user:1", check_id=task.id, entered=PAPER)
    # A page that was left before says so late.
    release_audit(services, actor="user:2", check_id=task.id, until=task.until)
    assert claim_audit(services, actor="user:3", minutes=10) is None
    release_audit(services, actor="user:2", check_id=task.id)
    assert claim(services, "user:3").id == task.id


def test_what_one_left_undecided_another_decides(desk: Desk, services: Services, clock: Clock) -> None:
    desk.accepted()
    task = claim(services, "user:1")
    submit_typed(services, actor="user:1", check_id=task.id, entered={**PAPER, "number": "S007"})
    clock.advance(minutes=11)
    again = claim(services, "user:2")
    assert [field.path for field in again.fields] == ["number"]
    done = settle_differences(services, actor="user:2", check_id=task.id, entered={"number": "S007"})
    assert len(done.errors) == 1


def test_a_result_that_was_taken_back_is_not_checked(desk: Desk, services: Services) -> None:
    scan_id = desk.accepted()
    task = claim(services, "user:1")
    reopen_scan(services, actor="user:9", scan_id=scan_id)
    with pytest.raises(AuditGone):
        submit_typed(services, actor="user:1", check_id=task.id, entered=PAPER)
    assert claim_audit(services, actor="user:2", minutes=10) is None
    claim_scan(services, actor="user:9", scan_id=scan_id, minutes=10)
    accept_review(services, actor="user:9", scan_id=scan_id)
    # Accepting again gets nobody out of it.
    assert claim(services, "user:1").id != task.id


def test_errors_are_measured_by_form_and_field_beside_what_is_promised(
    desk: Desk, services: Services, clock: Clock
) -> None:
    for number in range(3):
        desk.accepted(str(number).encode())
        type_paper(services, "user:1")
    clock.advance(days=10)
    later = services.now()
    desk.accepted(b"wrong")
    find_error(services, "user:1", "number", "S007")
    desk.accepted(b"waits")
    [form] = measure_errors(services)
    assert (form.template, form.promised, form.share, form.checked, form.waiting) == ("slip", 0.001, 1.0, 4, 1)
    assert (form.machine.forms, form.machine.checked, form.machine.wrong) == (4, 28, 1)
    assert form.machine.rate == pytest.approx(1 / 28)
    assert form.machine.low < 1 / 28 < form.machine.high
    by_field = {one.field: one for one in form.fields}
    assert (by_field["number"].machine.wrong, by_field["number"].machine.checked) == (1, 4)
    assert (by_field["items.price"].machine.wrong, by_field["items.price"].machine.checked) == (0, 8)
    assert by_field["number"].person.checked == 0
    [recent] = measure_errors(services, since=later)
    assert (recent.checked, recent.machine.checked) == (1, 7)
    assert measure_errors(services, template="other") == ()


def test_what_was_found_outlives_the_scan_and_nothing_else(desk: Desk, services: Services, clock: Clock) -> None:
    desk.accepted(b"checked")
    type_paper(services, "user:1")
    desk.accepted(b"unchecked")
    with services.database.begin() as session:
        session.execute(update(Delivery).values(state="delivered"))
    clock.advance(days=40)
    assert forget_old(services, keep_days=30).scans == 2
    [form] = measure_errors(services)
    assert (form.checked, form.waiting, form.machine.checked) == (1, 0, 7)
    with services.database() as session:
        assert session.scalar(select(func.count()).select_from(AuditCheck)) == 1


def test_what_people_vouched_for_is_measured_apart(desk: Desk, services: Services) -> None:
    scan_id = desk.in_review()
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    accept_review(services, actor="user:1", scan_id=scan_id, confirmed=["total"])
    type_paper(services, "user:2")
    [form] = measure_errors(services)
    assert (form.machine.checked, form.person.checked) == (6, 1)


def test_a_form_that_is_being_audited_is_not_taken_back_with_its_grid(desk: Desk, services: Services) -> None:
    scans = [desk.in_review(number=f"S00{number}") for number in (1, 2)]
    claim_cells(services, actor="user:1", group=CellGroup(template="slip", field="total"), minutes=10)
    cells = [SeenCell(scan_id=scan, path="total", text="30.00") for scan in scans]
    grid = verify_cells(services, actor="user:1", cells=cells).grid
    audited = claim(services, "user:2").scan_id
    undone = undo_grid(services, actor="user:1", grid=grid)
    assert undone == {scan: "worked_on" if scan == audited else "undone" for scan in scans}
    assert desk.scan(audited).state == ScanState.ACCEPTED
