"""The page of one scan."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.web.api.texts import Identifier
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.parts import UseServices
from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/scans/{scan_id}")
def scan_page(
    request: Request,
    scan_id: Identifier,
    caller: Annotated[Caller, Depends(NeedsPerson(Permission.SCANS_READ))],
    services: UseServices,
) -> HTMLResponse:
    """Its pages, values, history and deliveries; the page's script asks the API for them."""
    show_scan(services, scan_id=scan_id)  # an address without a scan is told at once, not by an empty page
    return render_page(
        request,
        "scan",
        caller=caller,
        texts=("audit.", "error.delivery_", "error.connector_"),
        scan_id=scan_id,
        may_write=caller.may(Permission.SCANS_WRITE),
        may_review=caller.may(Permission.REVIEW_WRITE),
        may_draw=caller.may(Permission.TEMPLATES_WRITE),
        may_see_deliveries=caller.may(Permission.DELIVERIES_READ),
    )
