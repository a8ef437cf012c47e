"""What the receiver said, from its response: in this project's own words, or in its own by way of an expression."""

import json
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from ocr_service.delivery.attempt import Attempt
from ocr_service.delivery.erp_answer import ErpAnswer, Line, parse_answer
from ocr_service.delivery.mapping import MappingFailed, MappingInvalid, PayloadMapping

_ERROR: Final = "delivery_answered_error"
_LINE: Final[TypeAdapter[str]] = TypeAdapter(Line)


@dataclass(frozen=True, kw_only=True)
class Said:
    """`answer` where the receiver decided on the form; `error` where its body takes back the yes of its status.

    `reference` is what it calls the document, decided on or not.
    """

    answer: ErpAnswer | None = None
    error: str | None = None
    reference: str | None = None


def read_answer(attempt: Attempt, expression: str | None) -> Said:
    """What an attempt's response says.

    `expression` (JMESPath over the response) gives ``{status: "ok" | "error" | "approved" | "rejected", reference,
    reason, fields}``: a receiver that answers 200 with an error in its body is then tried again. Without one, or where
    the body was cut off, the status alone counts, and a body in this project's own form.
    """
    if attempt.said is not None:
        return Said(answer=attempt.said, reference=attempt.said.reference)
    if attempt.error is not None or not attempt.complete:
        return Said()
    if expression is None:
        return Said(answer=parse_answer(attempt.body), reference=_reference(_parsed(attempt.body)))
    try:
        found = PayloadMapping(expression).apply(json.loads(attempt.body))
    except (MappingInvalid, MappingFailed, ValueError, RecursionError):
        # The receiver speaks otherwise than it was said to: whether it took the form is not known.
        return Said(error="delivery_answer_unclear")
    return _said(found)


def _said(found: Any) -> Said:
    status = found.get("status") if isinstance(found, dict) else None
    if status == "ok":
        return Said(reference=_reference(found))
    if status == "error":
        return Said(error=_ERROR)
    try:
        return Said(answer=ErpAnswer.model_validate(found), reference=_reference(found))
    except ValidationError:
        return Said(error="delivery_answer_unclear")


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _reference(found: Any) -> str | None:
    given = found.get("reference") if isinstance(found, dict) else None
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    try:
        return _LINE.validate_python(given)
    except ValidationError:
        return None
