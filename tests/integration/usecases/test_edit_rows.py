"""Rows of a table are added, deleted, moved and filled in one act; what was read goes along, and all can be undone."""

from typing import Any

import pytest

from ocr_service.forms.result import Reason
from ocr_service.records.calibration import FieldOutcome
from ocr_service.usecases.errors import FieldNotFound, FieldValueInvalid, LeaseLost
from ocr_service.usecases.following.find_scans import ScanDetail, show_scan
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import reprocess_scan
from ocr_service.usecases.reviewing.check_draft import CheckedDraft, check_draft
from ocr_service.usecases.reviewing.close_review import accept_review
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.desk_errors import NoTableEdit, RowsChanged, TableNotFound
from ocr_service.usecases.reviewing.edit_rows import GivenRow, edit_rows, undo_rows
from ocr_service.usecases.reviewing.kept_rows import UNDOABLE
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.usecases.conftest import Desk, slip_result

KEPT = [GivenRow(was=0, values={}), GivenRow(was=1, values={})]


@pytest.fixture
def slip(desk: Desk, services: Services) -> str:
    """In the hands of user:1; 10.00 for 纸箱 and 20.00 for 胶带 make 30.00, and the total is doubtful."""
    desk.publish()
    return in_hand(desk, services)


def in_hand(desk: Desk, services: Services, **values: str) -> str:
    scan_id = desk.in_review(**values)
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    return scan_id


def row(was: int | None = None, **values: Any) -> GivenRow:
    return GivenRow(was=was, values=values)


def edit(services: Services, scan_id: str, *rows: GivenRow) -> ScanDetail:
    return edit_rows(services, actor="user:1", scan_id=scan_id, table="items", rows=rows)


def undo(services: Services, scan_id: str) -> ScanDetail:
    return undo_rows(services, actor="user:1", scan_id=scan_id, table="items")


def check(services: Services, scan_id: str, *rows: GivenRow, **corrections: Any) -> CheckedDraft:
    return check_draft(
        services, actor="user:1", scan_id=scan_id, corrections=corrections, tables={"items": rows} if rows else {}
    )


def decision(scan: ScanDetail, path: str) -> str:
    return next(field.decision for field in scan.fields if field.path == path)


def items(scan: ScanDetail) -> list[tuple[str, str]]:
    return [(item["goods"], item["price"]) for item in scan.values["items"]]


def test_a_row_is_added_between_others_and_the_result_keeps_the_order(services: Services, slip: str) -> None:
    scan = edit(services, slip, row(0), row(goods="木托盘", price="5"), row(1))

    assert items(scan) == [("纸箱", "10.00"), ("木托盘", "5.00"), ("胶带", "20.00")]
    assert [field.path for field in scan.fields][3:6] == ["items[0].goods", "items[0].price", "items[1].goods"]
    added = next(field for field in scan.fields if field.path == "items[1].goods")
    assert (added.box, added.raw_text, added.read_value, added.corrected_by) == ({}, "", None, "user:1")


def test_a_row_that_moves_takes_along_what_was_read_for_it(services: Services, slip: str) -> None:
    correct_fields(services, actor="user:1", scan_id=slip, corrections={"items[1].goods": "封箱胶带"})

    scan = edit(services, slip, row(1), row(0))

    assert items(scan) == [("封箱胶带", "20.00"), ("纸箱", "10.00")]
    moved = next(field for field in scan.fields if field.path == "items[0].goods")
    assert (moved.read_value, moved.corrected_by, moved.box["width"]) == ("胶带", "user:1", 30)


def test_a_row_is_deleted_and_comes_back_with_all_that_was_read_for_it(services: Services, slip: str) -> None:
    before = edit(services, slip, *KEPT)

    shorter = edit(services, slip, row(1))
    restored = undo(services, slip)

    assert items(shorter) == [("胶带", "20.00")]
    assert restored.fields == before.fields


def test_changes_are_undone_one_after_the_other_until_none_is_left(services: Services, slip: str) -> None:
    edit(services, slip, row(0))
    edit(services, slip, row(0), row(goods="新", price="20"))

    assert [len(items(undo(services, slip))) for _ in range(2)] == [1, 2]
    with pytest.raises(NoTableEdit):
        undo(services, slip)


def test_all_rows_may_go_and_come_back_where_they_were(services: Services, slip: str) -> None:
    before = edit(services, slip, *KEPT)

    assert "items" not in edit(services, slip).values
    refilled = edit(services, slip, row(goods="甲", price="30"))
    undo(services, slip)

    assert items(refilled) == [("甲", "30.00")]
    assert undo(services, slip).fields == before.fields


def test_every_rule_is_checked_with_the_new_rows(services: Services, slip: str) -> None:
    # 10 and 20 were read; the total says 30.
    short = edit(services, slip, row(0))
    assert {decision(short, "total"), decision(short, "items[0].price")} == {"review"}

    right = edit(services, slip, row(0), row(goods="胶带", price="20"))
    assert {decision(right, "items[0].price"), decision(right, "items[1].price")} == {"accept"}


def test_a_rule_that_spoke_against_a_moved_row_is_forgotten_when_it_holds(desk: Desk, services: Services) -> None:
    desk.publish()
    scan_id = desk.take_in(b"twice").scan_id
    read = slip_result("review", total="10.00")
    broken = {"reasons": (Reason(code="rule_sum", params={}),), "decision": "review"}
    fields = [
        field.model_copy(update=broken) if field.path in ("items[1].price", "items[0].price", "total") else field
        for field in read.fields
    ]
    desk.read(scan_id, read.model_copy(update={"fields": tuple(fields)}))
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)

    scan = edit(services, scan_id, GivenRow(was=0, values={}))

    assert decision(scan, "items[0].price") == "accept"


def test_the_accepted_result_has_the_new_rows(services: Services, slip: str) -> None:
    edit(services, slip, row(1), row(0), row(goods="", price=None))

    accept_review(services, actor="user:1", scan_id=slip, confirmed=["total"])

    accepted = show_scan(services, scan_id=slip)
    assert [item["goods"] for item in accepted.values["items"]] == ["胶带", "纸箱", None]


def test_what_was_asked_about_a_cell_moves_with_it_and_goes_with_its_row(desk: Desk, services: Services) -> None:
    desk.publish()
    scan_id = in_hand(desk, services)
    with services.database.begin() as session:
        for number, sure in enumerate((1.0, 2.0)):
            session.add(
                FieldOutcome(
                    scan_id=scan_id, path=f"items[{number}].goods", template="slip", field="items.goods",
                    log_odds=sure, right=None, at=services.now(),
                )
            )  # fmt: skip

    edit(services, scan_id, row(1))

    with services.database() as session:
        asked = session.query(FieldOutcome).filter(FieldOutcome.path.startswith("items")).all()
    assert [(one.path, one.log_odds) for one in asked] == [("items[0].goods", 2.0)]


def test_the_audit_trail_tells_the_rows_before_and_after(desk: Desk, services: Services, slip: str) -> None:
    edit(services, slip, row(1), row(0, price="11.00"))

    entry = next(entry for entry in desk.audit(slip) if entry.action == "table.changed")
    assert (entry.actor, entry.path) == ("user:1", "items")
    assert entry.old == {"rows": [{"goods": "纸箱", "price": "10.00"}, {"goods": "胶带", "price": "20.00"}]}
    assert entry.new == {"rows": [{"goods": "胶带", "price": "20.00"}, {"goods": "纸箱", "price": "11.00"}]}


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([row(0), row(0)], RowsChanged),
        ([row(0), row(7)], RowsChanged),
        ([row(0, nothing="1")], FieldNotFound),
        ([row(0), row(price="many")], FieldValueInvalid),
    ],
)
def test_rows_that_cannot_be_change_nothing(
    desk: Desk, services: Services, slip: str, rows: list[GivenRow], error: type[Exception]
) -> None:
    before = [(field.path, field.value) for field in desk.scan(slip).fields]

    with pytest.raises(error):
        edit(services, slip, *rows)

    assert [(field.path, field.value) for field in desk.scan(slip).fields] == before
    with pytest.raises(NoTableEdit):
        undo(services, slip)


def test_only_tables_of_the_form_in_hand_have_rows(desk: Desk, services: Services, slip: str) -> None:
    with pytest.raises(TableNotFound):
        edit_rows(services, actor="user:1", scan_id=slip, table="nothing", rows=[])
    with pytest.raises(LeaseLost):
        edit_rows(services, actor="user:1", scan_id=desk.in_review(number="S009"), table="items", rows=[])


def test_a_form_that_is_read_again_has_nothing_to_undo(desk: Desk, services: Services, slip: str) -> None:
    edit(services, slip, row(0))
    reprocess_scan(services, actor="user:1", scan_id=slip)
    desk.read(slip, slip_result("review"))
    claim_scan(services, actor="user:1", scan_id=slip, minutes=10)

    with pytest.raises(NoTableEdit):
        undo(services, slip)


def test_no_more_changes_are_kept_than_anybody_remembers(services: Services, slip: str) -> None:
    for number in range(UNDOABLE + 2):
        edit(services, slip, row(0, price=str(number)), row(1))

    undone = [undo(services, slip) for _ in range(UNDOABLE)]

    assert items(undone[-1])[0][1] == "1.00"
    with pytest.raises(NoTableEdit):
        undo(services, slip)


def test_a_draft_is_checked_as_if_it_were_saved_and_nothing_is(desk: Desk, services: Services, slip: str) -> None:
    audited = len(desk.audit(slip))

    wrong = check(services, slip, row(0), row(1, price="25"))
    right = check(services, slip, row(0), row(1, price="25"), total="35.00")

    sums = [finding for finding in wrong.findings if finding.reason["code"] == "rule_sum"]
    assert sums[0].paths == ("total", "items[0].price", "items[1].price")
    assert (sums[0].reason["params"]["sum"], sums[0].reason["params"]["written"]) == ("35.00", "30.00")
    assert [finding for finding in right.findings if finding.reason["code"] == "rule_sum"] == []
    assert len(desk.audit(slip)) == audited
    assert [field.value for field in desk.scan(slip).fields if field.path == "items[1].price"] == ["20.00"]


def test_a_draft_may_hold_what_is_no_value_yet(services: Services, slip: str) -> None:
    checked = check(services, slip, row(0), row(1, price="2o"), row(goods="新"), number="x")

    assert checked.refused == {"items[1].price": "2o", "number": "x"}


def test_rows_said_once_more_with_their_key_are_moved_once_and_taken_back_once(slip: str, services: Services) -> None:
    said: dict[str, Any] = {"actor": "user:1", "scan_id": slip, "table": "items"}
    first = items(edit(services, slip, row(1), row(0)))
    last = items(edit(services, slip, row(0, price="12"), row(1)))
    again = {**said, "rows": [row(1), row(0)], "key": "0123456789ab"}
    moved = items(edit_rows(services, **again))

    assert items(edit_rows(services, **again)) == moved == last[::-1]

    back = {**said, "key": "ba9876543210"}
    assert items(undo_rows(services, **back)) == items(undo_rows(services, **back)) == last
    assert items(undo(services, slip)) == first
