"""Refuses bodies that are too large: at once by their ``Content-Length``, else as soon as too much has come."""

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
    """Lets `small` bytes through, and more on the routes in `large` (by method and path).

    Nothing is refused before somebody reads the body, so strangers are told that they are strangers, not the limits.
    """

    def __init__(self, app: ASGIApp, *, small: int, large: Mapping[tuple[str, str], int]) -> None:
        self._app = app
        self._small = small
        self._large = dict(large)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._large.get((scope["method"], scope["path"]), self._small)
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
