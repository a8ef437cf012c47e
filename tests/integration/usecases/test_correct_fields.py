"""Corrections are typed, checked against the form's rules, and written to the audit trail."""

import pytest

from ocr_service.usecases.errors import FieldNotFound, FieldValueInvalid, LeaseLost, ReviewedByOther
from ocr_service.usecases.following.find_scans import FieldView, ScanDetail
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk, slip_result


@pytest.fixture
def scan_id(desk: Desk, services: Services) -> str:
    """A slip in the hands of user:1 whose total was read as 80.00, while its items add up to 30.00."""
    desk.publish()
    scan_id = desk.in_review(total="80.00")
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    return scan_id


def field(detail: ScanDetail, path: str) -> FieldView:
    return next(field for field in detail.fields if field.path == path)


def test_a_correction_is_typed_and_keeps_what_the_machine_read(services: Services, scan_id: str, clock: Clock) -> None:
    total = field(correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"total": "30"}), "total")
    assert (total.value, total.read_value, total.raw_text) == ("30.00", "80.00", "80.00")
    assert (total.decision, total.corrected_by, total.corrected_at) == ("accept", "user:1", clock.time)
    assert [reason["code"] for reason in total.reasons] == ["corrected_by_person"]


def test_a_correction_is_audited_with_old_and_new(desk: Desk, services: Services, scan_id: str) -> None:
    correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"total": "30.00", "note": "急"})
    entries = [entry for entry in desk.audit(scan_id) if entry.action == "field.corrected"]
    assert [(entry.actor, entry.path, entry.old, entry.new) for entry in entries] == [
        ("user:1", "total", {"value": "80.00", "text": "80.00"}, {"value": "30.00", "text": "30.00"}),
        ("user:1", "note", {"value": None, "text": ""}, {"value": "急", "text": "急"}),
    ]


def test_a_value_of_another_type_is_refused_and_nothing_is_changed(
    desk: Desk, services: Services, scan_id: str
) -> None:
    with pytest.raises(FieldValueInvalid) as refused:
        correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"note": "急", "number": "no code"})
    assert refused.value.params == {"path": "number", "text": "no code", "reason": "not_a_code"}
    assert [row.corrected_by for row in desk.scan(scan_id).fields] == [None] * 7


def test_a_correction_against_a_rule_goes_back_to_the_person(services: Services, scan_id: str) -> None:
    corrected = correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"items[0].price": "15"})
    doubtful = {row.path for row in corrected.fields if row.decision == "review"}
    assert doubtful == {"total", "items[0].price", "items[1].price"}
    assert "rule_sum" in {reason["code"] for reason in field(corrected, "items[1].price").reasons}


def test_a_rule_that_comes_out_frees_the_fields_it_had_held(services: Services, scan_id: str) -> None:
    correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"items[0].price": "15"})
    corrected = correct_fields(
        services, actor="user:1", scan_id=scan_id, corrections={"items[0].price": "10", "total": "30"}
    )
    assert {row.path for row in corrected.fields if row.decision == "review"} == set()
    assert field(corrected, "items[1].price").reasons == ()


def test_a_confirmed_value_stays_accepted_against_a_rule(services: Services, scan_id: str) -> None:
    confirmed = correct_fields(services, actor="user:1", scan_id=scan_id, corrections={}, confirmed=["total"])
    assert field(confirmed, "total").decision == "accept"
    assert field(confirmed, "total").corrected_by is None
    later = correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"items[0].price": "15"})
    assert field(later, "total").decision == "accept"
    assert field(later, "items[0].price").decision == "review"


def test_a_correction_that_changes_nothing_confirms(desk: Desk, services: Services, scan_id: str) -> None:
    total = field(correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"total": "80.00"}), "total")
    assert (total.decision, total.corrected_by) == ("accept", None)
    assert desk.audit(scan_id)[-1].action == "field.confirmed"


def test_an_emptied_required_field_is_doubtful(services: Services, scan_id: str) -> None:
    number = field(correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"number": ""}), "number")
    assert (number.value, number.decision) == (None, "review")
    assert "required_missing" in {reason["code"] for reason in number.reasons}


def test_an_unknown_field_is_told(services: Services, scan_id: str) -> None:
    for path in ("colour", "items[9].price"):
        with pytest.raises(FieldNotFound):
            correct_fields(services, actor="user:1", scan_id=scan_id, corrections={path: "1"})
    with pytest.raises(FieldNotFound):
        correct_fields(services, actor="user:1", scan_id=scan_id, corrections={}, confirmed=["colour"])


def test_only_whoever_has_the_form_in_hand_corrects_it(desk: Desk, services: Services, scan_id: str) -> None:
    with pytest.raises(ReviewedByOther):
        correct_fields(services, actor="user:2", scan_id=scan_id, corrections={"total": "30"})
    other = desk.take_in(b"other").scan_id
    desk.read(other, slip_result("review"))
    with pytest.raises(LeaseLost):
        correct_fields(services, actor="user:1", scan_id=other, corrections={"total": "30"})


def test_a_claim_that_ran_out_still_counts_while_nobody_else_took_the_form(
    services: Services, scan_id: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"total": "30"})
    claim_scan(services, actor="user:2", scan_id=scan_id, minutes=10)
    with pytest.raises(ReviewedByOther):
        correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"total": "31"})


def test_a_rule_that_says_nothing_any_more_frees_no_field(services: Services, scan_id: str) -> None:
    correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"items[0].price": "15"})
    blank_total = correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"total": ""})
    assert field(blank_total, "items[1].price").decision == "review"


def test_what_was_confirmed_too_early_is_doubtful_again_for_the_same_reasons(
    desk: Desk, services: Services, scan_id: str
) -> None:
    def change(**changes: list[str]) -> ScanDetail:
        return correct_fields(services, actor="user:1", scan_id=scan_id, corrections={}, **changes)

    before = field(change(), "total")
    assert field(change(confirmed=["total"]), "total").decision == "accept"
    for _ in range(2):
        total = field(change(doubted=["total"]), "total")
        assert (total.decision, total.reasons) == ("review", before.reasons)
    assert [entry.action for entry in desk.audit(scan_id)][-2:] == ["field.confirmed", "field.doubted"]
    with pytest.raises(FieldNotFound):
        change(doubted=["colour"])
