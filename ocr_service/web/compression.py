"""Answers of the API are gzipped where that tells nobody anything; scripts and styles lie compressed in `assets`.

The length of a compressed answer tells how well its parts repeat each other. Where one part is secret and another is
the attacker's own, the secret can be guessed letter by letter (BREACH). Pages hold the person's CSRF token, and so does
``/me``: these go out as they are. What is left holds no token, and another site cannot make a browser ask for it
unseen: the session's cookie goes along only where a whole page is opened (SameSite).
"""

from typing import Final

from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_LEAST_BYTES: Final = 1000  # below that, one packet carries it anyway
_LEVEL: Final = 5  # a third of level 9's time for 2 % more bytes
# The one part of a page that comes without any token.
_REFERENCE: Final = "/docs/operations"
_WITH_TOKEN: Final = frozenset({"/api/v1/me", "/api/v1/session"})
_COMPRESSED_ALREADY: Final = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "image/*", "application/pdf")


class CompressedData:
    """Gzips the JSON of the API's GET answers, and the API's reference."""

    def __init__(self, app: ASGIApp) -> None:
        self._as_it_is = app
        self._gzipped = GZipMiddleware(app, _LEAST_BYTES, _LEVEL, exclude_content_types=_COMPRESSED_ALREADY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._gzipped if _may_compress(scope) else self._as_it_is)(scope, receive, send)


def _may_compress(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path: str = scope["path"]
    return path == _REFERENCE or (path.startswith("/api/") and path not in _WITH_TOKEN)
