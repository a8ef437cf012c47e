"""What the master data says about a reading, put into its result: values for a person to look at, with candidates."""

from collections.abc import Sequence
from typing import Final

from ocr_service.forms.result import Alternative, FieldResult, FormResult, Reason
from ocr_service.reading.masterdata.check_masterdata import Findings
from ocr_service.reading.masterdata.source import Listed

_MOST_SHOWN: Final = 3


def apply_findings(result: FormResult, findings: Findings) -> FormResult:
    """The result with decisions and reasons brought up to date. No value is replaced by another one; one that the list
    has, written with other spaces or widths, takes the list's own spelling.
    """
    against: dict[str, list[Reason]] = {}
    for failure in findings.failures:
        for path in failure.paths:
            against.setdefault(path, []).append(failure.reason)
    fields = tuple(_judged(field, against.get(field.path, []), findings) for field in result.fields)
    reasons = [reason for reason in result.reasons if reason.code != "fields_to_review"]
    doubtful = [field.path for field in fields if field.decision == "review"]
    if doubtful:
        reasons.append(Reason(code="fields_to_review", params={"count": len(doubtful), "fields": doubtful}))
    decision = "review" if findings.failures and result.decision == "accept" else result.decision
    return result.model_copy(update={"fields": fields, "reasons": tuple(reasons), "decision": decision})


def _judged(field: FieldResult, against: Sequence[Reason], findings: Findings) -> FieldResult:
    changes: dict[str, object] = {}
    spelling = findings.spellings.get(field.path)
    if spelling is not None and spelling != field.value:
        changes |= {"value": spelling, "text": spelling}
    if field.path in findings.candidates:
        changes["alternatives"] = offered(field.alternatives, findings.candidates[field.path], field.text)
    if against:
        reasons = {reason.code: reason for reason in (*field.reasons, *against)}
        changes |= {"decision": "review", "weighed": False, "reasons": tuple(reasons.values())}
    return field.model_copy(update=changes) if changes else field


def offered(own: Sequence[Alternative], candidates: Sequence[Listed], text: str) -> tuple[Alternative, ...]:
    """The listed values before the recogniser's own other readings, each once, and not what stands there already."""
    listed = [Alternative(text=one.text, confidence=one.alike) for one in candidates]
    each = {one.text: one for one in reversed((*listed, *own)) if one.text != text}
    return tuple(reversed(list(each.values())))[:_MOST_SHOWN]
