"""What the ERP says about a form, as it stands in the body of its answer."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError


def _storable(text: Any) -> Any:
    # No database takes a NUL or half a surrogate pair, and an answer that cannot be kept would be asked for for ever.
    return text.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(text, str) else text


Line = Annotated[
    str, BeforeValidator(_storable), StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
]
Lines = Annotated[str, BeforeValidator(_storable), StringConstraints(strip_whitespace=True, max_length=2000)]


class ErpAnswer(BaseModel):
    """``{"status": "approved", "reference": "PO-1001"}`` or ``{"status": "rejected", "reason": "..."}``.

    Other keys are the receiver's own business and are passed over.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    status: Literal["approved", "rejected"]
    reference: Line | None = None
    reason: Lines = ""


def parse_answer(body: bytes) -> ErpAnswer | None:
    """None where the body is no such answer: most receivers only say yes and speak of approval later or never."""
    try:
        return ErpAnswer.model_validate_json(body)
    except ValidationError:
        return None
