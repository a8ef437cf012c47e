"""The page where scans are handed in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.parts import Parts
from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/upload")
def upload_page(
    request: Request, parts: Parts, caller: Annotated[Caller, Depends(NeedsPerson(Permission.SCANS_WRITE))]
) -> HTMLResponse:
    """Choose, drop, paste or photograph, and watch it go through."""
    settings = parts.settings
    return render_page(
        request,
        "upload",
        caller=caller,
        texts=("scan.picture_of_page",),
        limit_mb=settings.max_upload_mb,
        # Files that were not sent yet are kept in the browser, for this person alone.
        owner=caller.actor,
        watches=settings.intake_folder is not None,
    )
