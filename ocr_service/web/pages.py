"""The HTML pages, one folder each: routes, page, script and style together."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import RedirectResponse

from ocr_service.access.roles import Role
from ocr_service.web.admin.routes import router as admin
from ocr_service.web.blank.routes import router as blank
from ocr_service.web.board.routes import router as board
from ocr_service.web.check.routes import router as check
from ocr_service.web.designer.routes import router as designer
from ocr_service.web.first_steps import first_steps_for
from ocr_service.web.form.routes import router as form
from ocr_service.web.forms.routes import router as forms
from ocr_service.web.guard import Person
from ocr_service.web.login.routes import router as login
from ocr_service.web.offline.routes import router as offline
from ocr_service.web.parts import Parts
from ocr_service.web.quality.routes import router as quality
from ocr_service.web.reference.routes import router as reference
from ocr_service.web.review.routes import router as review
from ocr_service.web.scan.routes import router as scan
from ocr_service.web.scans.routes import router as scans
from ocr_service.web.upload.routes import router as upload
from ocr_service.web.wall.routes import router as wall

_FIRST_PAGE: Final = {Role.CLERK: "/upload", Role.OPERATOR: "/review", Role.SUPERVISOR: "/board", Role.AUTHOR: "/forms"}

home = APIRouter(include_in_schema=False)


@home.get("/")
def first_page(caller: Person, parts: Parts) -> RedirectResponse:
    """Where a person's work begins; an administrator's, on a new service, with what is left to do there."""
    steps = first_steps_for(parts, caller)
    if steps is not None and not steps.over:
        return RedirectResponse("/admin/start", status_code=303)
    page = _FIRST_PAGE.get(caller.role, "/scans") if caller.role else "/scans"
    return RedirectResponse(page, status_code=303)


PAGES: Final[tuple[APIRouter, ...]] = (
    home,
    login,
    upload,
    blank,
    scans,
    scan,
    review,
    check,
    forms,
    form,
    designer,
    board,
    quality,
    wall,
    offline,
    admin,
    reference,
)
