"""The page for checking many forms at once."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/check")
def check_page(
    request: Request, caller: Annotated[Caller, Depends(NeedsPerson(Permission.REVIEW_WRITE))]
) -> HTMLResponse:
    """Alike readings in a grid, fields typed by two people, accepted forms drawn at random, and the errors found."""
    review = ("kind.", "present", "absent", "crop_of", "saving", "unsaved", "nothing_to_undo")
    texts = tuple(f"review.{name}" for name in review)
    modes = ("alike", "keying", "audit", *(("errors",) if caller.may(Permission.BOARD_READ) else ()))
    return render_page(request, "check", caller=caller, texts=texts, modes=modes)
