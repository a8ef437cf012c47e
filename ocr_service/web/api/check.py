"""Fields that two people type without seeing the reading, and what waits on the page Check."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.usecases.auditing.claim_audit import count_audits
from ocr_service.usecases.checking.key_fields import (
    MOST_FIELDS,
    Typed,
    claim_keying,
    count_keying,
    key_again,
    key_field,
    release_keying,
)
from ocr_service.web.api.check_shapes import FieldToType, Returned, ShowFields
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.review import Reviewer
from ocr_service.web.api.review_shapes import Entered
from ocr_service.web.api.texts import FieldPath, Identifier
from ocr_service.web.parts import Parts, UseServices

router = APIRouter(tags=["check"], responses=PROBLEMS)


class Waiting(BaseModel):
    """What waits for the caller."""

    keying: int = Field(description="fields to type")
    audits: int = Field(description="drawn forms to check")


class FieldsToType(BaseModel):
    """Fields that are the caller's to type until then; `more` wait besides."""

    fields: list[FieldToType]
    until: datetime
    more: int


class Entry(BaseModel):
    """A value as a person writes it (see `PATCH /scans/{scan_id}/fields`); null means blank."""

    model_config = ConfigDict(extra="forbid")

    value: Entered


class Keyed(BaseModel):
    """`waiting`: another person types it too. `settled`: it stands. `differs`: a third person decides."""

    outcome: Typed


@router.get("/check/waiting", summary="What waits to be typed or audited")
def get_check_waiting(caller: Reviewer, services: UseServices) -> Waiting:
    """What the caller has typed before, and what others have in hand, is not counted."""
    actor = caller.actor
    return Waiting(keying=count_keying(services, actor=actor), audits=count_audits(services, actor=actor))


@router.post("/check/keying/claim", summary="Claim fields to type")
def claim_fields(caller: Reviewer, parts: Parts, show: ShowFields) -> FieldsToType:
    """The next fields that two people type. Each is given without its reading, and never twice to the same person."""
    minutes = parts.settings.review_minutes
    batch = claim_keying(parts.services, actor=caller.actor, minutes=minutes, limit=MOST_FIELDS)
    return FieldsToType(fields=[show.to_type(field) for field in batch.fields], until=batch.until, more=batch.more)


@router.post("/check/keying/release", status_code=204, summary="Put fields to type back")
def release_fields(caller: Reviewer, services: UseServices, held: Annotated[Returned | None, Body()] = None) -> None:
    """All that the caller has claimed and not typed."""
    release_keying(services, actor=caller.actor, until=held.until if held else None)


@router.post("/scans/{scan_id}/fields/{path}/keyed", summary="Type a field blind", responses={**NOT_FOUND, **CONFLICT})
def post_keyed(caller: Reviewer, scan_id: Identifier, path: FieldPath, given: Entry, services: UseServices) -> Keyed:
    """What the caller makes of the picture of a claimed field."""
    return Keyed(outcome=key_field(services, actor=caller.actor, scan_id=scan_id, path=path, entered=given.value))


@router.post(
    "/scans/{scan_id}/fields/{path}/key-again",
    status_code=204,
    summary="Have a field typed by two people again",
    responses={**NOT_FOUND, **CONFLICT},
)
def post_key_again(caller: Reviewer, scan_id: Identifier, path: FieldPath, services: UseServices) -> None:
    """Whoever has the form in hand doubts what two people agreed on."""
    key_again(services, actor=caller.actor, scan_id=scan_id, path=path)
