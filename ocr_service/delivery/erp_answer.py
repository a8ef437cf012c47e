"""What the ERP says about a form, as it stands in the body of its answer."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError


def _storable(text: Any) -> Any:
    # No database takes a NUL or half a surrogate pair, and an answer that cannot be kept would be asked for for ever.
    return text.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(text, str) else text


Line = Annotated[
    str, BeforeValidator(_storable), StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
]
Lines = Annotated[str, BeforeValidator(_storable), StringConstraints(strip_whitespace=True, max_length=2000)]


MOST_COMPLAINTS: Final = 50


class Complaint(BaseModel):
    """What the ERP has against one value. `path` is the field's path here, or the name that the mapping gave it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    path: Line
    reason: Lines = ""


def _readable(given: Any) -> Any:
    # `fields` may be something of the receiver's own: that must not cost the answer itself.
    found = given if isinstance(given, list | tuple) else ()
    read = [_complaint(one) for one in found[:MOST_COMPLAINTS]]
    return tuple(one for one in read if one is not None)


def _complaint(given: Any) -> Complaint | None:
    try:
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
    reference: Line | None = None
    reason: Lines = ""
    fields: Annotated[tuple[Complaint, ...], BeforeValidator(_readable)] = ()


def parse_answer(body: bytes) -> ErpAnswer | None:
    """None where the body is no such answer: most receivers only say yes and speak of approval later or never."""
    try:
        return ErpAnswer.model_validate_json(body)
    except ValidationError:
        return None
