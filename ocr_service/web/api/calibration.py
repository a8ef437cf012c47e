"""What reviews say about how sure the machine is of a form's fields."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.reviewing.learn_from_reviews import show_calibration
from ocr_service.web.api.problem_docs import NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices

router = APIRouter(tags=["templates"], responses=PROBLEMS)


class FieldReviewed(BaseModel):
    """A field's doubtful readings that people have answered."""

    field: str = Field(examples=["items.quantity"], description="the field's name, or table.column")
    outcomes: int
    right: int = Field(description="how many of them the machine had read right")
    expected: float = Field(description="how many should have been right by what the general model said")
    shift: float = Field(description="log-odds that are added to this field's readings; above 0 they count as surer")
    learnt_at: datetime | None = Field(description="since when the shift is in use")


class Tenth(BaseModel):
    """The answered readings whose probability lay in one tenth."""

    low: float
    high: float
    count: int
    mean: float | None = Field(description="their mean probability")
    right: float | None = Field(description="the share of them that was right")


class Calibration(BaseModel):
    """All fields of a form that reviews have spoken of, and how reliable the probabilities were."""

    template: str
    least_outcomes: int = Field(description="a field with fewer answers is left as the general model has it")
    fields: list[FieldReviewed]
    reliability: list[Tenth]


@router.get("/templates/{name}/calibration", summary="What reviews say about a form's fields", responses=NOT_FOUND)
def get_calibration(
    _: Annotated[Caller, needs(Permission.METRICS_READ)], name: TemplateName, services: UseServices
) -> Calibration:
    """Only doubtful fields are reviewed: `right` is no rate of errors, but whether the machine was as sure as it should
    have been. What was learnt is in the audit trail (`template.shift_learnt`)."""
    return Calibration.model_validate(asdict(show_calibration(services, name=name)))
