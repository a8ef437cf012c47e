"""Sites: list, add, rename, close."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.people.manage_sites import change_site, create_site, list_sites
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import FilledLine, Identifier, SiteCode
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/sites", tags=["sites"], responses=PROBLEMS)
Reader = Annotated[Caller, needs(Permission.SCANS_READ)]
Administrator = Annotated[Caller, needs(Permission.USERS_MANAGE)]
Name = Annotated[FilledLine, Field(max_length=100)]


class Site(BaseModel):
    """A place that paper comes from: a plant, a warehouse, an office."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    code: str = Field(description="its short name for programs and settings; it never changes")
    name: str
    people: int = Field(description="who may sign in and belongs to it")
    keys: int
    created_at: datetime
    closed_at: datetime | None


class Sites(BaseModel):
    """All sites by code, closed ones among them."""

    items: list[Site]


class NewSite(BaseModel):
    """A site to add."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"code": "suzhou-2", "name": "苏州二厂"}]}
    )

    code: SiteCode
    name: Name


class SiteChange(BaseModel):
    """What is to be different; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    name: Name | None = None
    closed: bool | None = Field(default=None, description="a closed site is offered to nobody new")


@router.get("", summary="List sites")
def get_sites(_: Reader, services: UseServices) -> Sites:
    """All of them: what came from a closed one is still there."""
    return Sites(items=[Site.model_validate(site) for site in list_sites(services)])


@router.post("", status_code=201, summary="Add a site", responses=CONFLICT)
def post_site(caller: Administrator, given: NewSite, services: UseServices) -> Site:
    """Give it to people (`PATCH /users/{id}`) and keys: what they hand in from then on belongs to it."""
    return Site.model_validate(create_site(services, actor=caller.actor, code=given.code, name=given.name))


@router.patch("/{site_id}", summary="Rename or close a site", responses=NOT_FOUND)
def patch_site(caller: Administrator, site_id: Identifier, change: SiteChange, services: UseServices) -> Site:
    """Who belongs to a closed site stays there until given another."""
    changed = change_site(services, actor=caller.actor, site_id=site_id, name=change.name, closed=change.closed)
    return Site.model_validate(changed)
