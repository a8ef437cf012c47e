"""The page on which a form is drawn."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.templates.keep_drafts import show_draft
from ocr_service.web.api.texts import Identifier
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.parts import UseServices
from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/designer/{draft_id}")
def designer_page(
    request: Request,
    draft_id: Identifier,
    caller: Annotated[Caller, Depends(NeedsPerson(Permission.TEMPLATES_WRITE))],
    services: UseServices,
) -> HTMLResponse:
    """The page's script asks the API for the draft."""
    show_draft(services, draft_id=draft_id)  # an address without a draft is told at once
    return render_page(
        request,
        "designer",
        caller=caller,
        texts=("form.column.zone",),
        draft_id=draft_id,
        may_map=caller.may(Permission.WEBHOOKS_MANAGE),
    )
