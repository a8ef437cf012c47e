"""Whether a person must look: a probability for each field that it is right, held against the template's threshold.

The probability starts from the reading's own confidence and moves in log-odds, so that evidence adds up:

    logit(p) = SHRINK * logit(reading) + sum of the weights below

A text recogniser is surer than it is right, so its log-odds are shrunk; no reading alone is surer than
`SUREST_READING`. Each doubt (displaced zone, handwriting, seal) takes log-odds away, a rule that comes out adds some:
a misreading passes a sum, a product or a repetition once in about a hundred times by chance. Some reasons send a field
to a person whatever its probability is.
"""

import math
from collections.abc import Sequence
from typing import Final

from ocr_service.forms.result import FieldResult, FormDecision, Reason
from ocr_service.forms.template import Template
from ocr_service.reading.check_rules import RuleFailure
from ocr_service.reading.zone_reading import ZoneReading

SHRINK: Final = 0.85
# No reading by itself is surer than this; only rules can raise it.
SUREST_READING: Final = 0.9995
# A misreading passes a rule about once in a hundred times.
CONFIRMED: Final = math.log(100)
HANDWRITTEN: Final = -1.5
# Zones within this distance of where the template has them are read as well as any.
HARMLESS_RESIDUAL_MM: Final = 0.8
# Log-odds lost for each further millimetre.
PER_RESIDUAL_MM: Final = -2.0
# Farther off, the zone may show its neighbour.
LARGEST_RESIDUAL_MM: Final = 2.5
# At most this sure where a rule over several values fails: one of them at least is wrong.
CONTRADICTED: Final = 0.5

_DOUBTS: Final = {
    "under_seal": -0.4,
    "under_seal_unclear": -2.0,
    "zone_uncertain": -1.0,
    "zone_cut_off": -1.5,
    "reading_gap": -1.5,
}
# Marks, codes and seals are measured, not recognised: their confidence is no recogniser's.
_NOT_TEXT: Final = frozenset({"choice", "tick", "barcode", "seal", "signature"})
# A person looks at the field, however sure it is.
_ALWAYS_REVIEWED: Final = frozenset(
    {
        "ink_without_text", "lookup_missing", "zone_displaced", "zone_cut_off", "mark_unclear", "marks_none",
        "marks_many", "code_unreadable", "code_several", "code_pattern", "seal_unclear", "signature_unclear",
    }
)  # fmt: skip
# Told to the clerk, but the fields' own probabilities already say what it did to them.
_HARMLESS_FOR_FORM: Final = frozenset(
    {"page_dark", "page_glare", "page_blurred", "page_small_picture", "page_low_resolution", "page_cut_off"}
)


def decide_field(
    reading: ZoneReading, failures: Sequence[RuleFailure], confirmed: frozenset[str] = frozenset()
) -> FieldResult:
    """The field's result: accept where the probability reaches the threshold and nothing speaks against it.

    `failures` are those of the whole form, `confirmed` the paths whose values a rule confirms.
    """
    contradictions = [failure.reason for failure in failures if reading.path in failure.paths]
    reasons = [*reading.reasons, *contradictions]
    if reading.residual_mm > LARGEST_RESIDUAL_MM:
        reasons.append(Reason(code="zone_displaced", params={"mm": round(reading.residual_mm, 1)}))
    if reading.path in confirmed and not contradictions:
        reasons.append(Reason(code="confirmed_by_rule"))
    probability = _probability(reading, reasons, contradicted=bool(contradictions))
    accepted = probability >= reading.accept_confidence and not contradictions and not any(map(_stops, reasons))
    if not accepted and not any(reason.code != "confirmed_by_rule" for reason in reasons):
        reasons.append(Reason(code="not_sure_enough", params={"confidence": round(probability, 3)}))
    return FieldResult(
        path=reading.path,
        type=reading.type,
        value=reading.value,
        text=reading.text,
        raw_text=reading.raw_text,
        confidence=probability,
        page=reading.page,
        box=reading.box,
        decision="accept" if accepted else "review",
        reasons=tuple({reason.code: reason for reason in reasons}.values()),
        alternatives=reading.alternatives,
        residual_mm=reading.residual_mm,
    )


def decide_form(
    template: Template, fields: Sequence[FieldResult], failures: Sequence[RuleFailure], reasons: Sequence[Reason]
) -> tuple[FormDecision, tuple[Reason, ...]]:
    """Accept only where every field is accepted, every rule holds and no page is missing or strange.

    `reasons` are those of the pages. A form of which nothing could be read goes to a person.
    """
    found = [*reasons, *(failure.reason for failure in failures if not failure.paths)]
    doubtful = sum(field.decision == "review" for field in fields)
    if doubtful:
        found.append(Reason(code="fields_to_review", params={"count": doubtful}))
    missing = {field.name for field in template.fields} - {field.path for field in fields}
    if missing:
        found.append(Reason(code="fields_not_read", params={"count": len(missing)}))
    stops = bool(failures) or any(reason.code not in _HARMLESS_FOR_FORM for reason in found)
    return ("review" if stops else "accept"), tuple(found)


def _probability(reading: ZoneReading, reasons: Sequence[Reason], *, contradicted: bool) -> float:
    codes = {reason.code for reason in reasons}
    if any(code.startswith("not_a_") for code in codes) or "ink_without_text" in codes:
        return 0.0
    is_text = reading.type not in _NOT_TEXT
    log_odds = (SHRINK if is_text else 1.0) * _logit(min(reading.confidence, SUREST_READING))
    log_odds += sum(weight for code, weight in _DOUBTS.items() if code in codes)
    log_odds += PER_RESIDUAL_MM * max(0.0, reading.residual_mm - HARMLESS_RESIDUAL_MM)
    if is_text and reading.handwritten and reading.value is not None:
        log_odds += HANDWRITTEN
    if "confirmed_by_rule" in codes:
        log_odds += CONFIRMED
    probability = 1.0 / (1.0 + math.exp(-log_odds))
    return min(probability, CONTRADICTED) if contradicted else probability


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1.0 - 1e-6)
    return math.log(clipped / (1.0 - clipped))


def _stops(reason: Reason) -> bool:
    return reason.code in _ALWAYS_REVIEWED or reason.code.startswith("not_a_")
