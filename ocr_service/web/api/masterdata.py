"""Master data: look into lists, change single rows, go back to an older version."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.masterdata import show_lists
from ocr_service.usecases.masterdata.change_rows import MOST_AT_ONCE, delete_rows, put_rows
from ocr_service.usecases.masterdata.list_version import LoadedVersion
from ocr_service.usecases.masterdata.put_in_force import use_version
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.ports import Services
from ocr_service.web.api.problem_docs import NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import FieldPath, FilledLine, Identifier, Line
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices

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


class ListVersion(BaseModel):
    """A version of a list: ``12``, or ``12.3`` after three changes of single rows."""

    model_config = ConfigDict(from_attributes=True)

    list: str
    version: str
    number: int
    rows: int
    columns: tuple[str, ...]
    key: str
    display: tuple[str, ...] = Field(description="columns that are searched and shown beside the key")
    source: str = Field(description="api, page, command, pull or folder")
    loaded_by: str
    loaded_by_name: str | None = Field(default=None, description="the person's or the machine's; None for the service")
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


def show_versions(services: Services, versions: Iterable[LoadedVersion]) -> tuple[ListVersion, ...]:
    """Versions, with the names of those who loaded them."""
    found = tuple(map(ListVersion.model_validate, versions))
    names = name_actors(services, {one.loaded_by for one in found})
    return tuple(one.model_copy(update={"loaded_by_name": names.get(one.loaded_by)}) for one in found)


def show_version(services: Services, version: LoadedVersion) -> ListVersion:
    """One version, likewise."""
    return show_versions(services, [version])[0]


@router.get(PREFIX, summary="List the lists of master data")
def get_lists(_: Reader, services: UseServices) -> Lists:
    """The version of each that is in force."""
    return Lists(items=show_versions(services, show_lists.list_lists(services)))


@router.get(PREFIX + "/{list_name}", summary="Show the versions of a list", responses=NOT_FOUND)
def get_list(_: Reader, list_name: ListName, services: UseServices) -> Versions:
    """Newest first."""
    return Versions(items=show_versions(services, show_lists.show_list(services, name=list_name)))


@router.post(
    PREFIX + "/{list_name}/versions/{number}/use", summary="Make an older version current again", responses=NOT_FOUND
)
def post_use(
    caller: Writer, list_name: ListName, number: Annotated[int, Path(ge=1, le=2**31 - 1)], services: UseServices
) -> ListVersion:
    """At once, with the changes of single rows that it had. The next load replaces it."""
    return show_version(services, use_version(services, actor=caller.actor, name=list_name, number=number))


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
    return show_version(services, put_rows(services, actor=caller.actor, name=list_name, rows=rows))


@router.delete(PREFIX + "/{list_name}/rows", summary="Delete rows", responses=NOT_FOUND)
def delete_some_rows(
    caller: Writer,
    list_name: ListName,
    key: Annotated[list[FilledLine], Query(min_length=1, max_length=MOST_AT_ONCE)],
    services: UseServices,
) -> ListVersion:
    """Those that are there."""
    return show_version(services, delete_rows(services, actor=caller.actor, name=list_name, keys=key))


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
