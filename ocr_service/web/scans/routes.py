"""The list of scans."""

from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission, Role
from ocr_service.records.states import ScanState
from ocr_service.usecases.following.filter_scans import Group
from ocr_service.usecases.people.manage_sites import list_sites
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.parts import UseServices
from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/scans")
def scans_page(
    request: Request, caller: Annotated[Caller, Depends(NeedsPerson(Permission.SCANS_READ))], services: UseServices
) -> HTMLResponse:
    """Every scan that the person may see, filtered and searched; a clerk sees his own first."""
    return render_page(
        request,
        "scans",
        caller=caller,
        states=[state.value for state in ScanState],
        groups=get_args(Group),
        sites=list_sites(services),
        mine_first=caller.role == Role.CLERK,
        may_hand_in=caller.may(Permission.SCANS_WRITE),
        texts=("upload.same_as_first",),
    )
