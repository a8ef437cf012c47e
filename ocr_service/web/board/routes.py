"""The operations board."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.web.first_steps import first_steps_for
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.parts import Parts
from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/board")
def board_page(
    request: Request, caller: Annotated[Caller, Depends(NeedsPerson(Permission.BOARD_READ))], parts: Parts
) -> HTMLResponse:
    """How the work goes now; its script asks for the figures every few seconds."""
    return render_page(
        request,
        "board",
        caller=caller,
        may_add_receivers=caller.may(Permission.WEBHOOKS_MANAGE),
        first_steps=first_steps_for(parts, caller),
    )
