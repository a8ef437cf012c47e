"""Whether a person must look: for each field the probability that it is right, for the form what an error costs.

The evidence on every reading (`deciding.gather_evidence`) is weighed by a model that was fitted on scans with known
truth (`deciding.confidence_model`). Of the readings that nothing else speaks against, the surest are accepted, as many
as the template's error budget allows (`deciding.error_budget`), or those that reach the template's or the field's own
`accept_confidence`, where one is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ocr_service.forms.result import FieldResult, FormDecision, Reason, field_name
from ocr_service.forms.template import Template
from ocr_service.reading.deciding.confidence_model import load_model
from ocr_service.reading.deciding.error_budget import accept_within
from ocr_service.reading.deciding.evidence import Evidence, gather_evidence
from ocr_service.reading.deciding.picture_quality import PictureQuality
from ocr_service.reading.deciding.tell_doubts import tell_doubts
from ocr_service.reading.quality.judge_quality import PICTURE_FAULTS
from ocr_service.reading.rules.check_rules import RuleFailure
from ocr_service.reading.zone_reading import ZoneReading

# Farther off, the zone may show its neighbour (mm).
LARGEST_RESIDUAL_MM: Final = 2.5

# No figure can weigh these: there is no value, the paper does not keep to what the template asks, part of the zone
# or of the master data is not there to be looked at, it is not sure whether a table's row or cell is one, or the
# picture shows something else than the value: a list's nearest entry for a name that the list does not have.
_STOPS: Final = frozenset(
    {
        "ink_without_text", "lookup_missing", "zone_displaced", "zone_cut_off", "marks_none", "marks_many",
        "code_unreadable", "code_several", "code_pattern", "reading_gap",
        "row_uncertain", "struck_through", "merged_cell_unclear", "ditto_without_value",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """A reading with its probability, all reasons so far, and whether something speaks against it for good."""

    reading: ZoneReading
    evidence: Evidence
    probability: float
    shift: float
    reasons: tuple[Reason, ...]
    stopped: bool


def decide_fields(
    template: Template,
    readings: Sequence[ZoneReading],
    failures: Sequence[RuleFailure],
    confirmed: frozenset[str] = frozenset(),
    *,
    pictures: Mapping[int, PictureQuality] | None = None,
    shifts: Mapping[str, float] | None = None,
) -> tuple[FieldResult, ...]:
    """The results of a form's readings, in their order.

    `failures` are those of the whole form, `confirmed` the paths whose values a rule confirms, `pictures` the quality
    of each page of the scan by its number, `shifts` what reviewers taught of each field (log-odds by `field_name`).
    """
    pictures = pictures or {}
    judged = [
        _judge(
            one, failures, one.path in confirmed, pictures.get(one.page), (shifts or {}).get(field_name(one.path), 0.0)
        )
        for one in readings
    ]
    open_ones = [one for one in judged if not one.stopped and one.reading.accept_confidence is None]
    within = accept_within(template.error_budget, [one.probability for one in open_ones])
    in_budget = {one.reading.path for one, accepted in zip(open_ones, within, strict=True) if accepted}
    return tuple(_result(one, one.reading.path in in_budget, pictures.get(one.reading.page)) for one in judged)


def decide_form(
    template: Template, fields: Sequence[FieldResult], failures: Sequence[RuleFailure], reasons: Sequence[Reason]
) -> tuple[FormDecision, tuple[Reason, ...]]:
    """Accept only where every field is accepted, every rule holds and no page is missing or strange.

    `reasons` are those of the pages. A form of which nothing could be read goes to a person.
    """
    found = [*reasons, *(failure.reason for failure in failures if not failure.paths)]
    doubtful = [field.path for field in fields if field.decision == "review"]
    if doubtful:
        found.append(Reason(code="fields_to_review", params={"count": len(doubtful), "fields": doubtful}))
    missing = [field.name for field in template.fields if field.name not in {one.path for one in fields}]
    if missing:
        found.append(Reason(code="fields_not_read", params={"count": len(missing), "fields": missing}))
    # Picture faults are told to the clerk, but the fields' own probabilities already say what they did to them.
    stops = bool(failures) or any(reason.code not in PICTURE_FAULTS for reason in found)
    return ("review" if stops else "accept"), tuple(found)


def _judge(
    reading: ZoneReading,
    failures: Sequence[RuleFailure],
    confirmed: bool,
    picture: PictureQuality | None,
    shift: float,
) -> _Judged:
    against = [failure for failure in failures if reading.path in failure.paths]
    reasons = [*reading.reasons, *(failure.reason for failure in against)]
    if reading.residual_mm > LARGEST_RESIDUAL_MM:
        reasons.append(Reason(code="zone_displaced", params={"mm": round(reading.residual_mm, 1)}))
    if confirmed and not against:
        reasons.append(Reason(code="confirmed_by_rule"))
    evidence = gather_evidence(reading, picture, against, confirmed=confirmed)
    return _Judged(
        reading=reading,
        evidence=evidence,
        probability=load_model().probability(evidence, shift),
        shift=shift,
        reasons=tuple(reasons),
        stopped=bool(against) or any(map(_stops, reasons)),
    )


def _result(judged: _Judged, in_budget: bool, picture: PictureQuality | None) -> FieldResult:
    reading, reasons = judged.reading, list(judged.reasons)
    own = reading.accept_confidence
    accepted = not judged.stopped and (in_budget if own is None else judged.probability >= own)
    if not accepted and not judged.stopped:
        doubts = load_model().kinds[judged.evidence.kind].doubts(judged.evidence.figures)
        reasons += tell_doubts(doubts, reading, picture, judged.probability)
    return FieldResult(
        path=reading.path,
        type=reading.type,
        value=reading.value,
        text=reading.text,
        raw_text=reading.raw_text,
        confidence=judged.probability,
        weighed=not judged.stopped,
        shift=judged.shift,
        page=reading.page,
        box=reading.box,
        decision="accept" if accepted else "review",
        reasons=tuple({reason.code: reason for reason in reasons}.values()),
        alternatives=reading.alternatives,
        residual_mm=reading.residual_mm,
    )


def _stops(reason: Reason) -> bool:
    return reason.code in _STOPS or reason.code.startswith("not_a_")
