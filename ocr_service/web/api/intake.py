"""What the watched folder did not take."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.receiving.note_refused import list_refused
from ocr_service.web.api.problem_docs import PROBLEMS
from ocr_service.web.api.scans import Show
from ocr_service.web.api.shown_reasons import ShownReason
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/intake", tags=["scans"], responses=PROBLEMS)


class Refused(BaseModel):
    """A file in the folder's ``failed``: since when, and why."""

    at: datetime
    file_name: str
    reasons: list[ShownReason]


class RefusedFiles(BaseModel):
    """Newest first."""

    items: list[Refused] = Field(max_length=20)


@router.get("/refused", summary="Files that the watched folder refused")
def get_refused(
    caller: Annotated[Caller, needs(Permission.SCANS_WRITE)], services: UseServices, show: Show
) -> RefusedFiles:
    """Those of the last seven days, of the caller's site."""
    found = list_refused(services, actor=caller.actor)
    return RefusedFiles(
        items=[Refused(at=one.at, file_name=one.file_name, reasons=show.reasons(one.reasons)) for one in found]
    )
