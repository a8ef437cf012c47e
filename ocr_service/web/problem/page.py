"""A problem as a page, for people who opened an address in their browser; programs get RFC 9457 (see `problems`)."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.web.i18n import weigh_media_type
from ocr_service.web.render import render_page

# Where the API's sentence speaks of requests and permissions, the page has one of its own.
OWN_SENTENCES: Final = frozenset({"not_allowed", "not_found", "internal_error", "only_for_people"})


def asks_for_page(request: Request) -> bool:
    """Whether a browser is to show the answer, rather than a script or a program to work with it."""
    if request.method not in ("GET", "HEAD") or request.url.path.startswith("/api/"):
        return False
    accepted = request.headers.get("accept", "")
    page = weigh_media_type(accepted, "text/html")
    return page > 0 and page >= weigh_media_type(accepted, "application/json")


def problem_page(request: Request, *, code: str, status: int, params: Mapping[str, Any]) -> HTMLResponse:
    """What happened and what to do. It asks the database nothing, which may be the very thing that is at fault."""
    if code == "request_invalid":
        # A page is asked for by its address alone: one that cannot be right leads nowhere.
        code, status = "not_found", 404
    caller: Caller | None = request.state.caller
    page = render_page(
        request,
        "problem",
        # A machine has no role and no pages of its own.
        caller=caller if caller and caller.kind == "user" else None,
        title=f"title.{status}",
        sentence=f"problem.{code}" if code in OWN_SENTENCES else f"error.{code}",
        params=params,
        is_fault=status >= 500,
        request_id=request.state.request_id,
    )
    page.status_code = status
    return page
