"""The review desk."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/review")
def review_page(
    request: Request, caller: Annotated[Caller, Depends(NeedsPerson(Permission.REVIEW_WRITE))]
) -> HTMLResponse:
    """The next form that a person must look at; its script claims it."""
    may_author = caller.may(Permission.TEMPLATES_WRITE)
    texts = ("scan.pictures", "scan.picture_of_page")
    return render_page(request, "review", caller=caller, texts=texts, may_author=may_author)
