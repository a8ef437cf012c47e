"""What the ERP says about a form, as it stands in the body of its answer."""

import json
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError


def _storable(text: Any) -> Any:
    # No database takes a NUL or half a surrogate pair, and an answer that cannot be kept would be asked for for ever.
    return text.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(text, str) else text


_LINE: Final = 200
_LINES: Final = 2000
Line = Annotated[
    str, BeforeValidator(_storable), StringConstraints(strip_whitespace=True, min_length=1, max_length=_LINE)
]
Lines = Annotated[str, BeforeValidator(_storable), StringConstraints(strip_whitespace=True, max_length=_LINES)]


MOST_COMPLAINTS: Final = 50


class Complaint(BaseModel):
    """What the ERP has against one value. `path` is the field's path here, or the name that the mapping gave it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    path: Line
    reason: Lines = ""


# What stands beside the decision may be of any shape: many programs write null for nothing and numbers as numbers, and
# some put a whole traceback where the reason belongs. That must not cost the decision itself.
def _as_reference(given: Any) -> str | None:
    if isinstance(given, bool) or not isinstance(given, str | int):
        return None
    return str(_storable(str(given))).strip()[:_LINE].strip() or None


def _as_reason(given: Any) -> str:
    if given is None:
        return ""
    text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    return str(_storable(text)).strip()[:_LINES].strip()


def _readable(given: Any) -> Any:
    found = given if isinstance(given, list | tuple) else ()
    read = [_complaint(one) for one in found[:MOST_COMPLAINTS]]
    return tuple(one for one in read if one is not None)


def _complaint(given: Any) -> Complaint | None:
    try:
        if isinstance(given, dict):
            return Complaint(path=given.get("path"), reason=_as_reason(given.get("reason")))  # type: ignore[arg-type]
        return Complaint.model_validate(given)
    except ValidationError:
        return None


class ErpAnswer(BaseModel):
    """``{"status": "approved", "reference": "PO-1001"}`` or ``{"status": "rejected", "reason": "..."}``.

    A rejection may name the values that it is about: ``"fields": [{"path": "items[0].qty", "reason": "..."}]``. Other
    keys are the receiver's own business and are passed over.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    status: Literal["approved", "rejected"]
    reference: Annotated[str | None, BeforeValidator(_as_reference)] = None
    reason: Annotated[str, BeforeValidator(_as_reason)] = ""
    fields: Annotated[tuple[Complaint, ...], BeforeValidator(_readable)] = ()


def parse_answer(body: bytes) -> ErpAnswer | None:
    """None where the body is no such answer: most receivers only say yes and speak of approval later or never."""
    try:
        return ErpAnswer.model_validate_json(body)
    except ValidationError:
        return None
