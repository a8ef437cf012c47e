"""The sign-in page. Signing in itself is ``POST /api/v1/session``."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/login")
def login_page(request: Request) -> Response:
    """The way in; whoever is in already goes on to their first page."""
    if request.state.caller is not None:
        return RedirectResponse("/", status_code=303)
    return render_page(request, "login", caller=None)
