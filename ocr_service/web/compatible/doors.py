"""Finds the vendor's door that a request knocks at; each vendor says in its own words who may not come in."""

import re
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.people.sign_in import find_key
from ocr_service.web.parts import services_of

log = structlog.get_logger("ocr_service.web")


@dataclass(frozen=True, kw_only=True)
class Door:
    """One call of a vendor. `fail` answers what nobody foresaw."""

    methods: frozenset[str]
    path: re.Pattern[str]
    answer: Callable[[Request], Awaitable[Response]]
    fail: Callable[[], Response]


class CompatibleDoors:
    """A layer before the API's own: it lets through whatever is none of its doors."""

    def __init__(self, app: ASGIApp, *, doors: Sequence[Door]) -> None:
        self._app = app
        self._doors = tuple(doors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self._find(scope) if scope["type"] == "http" else None
        if door is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await door.answer(request)
        except ClientDisconnect:
            raise
        except Exception as error:
            # Told in the vendor's words, so that its programs understand it.
            log.error("request_failed", path=request.url.path, exception="".join(traceback.format_exception(error)))
            response = door.fail()
        await response(scope, receive, send)

    def _find(self, scope: Scope) -> Door | None:
        fitting = (one for one in self._doors if one.path.fullmatch(scope["path"]) and scope["method"] in one.methods)
        return next(fitting, None)


class TooMuch(Exception):
    """The body has more bytes than the vendor takes."""


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """Raises TooMuch, as soon as that is known."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit_bytes:
        raise TooMuch
    pieces, come = [], 0
    async for piece in request.stream():
        come += len(piece)
        if come > limit_bytes:
            raise TooMuch
        pieces.append(piece)
    return b"".join(pieces)


async def find_caller(request: Request, key: str | None) -> Caller | None:
    """The machine that has this API key."""
    caller = await run_in_threadpool(find_key, services_of(request), key=key) if key else None
    request.state.caller = caller
    return caller


def may_read(caller: Caller) -> bool:
    """Whoever calls hands a scan in and gets its values back at once."""
    return caller.may(Permission.SCANS_WRITE) and caller.may(Permission.SCANS_READ)
