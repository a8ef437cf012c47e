"""Retention: how long finished scans are kept, what a run would forget, and choosing it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.following.retention import RetentionView, choose_retention, show_retention
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.web.api.problem_docs import CONFLICT, PROBLEMS
from ocr_service.web.guard import needs
from ocr_service.web.parts import Parts, WebParts

router = APIRouter(prefix="/retention", tags=["retention"], responses=PROBLEMS)
Administrator = Annotated[Caller, needs(Permission.USERS_MANAGE)]
_MOST_DAYS = 36_500
Days = Annotated[int, Field(ge=0, le=_MOST_DAYS)]


class Forgettable(BaseModel):
    """What a run would forget: finished scans of which nobody expects anything more."""

    model_config = ConfigDict(from_attributes=True)

    scans: int
    oldest: datetime | None


class Retention(BaseModel):
    """How long finished scans are kept."""

    model_config = ConfigDict(from_attributes=True)

    keep_days: int = Field(description="0: for good")
    fixed: bool = Field(description="the setting OCR_KEEP_DAYS says so; it cannot be chosen here")
    changed_at: datetime | None
    changed_by: str | None
    changed_by_name: str | None = None
    ran_at: datetime | None
    running: bool = Field(description="the last run goes on, or was cut off and is gone on with within minutes")
    scans: int | None = Field(description="how many the last run forgot, so far")
    files: int | None
    next_run_at: datetime | None
    forgettable: Forgettable


class ChosenRetention(BaseModel):
    """From the next run on."""

    model_config = ConfigDict(extra="forbid")
    keep_days: Days


@router.get("", summary="How long finished scans are kept")
def get_retention(
    _: Administrator,
    parts: Parts,
    days: Annotated[int | None, Query(ge=0, le=_MOST_DAYS, description="count as if so many days were kept")] = None,
) -> Retention:
    """With what a run would forget now."""
    return _shown(parts, show_retention(parts.services, fixed_days=parts.settings.keep_days, days=days))


@router.put("", summary="Choose how long finished scans are kept", responses=CONFLICT)
def put_retention(caller: Administrator, chosen: ChosenRetention, parts: Parts) -> Retention:
    """What is forgotten is gone for good; the audit trail keeps that it was there."""
    fixed = parts.settings.keep_days
    return _shown(
        parts,
        choose_retention(parts.services, actor=caller.actor, fixed_days=fixed, keep_days=chosen.keep_days),
    )


def _shown(parts: WebParts, view: RetentionView) -> Retention:
    shown = Retention.model_validate(view)
    names = name_actors(parts.services, [view.changed_by])
    return shown.model_copy(update={"changed_by_name": names.get(view.changed_by or "")})
