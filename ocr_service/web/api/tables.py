"""Tables under review: their rows, and what the rules would say of a draft."""

from typing import Annotated

from fastapi import APIRouter, Body, Path
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.usecases.reviewing.check_draft import check_draft
from ocr_service.usecases.reviewing.edit_rows import GivenRow, edit_rows, undo_rows
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.review import Reviewer
from ocr_service.web.api.review_shapes import ActKey, Entered
from ocr_service.web.api.scan_shapes import ScanWithFields
from ocr_service.web.api.scans import Show
from ocr_service.web.api.shown_reasons import ShownReason
from ocr_service.web.api.texts import FieldPath, Identifier
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/scans/{scan_id}", tags=["review"], responses={**PROBLEMS, **NOT_FOUND, **CONFLICT})
_Name = r"^[a-z][a-z0-9_]{0,62}$"
ColumnName = Annotated[str, Field(pattern=_Name)]
TableName = Annotated[str, Path(pattern=_Name)]


class Row(BaseModel):
    """A row as it shall be: which row it `was` (from 0, null for a new one), and the values that change."""

    model_config = ConfigDict(extra="forbid")
    was: Annotated[int, Field(ge=0, le=999)] | None = None
    values: Annotated[dict[ColumnName, Entered], Field(max_length=50)] = {}

    def given(self) -> GivenRow:
        return GivenRow(was=self.was, values=self.values)


class Rows(BaseModel):
    """All rows of the table, in order; those that none of them was are deleted."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"rows": [{"was": 0}, {"values": {"quantity": "40"}}]}]}
    )
    rows: Annotated[list[Row], Field(max_length=1000)]


class SavedRows(Rows):
    """All rows of the table, in order; those that none of them was are deleted. `key` as in a turn."""

    key: ActKey | None = None


class Undoing(BaseModel):
    """`key` as in a turn."""

    model_config = ConfigDict(extra="forbid")
    key: ActKey | None = None


class Draft(BaseModel):
    """Values by path, and tables by name, as they would be saved."""

    model_config = ConfigDict(extra="forbid")
    fields: Annotated[dict[FieldPath, Entered], Field(max_length=10_000)] = {}
    tables: Annotated[dict[ColumnName, Rows], Field(max_length=20)] = {}


class Finding(BaseModel):
    """What speaks against the values at `paths`, as they are called after saving."""

    paths: list[str]
    reason: ShownReason


class Checked(BaseModel):
    """What the rules say; `refused` are texts that are no value of their field at all."""

    findings: list[Finding]
    refused: list[Finding]


@router.put("/tables/{table}/rows", summary="Add, delete, move and fill rows")
def put_rows(
    caller: Reviewer, scan_id: Identifier, table: TableName, given: SavedRows, services: UseServices, show: Show
) -> ScanWithFields:
    """All of it or nothing. A row that moves keeps its place on the paper; a new one has none (`box` null)."""
    rows = [row.given() for row in given.rows]
    edited = edit_rows(services, actor=caller.actor, scan_id=scan_id, table=table, rows=rows, key=given.key)
    return show.detail(edited)


@router.post("/tables/{table}/undo", summary="Take back the latest change of a table's rows")
def post_undo(
    caller: Reviewer,
    scan_id: Identifier,
    table: TableName,
    services: UseServices,
    show: Show,
    given: Annotated[Undoing | None, Body()] = None,
) -> ScanWithFields:
    """Deleted rows come back with all that was read for them. 409 ``no_table_edit`` where none was changed."""
    key = given.key if given else None
    return show.detail(undo_rows(services, actor=caller.actor, scan_id=scan_id, table=table, key=key))


@router.post("/review/check", summary="Check values without saving them")
def post_check(caller: Reviewer, scan_id: Identifier, given: Draft, services: UseServices, show: Show) -> Checked:
    """By the very rules that are asked when they are saved."""
    tables = {name: [row.given() for row in rows.rows] for name, rows in given.tables.items()}
    checked = check_draft(services, actor=caller.actor, scan_id=scan_id, corrections=given.fields, tables=tables)
    return Checked(
        findings=[Finding(paths=list(one.paths), reason=show.reasons((one.reason,))[0]) for one in checked.findings],
        refused=[
            Finding(paths=[path], reason=show.reasons(({"code": "value_unfit", "params": {"text": text}},))[0])
            for path, text in checked.refused.items()
        ],
    )
