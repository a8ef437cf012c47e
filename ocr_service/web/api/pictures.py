"""The file as it came in, the pages' pictures, and what one field looks like."""

import io
from collections.abc import Callable, Iterator
from typing import Annotated, Any, BinaryIO, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from PIL import Image
from starlette.responses import Response, StreamingResponse

from ocr_service.usecases.following.find_crop import find_crop
from ocr_service.usecases.following.find_scans import PageView, ScanDetail, show_scan
from ocr_service.web.api.problem_docs import NOT_FOUND, PROBLEMS
from ocr_service.web.api.scans import Reader
from ocr_service.web.api.texts import FieldPath, Identifier
from ocr_service.web.parts import Parts, UseServices, WebParts
from ocr_service.web.problems import Problem

router = APIRouter(prefix="/scans/{scan_id}", tags=["pictures"], responses={**PROBLEMS, **NOT_FOUND})

_JPEG: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"image/jpeg": {}}, "description": "a JPEG"}}
_CROP_QUALITY: Final = 90
_PIECE_BYTES: Final = 1 << 18
_PREVIEW_SECONDS: Final = 5.0


@router.get(
    "/file",
    summary="The file as it came in",
    response_class=Response,
    responses={200: {"content": {"*/*": {}}, "description": "to the byte"}},
)
def get_file(_: Reader, scan_id: Identifier, services: UseServices) -> Response:
    """Offered for download under the name it came with, never shown as a page of ours."""
    scan = show_scan(services, scan_id=scan_id).summary
    headers = {
        "Content-Disposition": attachment(scan.file_name),
        "Content-Security-Policy": "sandbox",
        "Content-Length": str(scan.size_bytes),
    }
    pieces = _pieces(services.files.open(scan.file_sha256))
    return StreamingResponse(pieces, media_type=scan.media_type, headers=headers)


@router.get("/pages/{number}/picture", summary="The picture of a page", response_class=Response, responses=_JPEG)
def get_picture(
    _: Reader, request: Request, scan_id: Identifier, number: Annotated[int, Path(ge=1, le=1000)], services: UseServices
) -> Response:
    """Upright, and rectified where the form was recognised; the fields' boxes are measured on it."""
    page = _page(show_scan(services, scan_id=scan_id), number)
    return _picture(request, page.picture_sha256, lambda: services.files.load(page.picture_sha256))


@router.get("/pages/{number}/preview", summary="A page as it came in", response_class=Response, responses=_JPEG)
def get_preview(
    _: Reader, request: Request, scan_id: Identifier, number: Annotated[int, Path(ge=1, le=1000)], parts: Parts
) -> Response:
    """Drawn from the file itself: there as soon as the scan is handed in, before it is read."""
    sha256 = show_scan(parts.services, scan_id=scan_id).summary.file_sha256
    return _picture(request, f"{sha256}-{number}", lambda: _draw(parts, sha256, number))


@router.get("/fields/{path}/crop", summary="What a field looks like", response_class=Response, responses=_JPEG)
def get_crop(
    _: Reader,
    request: Request,
    scan_id: Identifier,
    path: FieldPath,
    services: UseServices,
    margin: Annotated[int, Query(ge=0, le=200, description="pixels more on every side")] = 8,
) -> Response:
    """The field's box cut from its page's picture."""
    found = find_crop(services, scan_id=scan_id, path=path)
    sha256, box = found.picture_sha256, found.box
    part = "-".join(str(one) for one in (box["x"], box["y"], box["width"], box["height"], margin, _CROP_QUALITY))
    return _picture(request, f"{sha256}-{part}", lambda: _cut(services.files.load(sha256), box, margin))


def attachment(file_name: str) -> str:
    """A ``Content-Disposition`` for any name (RFC 6266): plain letters for old programs, UTF-8 for all others."""
    plain = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in " ._-") else "_" for letter in file_name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def _picture(request: Request, content_hash: str, load: Callable[[], bytes]) -> Response:
    """The picture, or only the word that the browser's own copy is still right.

    The browser may keep it but asks each time: the one who sits there may have no right to it any more, and a scan
    that is read again as another form has another picture at the same address.
    """
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{content_hash}"'}
    kept = request.headers.get("if-none-match", "")
    if headers["ETag"] in (one.strip().removeprefix("W/") for one in kept.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(load(), media_type="image/jpeg", headers=headers)


def _draw(parts: WebParts, sha256: str, number: int) -> bytes:
    drawn = None
    if parts.judge is not None:
        drawn = parts.judge.preview(parts.services.files.load(sha256), number, patience=_PREVIEW_SECONDS)
    if drawn is None:
        raise Problem("preview_unavailable", 404, params={"page": number})
    return drawn


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _page(detail: ScanDetail, number: int) -> PageView:
    page = next((page for page in detail.pages if page.number == number), None)
    if page is None:
        raise Problem("page_not_found", 404, params={"page": number})
    return page


def _cut(picture: bytes, box: dict[str, int], margin: int) -> bytes:
    with Image.open(io.BytesIO(picture), formats=["JPEG"]) as image:
        left, top = max(0, box["x"] - margin), max(0, box["y"] - margin)
        right = min(image.width, box["x"] + box["width"] + margin)
        bottom = min(image.height, box["y"] + box["height"] + margin)
        # A zone at the very edge of a cut-off page may lie outside of it.
        left, top = min(left, image.width - 1), min(top, image.height - 1)
        crop = image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
        written = io.BytesIO()
        crop.save(written, "JPEG", quality=_CROP_QUALITY)
        return written.getvalue()
