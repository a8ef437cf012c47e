"""Quality and value over some time."""

from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.board.show_quality import By
from ocr_service.usecases.board.value import FIELD_SECONDS, KEY_SECONDS, KEYS_PER_HANZI
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/quality")
def quality_page(
    request: Request, caller: Annotated[Caller, Depends(NeedsPerson(Permission.BOARD_READ))]
) -> HTMLResponse:
    """How well forms are read and what that saves, with the formula."""
    formula = {"per_key": KEY_SECONDS, "per_field": FIELD_SECONDS, "hanzi": KEYS_PER_HANZI}
    groups = get_args(By)
    return render_page(request, "quality", caller=caller, texts=("warning.fault.",), groups=groups, formula=formula)
