"""Master data: load a list from a file, change single rows, look into it."""

import tempfile
from datetime import datetime
from typing import Annotated, Any, BinaryIO, Final, cast

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.masterdata import show_lists
from ocr_service.usecases.masterdata.change_rows import MOST_AT_ONCE, delete_rows, put_rows
from ocr_service.usecases.masterdata.load_list import LoadWishes, load_list
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataRefused
from ocr_service.usecases.masterdata.read_rows import Encoding, Format
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS, TOO_LARGE, UNSUPPORTED
from ocr_service.web.api.shown_reasons import show_reasons
from ocr_service.web.api.texts import FieldPath, FilledLine, Identifier, Line
from ocr_service.web.guard import needs
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts, UseServices, WebParts
from ocr_service.web.problems import Problem

PREFIX: Final = "/masterdata"
router = APIRouter(tags=["master data"], responses=PROBLEMS)
Reader = Annotated[Caller, needs(Permission.TEMPLATES_READ)]
Writer = Annotated[Caller, needs(Permission.MASTERDATA_WRITE)]
Looker = Annotated[Caller, needs(Permission.SCANS_READ)]
ListName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,62}$", examples=["customers"])]
Key = Annotated[FilledLine, Query(description="the value of the key column")]
Count = Annotated[int, Query(ge=1, le=100)]
Typed = Annotated[Line, Query(description="what somebody has typed so far")]
Column = Annotated[str | None, Query(min_length=1, max_length=63)]

# A body is held in memory up to here, then in a file.
_HELD_BYTES: Final = 1_000_000
_FORMATS: Final[dict[str, Format]] = {"text/csv": "csv", "application/x-ndjson": "ndjson"}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}, "example": "number,name\nC-1,华明电子\n"},
            "application/x-ndjson": {
                "schema": {"type": "string"},
                "example": '{"number": "C-1"}\n',
            },
        },
    }
}


class ListVersion(BaseModel):
    """A version of a list: ``12``, or ``12.3`` after three changes of single rows."""

    model_config = ConfigDict(from_attributes=True)

    list: str
    version: str
    rows: int
    columns: tuple[str, ...]
    key: str
    display: tuple[str, ...] = Field(description="columns that are searched and shown beside the key")
    source: str = Field(description="api, command, pull or folder")
    loaded_by: str
    in_force_at: datetime | None
    in_force: bool


class Lists(BaseModel):
    """The versions in force, by list."""

    items: tuple[ListVersion, ...]


class Versions(BaseModel):
    """The versions of a list that are still there, newest first."""

    items: tuple[ListVersion, ...]


class Entry(BaseModel):
    """A row for somebody who types: `text` is the value of the column that was asked for, else the key."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    key: str
    shown: dict[str, str]


class Entries(BaseModel):
    """The very value first, then what begins with the text, then what holds it."""

    items: list[Entry]


class Row(BaseModel):
    """A row by its columns."""

    model_config = ConfigDict(from_attributes=True)

    values: dict[str, str]
    version: str


class Rows(BaseModel):
    """Rows by their columns, the key among them."""

    model_config = ConfigDict(extra="forbid")

    rows: list[dict[str, str | int | float | bool | None]] = Field(min_length=1, max_length=MOST_AT_ONCE)


@router.get(PREFIX, summary="List the lists of master data")
def get_lists(_: Reader, services: UseServices) -> Lists:
    """The version of each that is in force."""
    return Lists(items=tuple(map(ListVersion.model_validate, show_lists.list_lists(services))))


@router.get(PREFIX + "/{list_name}", summary="Show the versions of a list", responses=NOT_FOUND)
def get_list(_: Reader, list_name: ListName, services: UseServices) -> Versions:
    """Newest first."""
    return Versions(items=tuple(map(ListVersion.model_validate, show_lists.show_list(services, name=list_name))))


@router.put(
    PREFIX + "/{list_name}",
    summary="Replace a list",
    responses={**CONFLICT, **TOO_LARGE, **UNSUPPORTED},
    openapi_extra=_BODY,
)
async def put_list(
    request: Request,
    caller: Writer,
    list_name: ListName,
    parts: Parts,
    key: Column = None,
    display: Annotated[list[FilledLine] | None, Query(max_length=20)] = None,
    encoding: Encoding = "auto",
    allow_fewer: Annotated[bool, Query(description="also where less than half of the rows are left")] = False,
) -> ListVersion:
    """As a whole, at once, once all of the file has been read and found sound; a million rows take about a minute.
    A new list's key is its first column, and the second one is shown; later ones stay as they are."""
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
    with tempfile.SpooledTemporaryFile(max_size=_HELD_BYTES) as body:
        async for piece in request.stream():
            await run_in_threadpool(body.write, piece)
        size = body.tell()
        try:
            loaded = await run_in_threadpool(
                load_list,
                parts.services,
                actor=caller.actor,
                name=list_name,
                file=cast(BinaryIO, body),
                size_bytes=size,
                source="api",
                wishes=wishes,
            )
        except MasterdataRefused as error:
            raise _refused(request, parts, error) from error
    return ListVersion.model_validate(loaded)


@router.get(PREFIX + "/{list_name}/entries", summary="Search a list while somebody types", responses=NOT_FOUND)
def get_entries(
    _: Reader, list_name: ListName, services: UseServices, q: Typed = "", column: Column = None, limit: Count = 20
) -> Entries:
    """In the key and the columns shown beside it, or in one `column` of these."""
    found = show_lists.find_entries(services, name=list_name, text=q, column=column, count=limit)
    return Entries(items=[Entry.model_validate(one) for one in found])


@router.get(PREFIX + "/{list_name}/rows", summary="Show a row", responses=NOT_FOUND)
def get_row(_: Reader, list_name: ListName, key: Key, services: UseServices) -> Row:
    """With all its columns."""
    return Row.model_validate(show_lists.show_row(services, name=list_name, key=key), from_attributes=True)


@router.put(PREFIX + "/{list_name}/rows", summary="Add or change rows", responses=NOT_FOUND)
def put_some_rows(caller: Writer, list_name: ListName, given: Rows, services: UseServices) -> ListVersion:
    """All of them or none; columns that a row leaves out stay as they are."""
    rows = [dict(row) for row in given.rows]
    return ListVersion.model_validate(put_rows(services, actor=caller.actor, name=list_name, rows=rows))


@router.delete(PREFIX + "/{list_name}/rows", summary="Delete rows", responses=NOT_FOUND)
def delete_some_rows(
    caller: Writer,
    list_name: ListName,
    key: Annotated[list[FilledLine], Query(min_length=1, max_length=MOST_AT_ONCE)],
    services: UseServices,
) -> ListVersion:
    """Those that are there."""
    return ListVersion.model_validate(delete_rows(services, actor=caller.actor, name=list_name, keys=key))


@router.get(
    "/scans/{scan_id}/fields/{path}/completions",
    summary="What a field may hold, while somebody types",
    responses=NOT_FOUND,
)
def get_completions(
    _: Looker, scan_id: Identifier, path: FieldPath, services: UseServices, q: Typed = "", limit: Count = 20
) -> Entries:
    """From the list that the form's template names for the field; none where it names no list."""
    found = show_lists.complete_field(services, scan_id=scan_id, path=path, text=q, count=limit)
    return Entries(items=[Entry.model_validate(one) for one in found])


def _refused(request: Request, parts: WebParts, error: UsecaseError) -> Problem:
    language = choose_language(request.headers.get("accept-language"))
    reasons = show_reasons(parts.texts, language, error.params["problems"])
    return Problem(
        error.code, 422, params={"count": len(reasons)}, extra={"problems": [one.model_dump() for one in reasons]}
    )
