"""Draws a page: its template, in the person's language, with the sentences that its script needs."""

from pathlib import Path
from typing import Any, Final

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.web.assets import ASSETS
from ocr_service.web.i18n import LANGUAGES, choose_language
from ocr_service.web.parts import parts_of

# Set by the page's language switch; the sign-in page has no person to remember it for.
LANGUAGE_COOKIE: Final = "language"

# The pages in the top bar, with what one must be allowed to see each.
_NAVIGATION: Final = (
    ("upload", Permission.SCANS_WRITE),
    ("review", Permission.REVIEW_WRITE),
    ("check", Permission.REVIEW_WRITE),
    ("scans", Permission.SCANS_READ),
    ("forms", Permission.TEMPLATES_READ),
    ("board", Permission.BOARD_READ),
)
# Administration has several pages; whoever may see one of these finds it in the top bar.
_ADMINISTRATES: Final = (
    Permission.USERS_MANAGE,
    Permission.KEYS_MANAGE,
    Permission.WEBHOOKS_MANAGE,
    Permission.MASTERDATA_WRITE,
    Permission.AUDIT_READ,
)
# Sentences that any script may need; each page gets its own room's besides. Reasons and errors come spelt out.
_SHARED_TEXTS: Final = ("pages.",)

_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Chinese as it is: spelt out in ASCII it would weigh twice as much, and pages are not compressed.
_ENVIRONMENT.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}


def render_page(
    request: Request,
    room: str,
    *,
    caller: Caller | None,
    page: str = "page",
    texts: tuple[str, ...] = (),
    language: str | None = None,
    **context: Any,
) -> HTMLResponse:
    """A page of a room: `page` is its name where there are several, `texts` prefixes of further sentences it uses.

    `language` is that of a page which is nobody's; by default the person's or the machine's.
    """
    language = language or page_language(request, caller)
    sentences = parts_of(request).texts
    own = f"{room}." if page == "page" else f"{room}.{page}."
    wanted = (*_SHARED_TEXTS, own, *texts)
    script, first = f"{room}/{page}.js", f"{room}/first.js"
    drawn = _ENVIRONMENT.get_template(f"{room}/{page}.html").render(
        room=room,
        caller=caller,
        language=language,
        other_language=next(one for one in LANGUAGES if one != language),
        navigation=[{"room": name, "path": f"/{name}"} for name in _navigation(caller)] if caller else [],
        csrf_token=caller.session.csrf_token if caller and caller.session else "",
        assets=ASSETS.prefix,
        styles=ASSETS.styles_of(room),
        script=script,
        first=first if first in ASSETS.files else None,
        scripts=ASSETS.scripts_of(first, script),
        texts={key: text for key, text in sentences.of(language).items() if key.startswith(wanted)},
        t=lambda key, **params: sentences.text(language, key, **params),
        **context,
    )
    # A page holds a person's name and token: neither a proxy nor the back button may show it to the next one.
    return HTMLResponse(drawn, headers={"Cache-Control": "no-store", "Content-Language": language})


def _navigation(caller: Caller) -> list[str]:
    rooms = [name for name, need in _NAVIGATION if caller.may(need)]
    return [*rooms, "admin"] if any(caller.may(need) for need in _ADMINISTRATES) else rooms


def render_part(request: Request, template: str, *, caller: Caller, **context: Any) -> HTMLResponse:
    """A part that a page's script puts into the page; it holds neither the person's name nor a token."""
    language = page_language(request, caller)
    sentences = parts_of(request).texts
    drawn = _ENVIRONMENT.get_template(template).render(
        t=lambda key, **params: sentences.text(language, key, **params), **context
    )
    return HTMLResponse(drawn, headers={"Cache-Control": "no-store", "Content-Language": language})


def page_language(request: Request, caller: Caller | None) -> str:
    """The person's own language; before sign-in the one last chosen on this machine, else the browser's."""
    preferred = caller.language if caller else request.cookies.get(LANGUAGE_COOKIE)
    return choose_language(request.headers.get("accept-language"), preferred)
