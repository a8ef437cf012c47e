"""Files that come in piece by piece, and pages that become one document: see docs/integrator.md, "Large files"."""

import io
from datetime import datetime
from typing import Annotated, Any, BinaryIO, Final

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.queue import Lane
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.receiving.accept_scan import ScanWishes
from ocr_service.usecases.receiving.resume_upload import (
    UploadView,
    add_piece,
    begin_upload,
    drop_upload,
    hand_in,
    show_upload,
    whole_file,
)
from ocr_service.web.api.first_look import Quality, judge_quality
from ocr_service.web.api.forms import MB
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS, TOO_LARGE, UNAVAILABLE, UNSUPPORTED
from ocr_service.web.api.show_scans import Shower
from ocr_service.web.api.texts import FilledLine, Identifier, TemplateName
from ocr_service.web.api.upload import LOOK_SECONDS, Uploaded
from ocr_service.web.guard import needs
from ocr_service.web.parts import Parts, UseServices, WebParts
from ocr_service.web.problems import Problem

router = APIRouter(tags=["uploads"], responses=PROBLEMS)
Sender = Annotated[Caller, needs(Permission.SCANS_WRITE)]
Show = Annotated[Shower, Depends(Shower)]

# A request without files may have no more (see `web.body_limit`).
PIECE_BYTES: Final = MB
_JOIN_SECONDS: Final = 20.0
_BYTES: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_HANDED_IN: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": Uploaded, "description": "It had come before."},
    **NOT_FOUND,
    **CONFLICT,
    **TOO_LARGE,
    **UNSUPPORTED,
}


class NewUpload(BaseModel):
    """The file that will come."""

    model_config = ConfigDict(extra="forbid")

    file_name: FilledLine
    size_bytes: int = Field(ge=0, le=10**12)


class ShownUpload(BaseModel):
    """How far a file has come. The next piece begins at `received`; `scan_id` is there once it was handed in."""

    id: str
    file_name: str
    size_bytes: int
    received: int
    piece_bytes: int = Field(PIECE_BYTES, description="at most so many bytes at once")
    forgotten_at: datetime
    scan_id: str | None


class UploadWishes(BaseModel):
    """How the file is to be read, as in `POST /scans`."""

    model_config = ConfigDict(extra="forbid")

    lane: Lane = "normal"
    template: TemplateName | None = None
    client_reference: FilledLine | None = None
    allow_duplicate: bool = False


class Document(UploadWishes):
    """Pages that belong together, in their order."""

    file_name: FilledLine
    uploads: list[Identifier] = Field(min_length=1, max_length=100)


@router.post("/uploads", status_code=201, summary="Begin a file in pieces", responses={**CONFLICT, **TOO_LARGE})
def post_upload(caller: Sender, body: NewUpload, parts: Parts) -> ShownUpload:
    """For lines that break: what has come stays for a day, and the sender goes on where it broke."""
    limit = parts.settings.max_upload_mb * MB
    return _shown(
        begin_upload(
            parts.services, actor=caller.actor, file_name=body.file_name, size_bytes=body.size_bytes, limit_bytes=limit
        )
    )


@router.get("/uploads/{upload_id}", summary="How far a file has come", responses=NOT_FOUND)
def get_upload(caller: Sender, upload_id: Identifier, services: UseServices) -> ShownUpload:
    """Asked after a line broke: the next piece begins at `received`."""
    return _shown(show_upload(services, actor=caller.actor, upload_id=upload_id))


@router.patch(
    "/uploads/{upload_id}",
    summary="Send a piece",
    responses={**NOT_FOUND, **CONFLICT, **TOO_LARGE},
    openapi_extra=_BYTES,
)
async def patch_upload(
    request: Request,
    caller: Sender,
    upload_id: Identifier,
    services: UseServices,
    offset: Annotated[int, Header(alias="Upload-Offset", ge=0, le=10**12, description="where the piece begins")],
) -> ShownUpload:
    """The body is the bytes, at most `piece_bytes`. With another offset than `received` nothing is taken, and the
    problem's `params` say where to go on (409)."""
    data = await request.body()

    def add() -> UploadView:
        return add_piece(services, actor=caller.actor, upload_id=upload_id, offset=offset, data=data)

    return _shown(await run_in_threadpool(add))


@router.delete("/uploads/{upload_id}", status_code=204, summary="Drop a file", responses=NOT_FOUND)
def delete_upload(caller: Sender, upload_id: Identifier, services: UseServices) -> Response:
    """Nothing of it is kept."""
    drop_upload(services, actor=caller.actor, upload_id=upload_id)
    return Response(status_code=204)


@router.post("/uploads/{upload_id}/look", summary="First look at a page", responses={**NOT_FOUND, **CONFLICT})
def post_look(caller: Sender, upload_id: Identifier, parts: Parts, show: Show) -> Quality | None:
    """Whether the picture can be read, before it is handed in; null where there was no time to look."""
    with whole_file(parts.services, actor=caller.actor, upload_id=upload_id) as file:
        return _look(parts, show, file)


@router.post(
    "/uploads/{upload_id}/finish", status_code=201, summary="Hand in a whole file", responses=_HANDED_IN,
    response_model=Uploaded,
)  # fmt: skip
def post_finish(caller: Sender, upload_id: Identifier, body: UploadWishes, parts: Parts, show: Show) -> JSONResponse:
    """Asked again, it answers with the same scan."""
    upload = show_upload(parts.services, actor=caller.actor, upload_id=upload_id)
    if upload.scan_id is not None:
        return _known(parts, show, upload)
    with whole_file(parts.services, actor=caller.actor, upload_id=upload_id) as file:
        return _accept(parts, show, caller, body, (upload_id,), upload.file_name, file)


@router.post(
    "/uploads/document", status_code=201, summary="Hand in pages as one document",
    responses={**_HANDED_IN, **UNAVAILABLE}, response_model=Uploaded,
)  # fmt: skip
def post_document(caller: Sender, body: Document, parts: Parts, show: Show) -> JSONResponse:
    """Whole uploads (pictures, a page each) become one PDF. Asked again, it answers with the same scan."""
    services, ids = parts.services, tuple(body.uploads)
    first = show_upload(services, actor=caller.actor, upload_id=ids[0])
    if first.scan_id is not None:
        return _known(parts, show, first)
    pictures: list[bytes] = []
    for upload_id in ids:
        with whole_file(services, actor=caller.actor, upload_id=upload_id) as file:
            pictures.append(file.read())
        if sum(map(len, pictures)) > parts.settings.max_upload_mb * MB:
            raise Problem("file_too_large", 413, params={"limit_mb": parts.settings.max_upload_mb})
    joined = None if parts.judge is None else parts.judge.join(pictures, patience=_JOIN_SECONDS)
    if joined is None:
        raise Problem("pages_not_joined", 503, headers={"Retry-After": "5"})
    return _accept(parts, show, caller, body, ids, body.file_name, io.BytesIO(joined))


def _shown(upload: UploadView) -> ShownUpload:
    return ShownUpload(
        id=upload.id,
        file_name=upload.file_name,
        size_bytes=upload.size_bytes,
        received=upload.received,
        piece_bytes=PIECE_BYTES,
        forgotten_at=upload.forgotten_at,
        scan_id=upload.scan_id,
    )


def _known(parts: WebParts, show: Shower, upload: UploadView) -> JSONResponse:
    scan = show.scan(show_scan(parts.services, scan_id=str(upload.scan_id)).summary)
    return JSONResponse(Uploaded(file_name=upload.file_name, scan=scan).model_dump(mode="json"), 201)


def _accept(
    parts: WebParts,
    show: Shower,
    caller: Caller,
    wishes: UploadWishes,
    upload_ids: tuple[str, ...],
    file_name: str,
    file: BinaryIO,
) -> JSONResponse:
    accepted = hand_in(
        parts.services,
        actor=caller.actor,
        upload_ids=upload_ids,
        stream=file,
        file_name=file_name,
        source="upload" if caller.kind == "user" else "api",
        limit_bytes=parts.settings.max_upload_mb * MB,
        wishes=ScanWishes(**wishes.model_dump(include=set(UploadWishes.model_fields))),
    )
    scan = show.scan(show_scan(parts.services, scan_id=accepted.scan_id).summary)
    file.seek(0)
    quality = _look(parts, show, file) if accepted.is_new else None
    answer = Uploaded(file_name=accepted.file_name, scan=scan, duplicate=not accepted.is_new, quality=quality)
    return JSONResponse(answer.model_dump(mode="json"), 201 if accepted.is_new else 200)


def _look(parts: WebParts, show: Shower, file: BinaryIO) -> Quality | None:
    return None if parts.judge is None else judge_quality(parts.judge, file.read(), show, patience=LOOK_SECONDS)
