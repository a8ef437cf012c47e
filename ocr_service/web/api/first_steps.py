"""The first steps on a new service: put away, or brought back. They are shown by their page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.board.first_steps import put_away_first_steps
from ocr_service.web.api.problem_docs import PROBLEMS
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/first-steps", tags=["board"], responses=PROBLEMS)
Administrator = Annotated[Caller, Depends(NeedsPerson(Permission.USERS_MANAGE))]


class Reminding(BaseModel):
    """Whether administrators are reminded of the first steps."""

    model_config = ConfigDict(extra="forbid")
    put_away: bool


@router.put("", status_code=204, summary="Put the first steps away, or bring them back")
def put_first_steps(caller: Administrator, wanted: Reminding, services: UseServices) -> None:
    """For all administrators."""
    put_away_first_steps(services, actor=caller.actor, away=wanted.put_away)
