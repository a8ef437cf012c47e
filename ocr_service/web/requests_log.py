"""The outermost layer: each request gets an identifier, one log line, the security headers, and a clean end.

What no other layer knew how to answer is logged with its trace and told as ``internal_error``, without it.
"""

import logging
import re
import secrets
import time
import traceback
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ocr_service.web.problems import problem_response

log = structlog.get_logger("ocr_service.web")

_ACCEPTABLE_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")

SECURITY_HEADERS: Final = {
    # Nothing from elsewhere, nothing inline: an injected text stays a text.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}


class RequestsLog:
    """Wraps every request, whatever becomes of it."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        labels = ("method", "route", "status")
        self._requests = Counter("ocr_web_requests", "Answered requests", labels, registry=registry)
        self._seconds = Histogram("ocr_web_request_seconds", "Time to answer", ("route",), registry=registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.request_id = _request_id(request)
        request.state.caller = None
        status, begun = 0, time.perf_counter()

        async def send_finished(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, request)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request.state.request_id):
            try:
                await self._app(scope, receive, send_finished)
            except ClientDisconnect:
                status = 499  # the customary number in logs for a client that went away
            except Exception as error:
                # Not log.exception: renderers for the console may print local variables, cookies among them.
                trace = "".join(traceback.format_exception(error))
                log.error("request_failed", method=request.method, path=request.url.path, exception=trace)
                if status:  # half an answer is out: break the connection rather than pretend that it is whole
                    raise
                await problem_response(request, error)(scope, receive, send_finished)
            finally:
                self._note(request, status, time.perf_counter() - begun)

    def _note(self, request: Request, status: int, seconds: float) -> None:
        # The route's pattern, not the path: identifiers as labels would fill the memory.
        route = _pattern(request)
        self._requests.labels(request.method if route != "unknown" else "other", route, status).inc()
        self._seconds.labels(route).observe(seconds)
        caller = request.state.caller
        # Pages ask for states every second: what only looks, and is answered, is for those who debug.
        only_looks = request.method in ("GET", "HEAD") and 0 < status < 400
        log.log(
            logging.DEBUG if only_looks else logging.INFO,
            "request",
            method=request.method,
            path=request.url.path,
            status=status,
            milliseconds=round(seconds * 1000, 1),
            actor=caller.actor if caller else None,
            client=request.client.host if request.client else None,
        )


def _pattern(request: Request) -> str:
    if "endpoint" not in request.scope:
        return "unknown"
    names = {str(value): f"{{{name}}}" for name, value in request.path_params.items()}
    path = request.url.path
    # A file's name may be several parts of the path.
    for value in (one for one in names if "/" in one):
        path = path.replace(f"/{value}", f"/{names[value]}")
    return "/".join(names.get(part, part) for part in path.split("/"))


def _request_id(request: Request) -> str:
    given = request.headers.get("x-request-id", "")
    return given if _ACCEPTABLE_ID.fullmatch(given) else secrets.token_hex(12)


def _add_headers(message: Message, request: Request) -> None:
    headers = MutableHeaders(scope=message)
    headers["X-Request-Id"] = request.state.request_id
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    # Forms hold people's data: no proxy and no shared machine's browser keeps them.
    headers.setdefault("Cache-Control", "no-store")
