"""Refuses bodies that are too large: at once by their ``Content-Length``, else as soon as too much has come."""

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyTooLarge(HTTPException):
    """The request has more bytes than this route takes. (The framework lets no other kind of error through.)"""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(413)
        self.limit_bytes = limit_bytes


class BodyLimit:
    """Lets `small` bytes through, and more on the routes in `large` (by method and path, with ``{name}`` for any part).

    Nothing is refused before somebody reads the body, so strangers are told that they are strangers, not the limits.
    """

    def __init__(self, app: ASGIApp, *, small: int, large: Mapping[tuple[str, str], int]) -> None:
        self._app = app
        self._small = small
        self._large = [(method, _pattern(path), limit) for (method, path), limit in large.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["method"], scope["path"])
        announced = Headers(scope=scope).get("content-length", "0")
        come = 0

        async def receive_within_limit() -> Message:
            nonlocal come
            # The server has refused a length that is no number.
            if announced.isdecimal() and int(announced) > limit:
                raise BodyTooLarge(limit)
            message = await receive()
            come += len(message.get("body", b""))
            if come > limit:
                raise BodyTooLarge(limit)
            return message

        await self._app(scope, receive_within_limit, send)

    def _limit_of(self, method: str, path: str) -> int:
        limits = (limit for known, pattern, limit in self._large if known == method and pattern.fullmatch(path))
        return next(limits, self._small)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in re.split(r"\{[a-z_]+\}", path)))
