"""The wall view: a page for a screen in the hall, without a sign-in."""

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from ocr_service.web.render import render_page

router = APIRouter(include_in_schema=False)


@router.get("/wall")
def wall_page(request: Request, lang: Literal["zh-CN", "en"] | None = None) -> HTMLResponse:
    """Holds no figures itself: its script asks for them with the token that stands behind # in the link.

    `lang` is the language of whoever made the link: a screen's own browser speaks whatever it came with.
    """
    return render_page(request, "wall", caller=None, language=lang)
