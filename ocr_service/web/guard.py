"""Who may come in. First `Authentication` finds the caller and turns strangers away; then each route's `needs` decides.

Both must let a request through: a route that forgot its `needs` stops the service at start (see `find_unguarded`).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from ocr_service.access.caller import Caller
from ocr_service.access.origin import comes_from_own_pages
from ocr_service.access.roles import Permission
from ocr_service.access.tokens import same_token
from ocr_service.usecases.people.sign_in import find_key, find_session
from ocr_service.web.parts import WebParts, parts_of
from ocr_service.web.problem.page import asks_for_page
from ocr_service.web.problems import Problem, problem_response

SESSION_COOKIE: Final = "ocr_session"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

# All that answers without a caller, besides the files that pages are made of: health, and the way in.
PUBLIC: Final = frozenset(
    {
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/login"),
        ("POST", "/api/v1/session"),
        # These carry their own permission: a signature.
        ("GET", "/api/v1/payloads/{delivery_id}"),
        ("POST", "/api/v1/callbacks/{endpoint_id}"),
        # A screen in the hall: the page holds nothing, and its figures ask for the token of a wall link.
        ("GET", "/wall"),
        ("GET", "/api/v1/wall"),
        # What the browser keeps for want of a line; it says nothing of anybody.
        ("GET", "/offline"),
    }
)
# The same as patterns of paths: what stands in braces is one part of the path, whatever it is.
_PUBLIC_PATHS: Final = tuple((method, re.compile(re.sub(r"\{\w+\}", "[^/]+", path))) for method, path in sorted(PUBLIC))


class Authentication:
    """Finds out who asks, by API key or session cookie, before anything of the request's body is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            request.state.caller = await run_in_threadpool(_find_caller, request, parts_of(request))
            if request.state.caller is None and not is_public(request.method, request.url.path):
                await _turn_away(request)(scope, receive, send)
                return
        except Problem as problem:
            await problem_response(request, problem)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class Needs:
    """A route's guard: lets callers with the permission in (None: everyone who is known), gives their `Caller`."""

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Caller:
        caller: Caller | None = request.state.caller
        if caller is None:
            raise _stranger()
        if caller.session is not None and request.method not in SAFE_METHODS:
            await _check_own_page(request, caller.session.csrf_token)
        if self.permission is not None and not caller.may(self.permission):
            raise Problem("not_allowed", 403, params={"permission": self.permission.value})
        return caller


class NeedsPerson(Needs):
    """Like `Needs`, for what only a person has: a password, a language."""

    async def __call__(self, request: Request) -> Caller:
        caller = await super().__call__(request)
        if caller.kind != "user":
            raise Problem("only_for_people", 403)
        return caller


def needs(permission: Permission | None) -> Any:
    """The dependency that guards a route and hands it the caller."""
    return Depends(Needs(permission))


AnyCaller = Annotated[Caller, Depends(Needs(None))]
Person = Annotated[Caller, Depends(NeedsPerson(None))]


def is_public(method: str, path: str) -> bool:
    return any(method == allowed and pattern.fullmatch(path) for allowed, pattern in _PUBLIC_PATHS)


def check_origin(request: Request) -> None:
    """Refuses a request that another site's page made a browser send."""
    own = {request.headers.get("host", "").lower(), urlsplit(parts_of(request).settings.public_url).netloc.lower()}
    if not comes_from_own_pages(request.headers, frozenset(own - {""})):
        raise Problem("other_site", 403)


def find_unguarded(routes: Sequence[BaseRoute]) -> Iterator[str]:
    """The routes that are neither public nor have a guard, as ``METHOD path``."""
    for context in iter_route_contexts(routes):
        path = context.path or ""
        for method in sorted(context.methods or {"ANY"}):
            if (method, path) not in PUBLIC and not any(_guards(context)):
                yield f"{method} {path}"


def find_permission(context: RouteContext) -> Permission | None:
    """What a route asks for; None where every caller, or everybody, may use it."""
    return next((guard.permission for guard in _guards(context)), None)


def _guards(context: RouteContext) -> Iterator[Needs]:
    if isinstance(context.original_route, APIRoute):
        for dependency in _all_dependencies(context.dependant):
            if isinstance(dependency.call, Needs):
                yield dependency.call


def _all_dependencies(dependant: Any) -> Iterator[Any]:
    for dependency in dependant.dependencies:
        yield dependency
        yield from _all_dependencies(dependency)


def _find_caller(request: Request, parts: WebParts) -> Caller | None:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, key = authorization.partition(" ")
        caller = find_key(parts.services, key=key.strip()) if scheme.lower() == "bearer" else None
        if caller is None:
            raise Problem("key_refused", 401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return caller
    token = request.cookies.get(SESSION_COOKIE)
    return find_session(parts.services, token=token, idle=parts.idle) if token else None


def _turn_away(request: Request) -> Response:
    if asks_for_page(request):
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(target, safe='')}", status_code=303)
    return problem_response(request, _stranger())


def _stranger() -> Problem:
    return Problem("not_signed_in", 401, headers={"WWW-Authenticate": "Bearer"})


async def _check_own_page(request: Request, expected: str) -> None:
    check_origin(request)
    given = request.headers.get("x-csrf-token")
    if given is None and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        field = (await request.form(max_files=0, max_fields=100)).get("csrf_token")
        given = field if isinstance(field, str) else None
    if given is None or not same_token(given, expected):
        raise Problem("csrf_token_wrong", 403)
