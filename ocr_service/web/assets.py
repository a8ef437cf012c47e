"""Scripts and styles of the pages, served under a path that changes with their content, so browsers may keep them.

The folders look in the browser as they look here: ``/assets/<digest>/review/page.js`` imports ``../static/api.js``.
"""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

PUBLIC_FILES: Final = "/assets/"
_MEDIA_TYPES: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
_IMPORT: Final = re.compile(rb'^import [^"]*"(\.[^"]+\.js)";$', re.MULTILINE)
# Scripts that several rooms may use, and the style that each needs.
_STYLED: Final = {
    "static/vendor/uPlot.esm.js": "static/vendor/uPlot.min.css",
    "static/picture.js": "static/picture.css",
}
# Lies among the assets and stands beside all pages, which the browser must be told.
_SERVICE_WORKER: Final = "offline/worker.js"
_LEAST_BYTES: Final = 1000  # a smaller file travels in one packet anyway
_ONE_YEAR: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, kw_only=True)
class Assets:
    """All files by their path below the pages' folder, read and compressed once."""

    files: Mapping[str, bytes]
    gzipped: Mapping[str, bytes]
    digest: str

    @property
    def prefix(self) -> str:
        return f"{PUBLIC_FILES}{self.digest}"

    def styles_of(self, room: str) -> list[str]:
        """The style sheets of a room, those that its own builds on first."""
        own = sorted(name for name in self.files if name.startswith(f"{room}/") and name.endswith(".css"))
        scripts = self.scripts_of(f"{room}/page.js")
        return [*(style for script, style in _STYLED.items() if script in scripts), *own]

    def scripts_of(self, *names: str) -> list[str]:
        """The scripts and all that they import, near or far, each once and in the order in which they are needed: told
        at once, they need not be found one after another.
        """
        found: dict[str, None] = {}
        for name in names:
            found |= dict.fromkeys(sorted(self._graph_of(name)))
        return list(found)

    def _graph_of(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name] if name in self.files else []
        while waiting:
            script = waiting.pop()
            found.add(script)
            imported = (match[1].decode() for match in _IMPORT.finditer(self.files[script]))
            paths = {posixpath.normpath(posixpath.join(posixpath.dirname(script), path)) for path in imported}
            waiting += paths - found
        return found


def load_assets(folder: Path) -> Assets:
    """Reads the scripts, styles and drawings of every room."""
    paths = sorted(
        path for path in (*folder.glob("*/*"), *folder.glob("static/vendor/*")) if path.suffix in _MEDIA_TYPES
    )
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    digest = hashlib.sha256()
    for name, content in found.items():
        digest.update(f"{name} {len(content)}\n".encode() + content)
    gzipped = {name: gzip.compress(content, mtime=0) for name, content in found.items() if len(content) > _LEAST_BYTES}
    return Assets(files=MappingProxyType(found), gzipped=MappingProxyType(gzipped), digest=digest.hexdigest()[:12])


ASSETS: Final = load_assets(Path(__file__).parent)


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    content = ASSETS.files.get(name)
    if content is None:
        return Response(status_code=404)
    # A page from before an update asks by its old digest: it gets what there is, but must not keep it.
    fresh = request.path_params["digest"] == ASSETS.digest
    headers = {"Cache-Control": _ONE_YEAR if fresh else "no-store", "Vary": "Accept-Encoding"}
    if name == _SERVICE_WORKER:
        headers["Service-Worker-Allowed"] = "/"
    if name in ASSETS.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = ASSETS.gzipped[name], "gzip"
    return Response(content, media_type=_MEDIA_TYPES[Path(name).suffix], headers=headers)


_FILES: Final = Route(PUBLIC_FILES + "{digest}/{name:path}", _serve)


class PublicFiles:
    """A layer before all that asks who somebody is: a page is made of dozens of files, and they are no secret."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_file = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(PUBLIC_FILES)
        await (_FILES if is_file else self._app)(scope, receive, send)
