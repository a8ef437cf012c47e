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

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

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
        return f"/assets/{self.digest}"

    def styles_of(self, room: str) -> list[str]:
        """The style sheets of a room, those that its own builds on first."""
        own = sorted(name for name in self.files if name.startswith(f"{room}/") and name.endswith(".css"))
        scripts = self.scripts_of(f"{room}/page.js")
        return [*(style for script, style in _STYLED.items() if script in scripts), *own]

    def scripts_of(self, name: str) -> list[str]:
        """The script and all that it imports, near or far: told at once, they need not be found one after another."""
        found: list[str] = []
        waiting = [name] if name in self.files else []
        while waiting:
            script = waiting.pop()
            found.append(script)
            imported = (match[1].decode() for match in _IMPORT.finditer(self.files[script]))
            paths = (posixpath.normpath(posixpath.join(posixpath.dirname(script), path)) for path in imported)
            waiting += [path for path in paths if path not in found and path not in waiting]
        return sorted(found)


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


def _serve(request: Request) -> Response:
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


assets_app: Final = Starlette(routes=[Route("/{digest}/{name:path}", _serve)])
