"""Files that replace lists of master data: handed in, followed while they are loaded, put in force or dropped."""

import tempfile
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, BinaryIO, Final, Literal, cast

import anyio
from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.masterdata.load_wishes import LoadWishes
from ocr_service.usecases.masterdata.loads.decide_load import confirm_load, drop_load
from ocr_service.usecases.masterdata.loads.hand_in_file import hand_in_file
from ocr_service.usecases.masterdata.loads.show_loads import LoadView, State, list_loads, show_load
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataRefused
from ocr_service.usecases.masterdata.read_rows import Format
from ocr_service.usecases.masterdata.text_lines import Encoding
from ocr_service.web.api.masterdata import PREFIX as LISTS
from ocr_service.web.api.masterdata import Column, ListName, ListVersion, show_version
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS, TOO_LARGE, UNAVAILABLE, UNSUPPORTED
from ocr_service.web.api.shown_reasons import ShownReason, show_reasons
from ocr_service.web.api.texts import FilledLine, Identifier
from ocr_service.web.guard import needs
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts, WebParts
from ocr_service.web.problems import STATUS_OF_CODE, Problem

router = APIRouter(tags=["master data"], responses=PROBLEMS)
Writer = Annotated[Caller, needs(Permission.MASTERDATA_WRITE)]
LoadId = Annotated[Identifier, Path(examples=["load_01kfz0000000000000000000"])]
PREFIX: Final = "/masterdata-loads"

_MB: Final = 1_000_000
# A body is held in memory up to here, then in a file.
_HELD_BYTES: Final = 1_000_000
_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS: Final[dict[str, Format]] = {"text/csv": "csv", "application/x-ndjson": "ndjson", _SHEET: "xlsx"}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}, "example": "number,name\nC-1,华明电子\n"},
            "application/x-ndjson": {"schema": {"type": "string"}, "example": '{"number": "C-1"}\n'},
            _SHEET: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
# Whoever does not want to wait for the end is answered at once; whoever does, after this at the latest.
_LONGEST_WAIT_SECONDS: Final = 120.0
_FIRST_LOOK_SECONDS: Final = 0.05
_SLOWEST_LOOK_SECONDS: Final = 1.0


class Load(BaseModel):
    """A file on its way to be a version of a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    list: str
    state: State = Field(description="`checked` waits for somebody to confirm or drop it")
    size_bytes: int
    source: str
    created_at: datetime
    ended_at: datetime | None
    rows: int = Field(description="loaded so far")
    changes: dict[str, Any] | None = Field(description="rows added, changed and gone, with the first 20 of each")
    error: ShownReason | None
    problems: tuple[ShownReason, ...] = Field(description="what is wrong with the file, line by line")
    version: ListVersion | None


class Loads(BaseModel):
    """Newest first."""

    items: tuple[Load, ...]


@router.put(
    LISTS + "/{list_name}",
    summary="Replace a list",
    responses={202: {"model": Load}, **CONFLICT, **TOO_LARGE, **UNSUPPORTED, **UNAVAILABLE},
    openapi_extra=_BODY,
)
async def put_list(
    request: Request,
    response: Response,
    caller: Writer,
    list_name: ListName,
    parts: Parts,
    key: Column = None,
    display: Annotated[list[FilledLine] | None, Query(max_length=20)] = None,
    encoding: Encoding = "auto",
    allow_fewer: Annotated[bool, Query(description="also where less than half of the rows are left")] = False,
    hold: Annotated[bool, Query(description="only once somebody has confirmed what it changes")] = False,
    prefer: Annotated[Literal["respond-async"] | None, Header(description="answer at once (RFC 7240)")] = None,
) -> ListVersion | Load:
    """As a whole, at once, when all of the file has been read and found sound; a million rows take about a minute.
    With `hold`, `Prefer: respond-async`, or after two minutes, the answer is 202 with where to follow the load. A new
    list's key is its first column, and the second one is shown; later ones stay as they are."""
    format = _FORMATS.get(request.headers.get("content-type", "").partition(";")[0].strip().lower())
    if format is None:
        raise Problem("media_type_unsupported", 415)
    wishes = LoadWishes(
        format=format,
        encoding=encoding,
        key=key,
        display=None if display is None else tuple(display),
        allow_fewer=allow_fewer,
    )
    load = await _hand_in(request, parts, caller, list_name, wishes, hold)
    if not hold and prefer is None:
        load = await _wait_for(parts, load)
    if load.state == "failed":
        raise _refused(request, parts, load)
    if load.state == "in_force" and load.version is not None:
        return await run_in_threadpool(show_version, parts.services, load.version)
    response.status_code = 202
    response.headers["location"] = f"/api/v1{PREFIX}/{load.id}"
    return await run_in_threadpool(_shown, request, parts, load)


@router.get(PREFIX, summary="List files that were to replace lists")
def get_loads(
    _: Writer,
    request: Request,
    parts: Parts,
    list_name: Annotated[str | None, Query(alias="list", max_length=63)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Loads:
    """Newest first; those that ended more than 30 days ago are forgotten."""
    found = list_loads(parts.services, name=list_name, count=limit)
    return Loads(items=tuple(_shown(request, parts, one) for one in found))


@router.get(PREFIX + "/{load_id}", summary="Follow a load", responses=NOT_FOUND)
def get_load(_: Writer, request: Request, load_id: LoadId, parts: Parts) -> Load:
    """It is over in one of the states `checked`, `in_force`, `failed` and `dropped`."""
    return _shown(request, parts, show_load(parts.services, load_id=load_id))


@router.post(PREFIX + "/{load_id}/confirm", summary="Put a checked load in force", responses={**NOT_FOUND, **CONFLICT})
def post_confirm(
    caller: Writer, request: Request, load_id: LoadId, parts: Parts, allow_fewer: Annotated[bool, Query()] = False
) -> Load:
    """Not where something newer is in force since."""
    loaded = confirm_load(parts.services, actor=caller.actor, load_id=load_id, allow_fewer=allow_fewer)
    return _shown(request, parts, loaded)


@router.delete(PREFIX + "/{load_id}", summary="Drop a load", responses={**NOT_FOUND, **CONFLICT})
def delete_load(caller: Writer, request: Request, load_id: LoadId, parts: Parts) -> Load:
    """One that waits, or was checked; what is in force stays."""
    return _shown(request, parts, drop_load(parts.services, actor=caller.actor, load_id=load_id))


async def _hand_in(
    request: Request, parts: WebParts, caller: Caller, name: str, wishes: LoadWishes, hold: bool
) -> LoadView:
    with tempfile.SpooledTemporaryFile(max_size=_HELD_BYTES) as body:
        async for piece in request.stream():
            await run_in_threadpool(body.write, piece)
        body.seek(0)
        return await run_in_threadpool(
            hand_in_file,
            parts.services,
            actor=caller.actor,
            name=name,
            file=cast(BinaryIO, body),
            limit_bytes=parts.settings.masterdata_mb * _MB,
            source="page" if caller.session else "api",
            wishes=wishes,
            hold=hold,
        )


async def _wait_for(parts: WebParts, load: LoadView) -> LoadView:
    """No thread is held meanwhile."""
    deadline, pause = time.monotonic() + _LONGEST_WAIT_SECONDS, _FIRST_LOOK_SECONDS
    while not load.is_over and time.monotonic() < deadline:
        await anyio.sleep(pause)
        pause = min(pause * 1.5, _SLOWEST_LOOK_SECONDS)
        load = await run_in_threadpool(show_load, parts.services, load_id=load.id)
    return load


def _refused(request: Request, parts: WebParts, load: LoadView) -> Problem:
    error: Mapping[str, Any] = load.error or {}
    params = dict(error["params"])
    problems = params.pop("problems", None)
    if problems is None:
        return Problem(error["code"], STATUS_OF_CODE.get(error["code"], 500), params=params)
    shown = show_reasons(parts.texts, choose_language(request.headers.get("accept-language")), problems)
    return Problem(MasterdataRefused.code, 422, params=params, extra={"problems": [one.model_dump() for one in shown]})


def _shown(request: Request, parts: WebParts, load: LoadView) -> Load:
    language = choose_language(request.headers.get("accept-language"))
    error: Mapping[str, Any] = load.error or {}
    own = {name: getattr(load, name) for name in Load.model_fields.keys() - {"error", "problems", "version", "changes"}}
    params = dict(error.get("params", {}))
    problems = show_reasons(parts.texts, language, params.pop("problems", ()))
    told = show_reasons(parts.texts, language, [{**error, "params": params}] if error else [])
    return Load(
        **own,
        changes=None if load.changes is None else dict(load.changes),
        error=told[0] if told else None,
        problems=tuple(problems),
        version=None if load.version is None else show_version(parts.services, load.version),
    )
