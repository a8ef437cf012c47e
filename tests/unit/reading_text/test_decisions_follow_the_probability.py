from dataclasses import replace

import pytest

from ocr_service.forms.result import FieldResult, Reason, ResultBox
from ocr_service.reading.check_rules import RuleFailure
from ocr_service.reading.decide import decide_field, decide_form
from ocr_service.reading.zone_reading import ZoneReading
from tests.unit.reading_text.test_rules_between_fields import template

READING = ZoneReading(
    path="total", type="amount", value="12.50", text="12.50", raw_text="12.50", confidence=0.999, page=1,
    box=ResultBox(x=0, y=0, width=10, height=10), accept_confidence=0.95,
)  # fmt: skip


def codes(result: FieldResult) -> list[str]:
    return [reason.code for reason in result.reasons]


def failed(*paths: str) -> RuleFailure:
    return RuleFailure(paths=paths, reason=Reason(code="rule_sum"))


def test_a_sure_reading_is_accepted_without_reasons() -> None:
    result = decide_field(READING, [])
    assert (result.decision, codes(result)) == ("accept", [])
    assert result.confidence > 0.99


def test_no_reading_alone_is_certain() -> None:
    assert decide_field(replace(READING, confidence=1.0), []).confidence < 0.9999


def test_a_reading_below_the_threshold_goes_to_a_person_with_a_reason() -> None:
    result = decide_field(replace(READING, confidence=0.93), [])
    assert (result.decision, codes(result)) == ("review", ["not_sure_enough"])


def test_marks_are_not_held_to_the_recognisers_overconfidence() -> None:
    tick = replace(READING, type="tick", value=True, confidence=0.96, handwritten=True)
    assert decide_field(tick, []).decision == "accept"
    assert decide_field(replace(READING, confidence=0.96), []).decision == "review"


def test_the_templates_threshold_counts() -> None:
    assert decide_field(replace(READING, confidence=0.93, accept_confidence=0.8), []).decision == "accept"


def test_a_rule_that_comes_out_lifts_an_unsure_reading() -> None:
    result = decide_field(replace(READING, confidence=0.9), [], frozenset({"total"}))
    assert (result.decision, codes(result)) == ("accept", ["confirmed_by_rule"])


def test_a_failed_rule_sends_all_its_fields_to_a_person() -> None:
    result = decide_field(READING, [failed("items[0].amount", "total")], frozenset({"total"}))
    assert (result.decision, codes(result)) == ("review", ["rule_sum"])
    assert result.confidence <= 0.5
    assert decide_field(READING, [failed("other")]).decision == "accept"


@pytest.mark.parametrize(
    "code", ["ink_without_text", "not_a_amount", "lookup_missing", "mark_unclear", "marks_many", "code_unreadable"]
)
def test_some_reasons_always_need_a_person(code: str) -> None:
    result = decide_field(replace(READING, reasons=(Reason(code=code),), accept_confidence=0.0), [])
    assert (result.decision, codes(result)) == ("review", [code])


@pytest.mark.parametrize(
    "doubt",
    [{"handwritten": True}, {"residual_mm": 1.5}, {"reasons": (Reason(code="under_seal_unclear"),)},
     {"reasons": (Reason(code="zone_uncertain"),)}],
)  # fmt: skip
def test_every_doubt_lowers_the_probability(doubt: dict[str, object]) -> None:
    assert decide_field(replace(READING, **doubt), []).confidence < decide_field(READING, []).confidence  # type: ignore[arg-type]


def test_a_zone_far_off_its_place_is_never_accepted() -> None:
    result = decide_field(replace(READING, residual_mm=3.0, accept_confidence=0.0), [])
    assert (result.decision, codes(result)) == ("review", ["zone_displaced"])


def test_what_is_no_value_of_its_type_has_no_confidence() -> None:
    assert decide_field(replace(READING, value=None, reasons=(Reason(code="not_a_amount"),)), []).confidence == 0.0


def results(**decisions: str) -> list[FieldResult]:
    names = [field.name for field in template().fields]
    return [
        FieldResult.model_validate(
            {"path": name, "type": "text", "value": "x", "confidence": 1.0, "page": 1,
             "box": {"x": 0, "y": 0, "width": 1, "height": 1}, "decision": decisions.get(name, "accept")}
        )
        for name in names
    ]  # fmt: skip


def test_a_form_is_accepted_when_all_of_it_is() -> None:
    assert decide_form(template(), results(), [], []) == ("accept", ())


def test_one_doubtful_field_is_enough_for_a_person() -> None:
    decision, reasons = decide_form(template(), results(total="review"), [], [])
    assert (decision, [reason.code for reason in reasons]) == ("review", ["fields_to_review"])


def test_a_failure_without_a_field_is_told_on_the_form() -> None:
    failure = RuleFailure(paths=(), reason=Reason(code="rows_missing"))
    decision, reasons = decide_form(template(), results(), [failure], [])
    assert (decision, [reason.code for reason in reasons]) == ("review", ["rows_missing"])


@pytest.mark.parametrize(("code", "decision"), [("page_dark", "accept"), ("page_missing", "review")])
def test_picture_quality_is_told_but_a_missing_page_stops(code: str, decision: str) -> None:
    found, reasons = decide_form(template(), results(), [], [Reason(code=code)])
    assert (found, [reason.code for reason in reasons]) == (decision, [code])


def test_fields_that_were_not_read_at_all_stop() -> None:
    decision, reasons = decide_form(template(), results()[1:], [], [])
    assert (decision, [reason.code for reason in reasons]) == ("review", ["fields_not_read"])
