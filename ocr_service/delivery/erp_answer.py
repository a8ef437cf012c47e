"""What the ERP says about a form, as it stands in the body of its answer."""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class ErpAnswer(BaseModel):
    """``{"status": "approved", "reference": "PO-1001"}`` or ``{"status": "rejected", "reason": "..."}``.

    Other keys are the receiver's own business and are passed over.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    status: Literal["approved", "rejected"]
    reference: Line | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""


def parse_answer(body: bytes) -> ErpAnswer | None:
    """None where the body is no such answer: most receivers only say yes and speak of approval later or never."""
    try:
        return ErpAnswer.model_validate(json.loads(body.decode().replace("\\u0000", "")))
    except (ValidationError, ValueError, RecursionError):
        return None
