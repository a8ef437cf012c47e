"""The page of one form: its zones over its picture, its versions and what differs between them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.templates.publish_template import show_template
from ocr_service.web.api.texts import TemplateName
from ocr_service.web.field_labels import in_language
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.parts import UseServices
from ocr_service.web.render import page_language, render_page

router = APIRouter(include_in_schema=False)


@router.get("/forms/{name}")
def form_page(
    request: Request,
    name: TemplateName,
    caller: Annotated[Caller, Depends(NeedsPerson(Permission.TEMPLATES_READ))],
    services: UseServices,
) -> HTMLResponse:
    """The page's script asks the API for the versions."""
    published = show_template(services, name=name)  # an address without a form is told at once
    return render_page(
        request,
        "form",
        caller=caller,
        texts=("designer.type.",),
        name=name,
        title=in_language(published.template.title, page_language(request, caller)),
        may_write=caller.may(Permission.TEMPLATES_WRITE),
    )
