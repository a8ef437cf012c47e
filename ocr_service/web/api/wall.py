"""The wall view's figures, and the links that open it."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.board.measure_times import Passage
from ocr_service.usecases.board.wall_links import list_wall_links, make_wall_link, revoke_wall_link, show_wall
from ocr_service.web.api.board_shapes import Stage
from ocr_service.web.api.problem_docs import NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import FilledLine, Identifier
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts, UseServices

router = APIRouter(tags=["board"], responses=PROBLEMS)
SupervisingPerson = Annotated[Caller, Depends(NeedsPerson(Permission.BOARD_READ))]
_LONGEST_TOKEN: Final = 100


class Link(BaseModel):
    """A link, without its token."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    created_at: datetime
    created_by: str
    used_at: datetime | None = Field(description="when a screen last showed it, to about ten minutes")


class Links(BaseModel):
    """The links that open something, the newest first."""

    items: list[Link]


class WantedLink(BaseModel):
    """A link to be made."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Hall 2"}]})
    name: Annotated[FilledLine, Field(max_length=100)]


class MadeLink(Link):
    """A link just made: `path` is shown this once. What follows # never leaves the browser by itself."""

    path: str


class Wall(BaseModel):
    """Figures without names or values."""

    at: datetime
    stages: list[Stage]
    received: int
    accepted: int
    accepted_alone: int
    median_seconds: float | None = Field(description="from upload to accepted, last 24 hours")
    workers: int
    people: int
    pages_per_hour: int
    late: int
    warnings: int


@router.get("/wall", summary="The wall view's figures", responses=NOT_FOUND)
def get_wall(parts: Parts, token: Annotated[str, Header(alias="X-Wall-Token", max_length=_LONGEST_TOKEN)] = "") -> Wall:
    """For screens: asked with a wall link's token instead of a sign-in."""
    figures = show_wall(parts.services, token=token, data_folder=parts.settings.data_folder)
    board = figures.board
    passed: Passage = board.day.to_accepted
    return Wall(
        at=board.at,
        stages=[Stage.model_validate(stage) for stage in board.queues.stages],
        received=board.day.received,
        accepted=board.day.accepted,
        accepted_alone=board.day.accepted_alone,
        median_seconds=passed.median,
        workers=sum(worker.alive for worker in board.machines.workers),
        people=sum(person.minutes > 0 for person in board.people),
        pages_per_hour=board.machines.pages_per_hour,
        late=sum(lane.late for lane in board.queues.lanes),
        warnings=figures.warnings,
    )


@router.get("/board/wall-links", summary="List wall links")
def get_links(_: SupervisingPerson, services: UseServices) -> Links:
    """Those that open something."""
    return Links(items=[Link.model_validate(link) for link in list_wall_links(services)])


@router.post("/board/wall-links", status_code=201, summary="Make a wall link")
def post_link(caller: SupervisingPerson, wanted: WantedLink, request: Request, services: UseServices) -> MadeLink:
    """Opens the wall view on any screen, and nothing else, until it is revoked."""
    made = make_wall_link(services, actor=caller.actor, name=wanted.name)
    language = choose_language(request.headers.get("accept-language"), caller.language)
    return MadeLink(**Link.model_validate(made.view).model_dump(), path=f"/wall?lang={language}#{made.token}")


@router.delete("/board/wall-links/{link_id}", status_code=204, summary="Revoke a wall link", responses=NOT_FOUND)
def delete_link(caller: SupervisingPerson, link_id: Identifier, services: UseServices) -> None:
    """Its screens show nothing any more."""
    revoke_wall_link(services, actor=caller.actor, link_id=link_id)
