"""Blank forms to print."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.blanks.print_blanks import MOST_COPIES, print_blanks
from ocr_service.web.api.pictures import attachment
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import Parts

router = APIRouter(tags=["templates"], responses=PROBLEMS)

_PDF: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        "description": "a PDF in true size; `Blank-Serials` tells the first and the last number",
    }
}


class Copies(BaseModel):
    """How many are wanted."""

    model_config = ConfigDict(extra="forbid")

    copies: int = Field(1, ge=1, le=MOST_COPIES)


@router.post(
    "/templates/{name}/blanks",
    summary="Print blank copies of a form",
    response_class=Response,
    responses={**_PDF, **NOT_FOUND, **CONFLICT},
)
def post_blanks(
    request: Request,
    name: TemplateName,
    body: Copies,
    caller: Annotated[Caller, needs(Permission.SCANS_WRITE)],
    parts: Parts,
) -> Response:
    """Each copy has a serial number and a QR code: the address of the form's page, by which a scan of it is recognised
    for certain. Where no page has blank paper for a code, the copies come without."""
    base_url = parts.settings.public_url or str(request.base_url)
    printed = print_blanks(parts.services, actor=caller.actor, template=name, copies=body.copies, base_url=base_url)
    headers = {"Content-Disposition": attachment(f"{name}-v{printed.version}.pdf"), "Cache-Control": "no-store"}
    if printed.serials:
        headers["Blank-Serials"] = f"{printed.serials[0]}-{printed.serials[-1]}"
    return Response(printed.pdf, media_type="application/pdf", headers=headers)
