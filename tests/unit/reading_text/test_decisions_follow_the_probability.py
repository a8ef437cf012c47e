from dataclasses import replace

import pytest

from ocr_service.forms.result import FieldResult, Reason, ResultBox
from ocr_service.reading.decide import decide_fields, decide_form
from ocr_service.reading.decoding.seen_text import SeenText
from ocr_service.reading.rules.check_rules import RuleFailure
from ocr_service.reading.zone_reading import ZoneReading
from tests.unit.reading_text.test_rules_between_fields import template

PLAIN = SeenText(log_probability=-0.001, least=0.9999, length=5)
READING = ZoneReading(
    path="total", type="amount", value="12.50", text="12.50", raw_text="12.50", confidence=0.9995, page=1,
    box=ResultBox(x=0, y=0, width=10, height=10), seen=PLAIN,
)  # fmt: skip
ROOMY = template().model_copy(update={"error_budget": 0.01})
UNSURE = replace(READING, confidence=0.6, seen=replace(PLAIN, log_probability=-1.0, least=0.5, least_character="5"))


def decide(reading: ZoneReading, *failures: RuleFailure, confirmed: bool = False) -> FieldResult:
    paths = frozenset({reading.path} if confirmed else ())
    [result] = decide_fields(ROOMY, [reading], failures, paths)
    return result


def codes(result: FieldResult) -> list[str]:
    return [reason.code for reason in result.reasons]


def failed(*paths: str) -> RuleFailure:
    return RuleFailure(paths=paths, reason=Reason(code="rule_sum"))


def test_a_sure_reading_is_accepted_without_reasons() -> None:
    result = decide(READING)
    assert (result.decision, codes(result)) == ("accept", [])
    assert result.confidence > 0.99


def test_no_reading_is_certain() -> None:
    assert decide(replace(READING, confidence=1.0), confirmed=True).confidence < 1.0


def test_an_unsure_reading_goes_to_a_person_who_is_told_where_to_look() -> None:
    result = decide(UNSURE)
    assert (result.decision, codes(result)) == ("review", ["doubt_character"])
    assert result.reasons[0].params == {"character": "5"}


def test_a_threshold_of_the_fields_own_wins_over_the_budget() -> None:
    assert decide(replace(UNSURE, accept_confidence=0.2)).decision == "accept"
    assert decide(replace(READING, accept_confidence=1.0)).decision == "review"


def test_a_rule_that_comes_out_lifts_an_unsure_reading() -> None:
    result = decide(UNSURE, confirmed=True)
    assert result.confidence > decide(UNSURE).confidence
    assert "confirmed_by_rule" in codes(result)


def test_a_failed_rule_sends_all_its_fields_to_a_person() -> None:
    result = decide(READING, failed("items[0].amount", "total"), confirmed=True)
    assert (result.decision, codes(result)) == ("review", ["rule_sum"])
    assert result.confidence < decide(READING).confidence
    assert decide(READING, failed("other")).decision == "accept"


@pytest.mark.parametrize(
    "code",
    [
        "ink_without_text",
        "not_a_amount",
        "lookup_missing",
        "marks_many",
        "code_unreadable",
        "zone_cut_off",
        "reading_gap",
    ],
)
def test_some_reasons_always_need_a_person(code: str) -> None:
    result = decide(replace(READING, reasons=(Reason(code=code),), accept_confidence=0.0))
    assert (result.decision, codes(result)) == ("review", [code])


@pytest.mark.parametrize(
    "doubt",
    [{"residual_mm": 1.5}, {"reasons": (Reason(code="under_seal_unclear"),)},
     {"confidence": 0.9}, {"seen": replace(PLAIN, least=0.6)}],
)  # fmt: skip
def test_every_doubt_lowers_the_probability(doubt: dict[str, object]) -> None:
    assert decide(replace(READING, **doubt)).confidence < decide(READING).confidence  # type: ignore[arg-type]


def test_free_handwriting_is_less_sure_than_free_print() -> None:
    free = replace(READING, type="text")
    assert decide(replace(free, handwritten=True)).confidence < decide(free).confidence


def test_a_zone_far_off_its_place_is_never_accepted() -> None:
    result = decide(replace(READING, residual_mm=3.0, accept_confidence=0.0))
    assert (result.decision, codes(result)) == ("review", ["zone_displaced"])


def test_what_is_no_value_of_its_type_is_hardly_right() -> None:
    assert decide(replace(READING, value=None, reasons=(Reason(code="not_a_amount"),))).confidence < 0.5


@pytest.mark.parametrize(("kind", "confidence"), [("tick", 0.5), ("seal", 0.5)])
def test_a_mark_that_is_not_clear_is_not_accepted(kind: str, confidence: float) -> None:
    reading = replace(READING, type=kind, value=True, confidence=confidence, seen=None)
    assert decide(reading).decision == "review"


def test_what_reviewers_taught_of_a_field_moves_its_cells_and_no_others() -> None:
    readings = [replace(UNSURE, path=path) for path in ("items[0].qty", "items[1].qty", "items[0].price")]
    plain = decide_fields(template(), readings, [])
    taught = decide_fields(template(), readings, [], shifts={"items.qty": 1.0})
    assert [after.confidence > before.confidence for before, after in zip(plain, taught, strict=True)] == [
        True, True, False,
    ]  # fmt: skip
    assert [field.shift for field in taught] == [1.0, 1.0, 0.0]


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


def test_one_doubtful_field_is_enough_for_a_person_and_is_named() -> None:
    decision, [reason] = decide_form(template(), results(total="review"), [], [])
    assert (decision, reason.code, reason.params["fields"]) == ("review", "fields_to_review", ["total"])


def test_a_failure_without_a_field_is_told_on_the_form() -> None:
    failure = RuleFailure(paths=(), reason=Reason(code="rows_missing"))
    decision, reasons = decide_form(template(), results(), [failure], [])
    assert (decision, [reason.code for reason in reasons]) == ("review", ["rows_missing"])


@pytest.mark.parametrize(("code", "decision"), [("page_dark", "accept"), ("page_missing", "review")])
def test_picture_quality_is_told_but_a_missing_page_stops(code: str, decision: str) -> None:
    found, reasons = decide_form(template(), results(), [], [Reason(code=code)])
    assert (found, [reason.code for reason in reasons]) == (decision, [code])


def test_fields_that_were_not_read_at_all_stop() -> None:
    decision, [reason] = decide_form(template(), results()[1:], [], [])
    assert (decision, reason.code, reason.params["fields"]) == ("review", "fields_not_read", [results()[0].path])
