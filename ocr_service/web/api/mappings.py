"""Receivers' mappings: list their versions, save a new one, try one on a real result."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.delivery.mapping import MAX_CHARACTERS
from ocr_service.usecases.endpoints import manage_mappings as mappings
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import Identifier, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/webhook-endpoints/{endpoint_id}/mappings", tags=["webhook endpoints"], responses=PROBLEMS)
Manager = Annotated[Caller, needs(Permission.WEBHOOKS_MANAGE)]
Expression = Annotated[
    str, Field(max_length=MAX_CHARACTERS, description="JMESPath over the event; empty sends the event as it is")
]


class Mapping(BaseModel):
    """One version of a mapping."""

    model_config = ConfigDict(from_attributes=True)

    template: str | None = Field(description="the form that it is for; null: all that have none of their own")
    version: int
    expression: str
    created_at: datetime
    created_by: str


class Mappings(BaseModel):
    """All versions, newest first. For each form the newest counts."""

    items: list[Mapping]


class NewMapping(BaseModel):
    """A mapping to save."""

    model_config = ConfigDict(extra="forbid")
    expression: Expression
    template: TemplateName | None = None


class Trial(BaseModel):
    """A mapping to try, and the accepted scan to try it on."""

    model_config = ConfigDict(extra="forbid")
    expression: Expression
    scan_id: Identifier


class Preview(BaseModel):
    """What the receiver would get."""

    model_config = ConfigDict(from_attributes=True)

    content_type: str
    text: str


@router.get("", summary="List a receiver's mappings", responses=NOT_FOUND)
def get_mappings(_: Manager, endpoint_id: Identifier, services: UseServices) -> Mappings:
    """Every version that was ever saved."""
    found = mappings.list_mappings(services, endpoint_id=endpoint_id)
    return Mappings(items=[Mapping.model_validate(one) for one in found])


@router.post("", status_code=201, summary="Save a mapping", responses=NOT_FOUND)
def post_mapping(caller: Manager, endpoint_id: Identifier, given: NewMapping, services: UseServices) -> Mapping:
    """It counts for every message from now on; what waits to be sent keeps its shape."""
    saved = mappings.save_mapping(
        services,
        actor=caller.actor,
        endpoint_id=endpoint_id,
        expression=given.expression,
        template=given.template,
    )
    return Mapping.model_validate(saved)


@router.post("/preview", summary="Try a mapping on a real result", responses={**NOT_FOUND, **CONFLICT})
def preview(_: Manager, endpoint_id: Identifier, given: Trial, services: UseServices) -> Preview:
    """Nothing is saved or sent."""
    made = mappings.preview_mapping(
        services, endpoint_id=endpoint_id, expression=given.expression, scan_id=given.scan_id
    )
    return Preview.model_validate(made)
