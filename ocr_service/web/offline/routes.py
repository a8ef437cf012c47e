"""What the browser keeps to show where there is no line: a plain page that says so."""

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/offline")
def offline_page(request: Request, language: Literal["zh-CN", "en"] | None = None) -> HTMLResponse:
    """Nobody's: the browser keeps it for whoever opens the service next (see `worker.js`)."""
    return render_page(request, "offline", caller=None, language=language)
