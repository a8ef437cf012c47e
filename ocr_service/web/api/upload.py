"""Scans come in: one or many files in one request."""

import hashlib
import json
import time
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO, Final

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.queue import Lane
from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.receiving.accept_scan import ScanWishes, Upload, accept_scan
from ocr_service.usecases.receiving.idempotency import KeptAnswer, begin_request, forget_request, keep_answer
from ocr_service.web.api.first_look import Quality, judge_quality
from ocr_service.web.api.forms import MB, FormLimits, fields_of, files_of, read_form
from ocr_service.web.api.problem_docs import CONFLICT, PROBLEMS, TOO_LARGE
from ocr_service.web.api.scan_shapes import Scan
from ocr_service.web.api.show_scans import Shower
from ocr_service.web.api.texts import FilledLine, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import Parts, WebParts
from ocr_service.web.problems import MEDIA_TYPE, Problem, as_problem, document, invalid_form

router = APIRouter(tags=["scans"], responses=PROBLEMS)

# A request may hold many files, but not so many bytes that one request keeps a worker busy for minutes.
REQUEST_FACTOR: Final = 3
# What the first look at the pictures of all files of a request may add to it.
LOOK_SECONDS: Final = 5.0
_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "PDF, TIFF, JPEG, PNG, HEIC, WebP or BMP; a file of several forms is split",
                        },
                        "lane": {"type": "string", "enum": ["urgent", "normal", "bulk"], "default": "normal"},
                        "template": {"type": "string", "description": "the form's name, where the sender knows it"},
                        "client_reference": {"type": "string", "maxLength": 200, "example": "PO-4711"},
                        "allow_duplicate": {
                            "type": "boolean",
                            "default": False,
                            "description": "make another scan even if the same bytes have come before",
                        },
                    },
                }
            }
        },
    }
}


class Wishes(BaseModel):
    """The form's fields beside the files."""

    model_config = ConfigDict(extra="forbid")

    lane: Lane = "normal"
    template: TemplateName | None = None
    client_reference: FilledLine | None = None
    allow_duplicate: bool = False
    csrf_token: str | None = Field(default=None, exclude=True)


class Uploaded(BaseModel):
    """What became of one file: its `scan`, or the `problem` (RFC 9457) for which it was refused.

    `duplicate` is true where the same bytes came before: `scan` is then the first scan of them. `quality` is null
    where nobody has looked at the pictures: in a duplicate, or where there was no time for it.
    """

    file_name: str
    scan: Scan | None = None
    duplicate: bool = False
    quality: Quality | None = None
    problem: dict[str, Any] | None = None


class UploadAnswer(BaseModel):
    """One item for each file, in the order in which they were sent."""

    items: list[Uploaded]


@router.post(
    "/scans",
    status_code=201,
    summary="Hand in scans",
    response_model=UploadAnswer,
    responses={200: {"model": UploadAnswer, "description": "All of it had come before."}, **CONFLICT, **TOO_LARGE},
    openapi_extra=_FORM,
)
async def post_scans(
    request: Request,
    caller: Annotated[Caller, needs(Permission.SCANS_WRITE)],
    parts: Parts,
    show: Annotated[Shower, Depends(Shower)],
    idempotency_key: Annotated[
        FilledLine | None, Header(alias="Idempotency-Key", description="repeats of a request do nothing twice")
    ] = None,
) -> JSONResponse:
    """Answers as soon as the files are safe on disk. A file that is refused does not stop the others; where all are
    refused, the answer is the problem of the first, with all `items`."""
    settings = parts.settings
    limits = FormLimits(files=settings.max_files_per_upload, file_mb=settings.max_upload_mb)
    async with read_form(request, limits) as form:
        files = files_of(form, "files")
        if not files:
            raise Problem("no_files", 422)
        try:
            wishes = Wishes.model_validate(fields_of(form))
        except ValidationError as error:
            raise invalid_form(error) from None
        order = _Order(request, parts, caller, show, wishes, files, time.monotonic() + LOOK_SECONDS)
        answer = await run_in_threadpool(_once, order, idempotency_key)
    media_type = MEDIA_TYPE if answer.status >= 400 else "application/json"
    return JSONResponse(answer.body, answer.status, media_type=media_type)


@dataclass(frozen=True)
class _Order:
    """One upload request, parsed."""

    request: Request
    parts: WebParts
    caller: Caller
    show: Shower
    wishes: Wishes
    files: list[UploadFile]
    look_until: float

    def sha256(self) -> str:
        """Tells whether a repeated request is the same."""
        digests = [[_name(file), _sha256(_stream(file))] for file in self.files]
        return hashlib.sha256(json.dumps([self.wishes.model_dump(), digests]).encode()).hexdigest()


def _once(order: _Order, key: str | None) -> KeptAnswer:
    if key is None:
        return _accept_all(order)
    services, actor = order.parts.services, order.caller.actor
    kept = begin_request(services, actor=actor, key=key, request_sha256=order.sha256())
    if kept is not None:
        return kept
    try:
        answer = _accept_all(order)
        keep_answer(services, actor=actor, key=key, answer=answer)
    except BaseException:
        forget_request(services, actor=actor, key=key)
        raise
    return answer


def _accept_all(order: _Order) -> KeptAnswer:
    items: list[Uploaded] = []
    problems: list[Problem] = []
    for file in order.files:
        try:
            items.append(_accept(order, file))
        except UsecaseError as error:
            problem = as_problem(error)
            problems.append(problem)
            items.append(Uploaded(file_name=_name(file), problem=document(order.request, problem)))
    body: dict[str, Any] = UploadAnswer(items=items).model_dump(mode="json")
    if len(problems) == len(items):
        return KeptAnswer(status=problems[0].status, body={**document(order.request, problems[0]), **body})
    new = any(item.scan is not None and not item.duplicate for item in items)
    return KeptAnswer(status=201 if new else 200, body=body)


def _accept(order: _Order, file: UploadFile) -> Uploaded:
    services = order.parts.services
    accepted = accept_scan(
        services,
        actor=order.caller.actor,
        upload=Upload(file_name=_name(file), stream=_stream(file)),
        source="upload" if order.caller.kind == "user" else "api",
        limit_bytes=order.parts.settings.max_upload_mb * MB,
        wishes=ScanWishes(**order.wishes.model_dump()),
    )
    summary = show_scan(services, scan_id=accepted.scan_id).summary
    quality = _look(order, _stream(file)) if accepted.is_new else None
    return Uploaded(
        file_name=accepted.file_name, scan=order.show.scan(summary), duplicate=not accepted.is_new, quality=quality
    )


def _look(order: _Order, stream: BinaryIO) -> Quality | None:
    """A first look while the sender waits. The scan is safe and in the queue already, whatever comes of this."""
    patience = order.look_until - time.monotonic()
    if order.parts.judge is None or patience <= 0:
        return None
    return judge_quality(order.parts.judge, stream.read(), order.show, patience=patience)


def _name(file: UploadFile) -> str:
    return (file.filename or "")[:1000]


def _stream(file: UploadFile) -> BinaryIO:
    file.file.seek(0)
    return file.file


def _sha256(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(MB):
        digest.update(piece)
    return digest.hexdigest()
