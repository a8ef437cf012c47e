"""Submit once: what was given before is found, and used."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.cases.find_given import find_given, use_given
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.scan_shapes import Scan
from ocr_service.web.api.scans import Reader, Show
from ocr_service.web.api.texts import Identifier, Line, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices
from ocr_service.web.problems import Problem

router = APIRouter(tags=["cases"], responses=PROBLEMS)
Value = Annotated[str, Query(pattern=r"^[a-z][a-z0-9_]*=", max_length=500)]


class GivenPaper(BaseModel):
    """A paper that came before: when, from whom, and by what it is known to be the same."""

    model_config = ConfigDict(from_attributes=True)

    scan_id: str
    file_name: str
    created_at: datetime
    actor: str
    actor_name: str | None
    state: str
    template: str | None
    case_id: str | None
    why: Literal["same_file", "same_serial", "same_values"]


class Given(BaseModel):
    """Oldest first: use the first one instead of asking for the paper again."""

    items: list[GivenPaper]


class Instead(BaseModel):
    """The paper that was given before."""

    model_config = ConfigDict(extra="forbid")

    given: Identifier = Field(description="its scan")


@router.get("/given", summary="Find what was given before", responses=NOT_FOUND)
def get_given(
    _: Reader,
    services: UseServices,
    sha256: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$", description="of the file's bytes")] = None,
    template: TemplateName | None = None,
    serial: Annotated[Line | None, Query(description="of a printed blank of the form `template`")] = None,
    value: Annotated[
        list[Value] | None, Query(max_length=5, description="name=value, for each of the form's `unique_by` fields")
    ] = None,
) -> Given:
    """By its bytes, its serial number, or the values by which its form knows it. What came to nothing was not given."""
    if sha256 is None and serial is None and not value:
        raise Problem("given_key_unusable", 422, params={"names": "sha256, serial, value"})
    values = dict(one.split("=", 1) for one in value or ())
    found = find_given(services, sha256=sha256, template=template, serial=serial, values=values)
    names = name_actors(services, {one.actor for one in found})
    return Given(items=[GivenPaper(**{**vars(one), "actor_name": names.get(one.actor)}) for one in found])


@router.post("/scans/{scan_id}/use-given", summary="Use the paper given before", responses={**NOT_FOUND, **CONFLICT})
def post_use_given(
    caller: Annotated[Caller, needs(Permission.SCANS_WRITE)],
    scan_id: Identifier,
    instead: Instead,
    services: UseServices,
    show: Show,
) -> Scan:
    """Takes this scan out; answers with the one that was given before, which takes its place in its case."""
    use_given(services, actor=caller.actor, scan_id=scan_id, given_id=instead.given)
    return show.scan(show_scan(services, scan_id=instead.given).summary)
