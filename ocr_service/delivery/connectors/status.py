"""What became of a document, by the value of a status that its system shows; the settings say which means what."""

from typing import Any

from pydantic import Field, model_validator

from ocr_service.delivery.connectors.connector import HttpSettings, approval, rejection
from ocr_service.delivery.erp_answer import ErpAnswer


class StatusSettings(HttpSettings):
    """Which values of the status count as decided; any other means not yet."""

    approved_when: str = Field(
        default="", max_length=200, description="the status's values that mean approved, separated by commas"
    )
    rejected_when: str = Field(
        default="", max_length=200, description="the status's values that mean rejected, separated by commas"
    )

    @model_validator(mode="after")
    def _tell_apart(self) -> "StatusSettings":
        if set(_values(self.approved_when)) & set(_values(self.rejected_when)):
            raise ValueError("approved_when and rejected_when must not share a value")
        return self

    def decision(self, number: str, status: Any) -> ErpAnswer | None:
        """None while the document is not decided on."""
        shown = "" if status is None else str(status).strip()
        if shown in _values(self.approved_when):
            return approval(number)
        if shown in _values(self.rejected_when):
            return rejection(f"{number}: {shown}", reference=number)
        return None


def _values(given: str) -> list[str]:
    return [value for value in map(str.strip, given.split(",")) if value]
