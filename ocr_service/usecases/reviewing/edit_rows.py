"""A person adds, deletes and moves the rows of a table and writes into its cells: one act, which can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.result import Value
from ocr_service.forms.template import TemplatePackage
from ocr_service.records import audit
from ocr_service.records.reviews import TableEdit
from ocr_service.records.scans import ScanField
from ocr_service.usecases.errors import FieldKeyedTwice
from ocr_service.usecases.following.find_scans import ScanDetail, describe_scan
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.keep_outcomes import move_questions
from ocr_service.usecases.reviewing.correct_fields import correct_rows, load_fields, lock_review
from ocr_service.usecases.reviewing.desk_errors import NoTableEdit, RowsChanged
from ocr_service.usecases.reviewing.kept_rows import keep_rows, put_back
from ocr_service.usecases.reviewing.recheck_fields import recheck_fields
from ocr_service.usecases.reviewing.said_before import done_before, with_key
from ocr_service.usecases.reviewing.table_rows import Cells, cells_of, find_table, new_cell, row_of
from ocr_service.usecases.templates.publish_template import load_published

CHANGED: Final = "table.changed"
Rows = list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class GivenRow:
    """A row as it shall be: which row it `was` (from 0; None for a new one), and the values of cells that change."""

    was: int | None
    values: Mapping[str, Value]


def edit_rows(
    services: Services, *, actor: str, scan_id: str, table: str, rows: Sequence[GivenRow], key: str | None = None
) -> ScanDetail:
    """Gives the table exactly these rows, in this order; those that none of them was are deleted. All of it or nothing.

    A row that moves takes along what was read for it, and its place on the paper; a new row has no such place. Whoever
    did not get the answer says it once more with the same `key`: the rows are named by their old places, and moving
    them twice would move them back.

    Raises ScanNotFound, ScanStateConflict, ReviewedByOther, LeaseLost, TableNotFound, RowsChanged, FieldNotFound,
    FieldKeyedTwice, FieldValueInvalid.
    """
    now = services.now()
    with services.database.begin() as session:
        scan = lock_review(session, scan_id, actor, now)
        if done_before(session, scan_id, actor, CHANGED, key):
            return describe_scan(session, scan)
        package = load_published(services.files, session, scan.template, scan.template_version)
        before = cells_of(load_fields(session, scan_id), table)
        old = _values(before)
        keep_rows(session, scan_id, table, before)
        lay_rows(session, package, scan_id, table, rows, actor, now)
        _note(session, scan_id, table, old, actor, now, key)
        scan.changed_at = now
        session.flush()
        return describe_scan(session, scan)


def undo_rows(services: Services, *, actor: str, scan_id: str, table: str, key: str | None = None) -> ScanDetail:
    """Takes back the latest change of the table's rows, with all that was read for deleted ones; said once more with
    the same `key`, not the change before it as well.

    Raises ScanNotFound, ScanStateConflict, ReviewedByOther, LeaseLost, NoTableEdit.
    """
    now = services.now()
    with services.database.begin() as session:
        scan = lock_review(session, scan_id, actor, now)
        if done_before(session, scan_id, actor, CHANGED, key):
            return describe_scan(session, scan)
        of_table = (TableEdit.scan_id == scan_id, TableEdit.table == table)
        kept = session.scalar(select(TableEdit).where(*of_table).order_by(TableEdit.id.desc()).limit(1))
        if kept is None:
            raise NoTableEdit(table=table)
        fields = load_fields(session, scan_id)
        before = {path: field.value for path, field in fields.items()}
        replaced = cells_of(fields, table)
        old = _values(replaced)
        put_back(session, scan_id, replaced, kept.cells)
        session.delete(kept)
        package = load_published(services.files, session, scan.template, scan.template_version)
        after = load_fields(session, scan_id)
        recheck_fields(package, before, list(after.values()))
        _note(session, scan_id, table, old, actor, now, key)
        scan.changed_at = now
        session.flush()
        return describe_scan(session, scan)


def lay_rows(
    session: Session,
    package: TemplatePackage,
    scan_id: str,
    table: str,
    rows: Sequence[GivenRow],
    actor: str,
    now: datetime,
) -> None:
    """The table's rows become `rows`, in the caller's transaction, and every rule is checked again."""
    columns = {column.name: column.read for column in find_table(package.template, table).columns}
    fields = load_fields(session, scan_id)
    old = cells_of(fields, table)
    named = [row.was for row in rows if row.was is not None]
    if len(set(named)) < len(named) or any(was not in old for was in named):
        raise RowsChanged(table=table)
    # A failure is known by its old place until the rules have been asked again.
    before = {path: field.value for path, field in fields.items()}
    if [row.was for row in rows] != list(range(len(old))):
        _refuse_keyed(old)
        _arrange(session, scan_id, table, rows, fields, columns, actor, now)
        fields = load_fields(session, scan_id)
    moved = {
        f"{table}[{row.was}].{column}": f"{table}[{number}].{column}"
        for number, row in enumerate(rows)
        for column in columns
        if row.was is not None
    }
    corrections = {
        f"{table}[{number}].{column}": value for number, row in enumerate(rows) for column, value in row.values.items()
    }
    correct_rows(session, scan_id, package, fields, corrections, actor, now, before=before, moved=moved)


def _arrange(
    session: Session,
    scan_id: str,
    table: str,
    rows: Sequence[GivenRow],
    fields: Mapping[str, ScanField],
    columns: Mapping[str, Any],
    actor: str,
    now: datetime,
) -> None:
    """Every cell gets its new path and position. Paths are unique, so all are moved out of the way first."""
    old = cells_of(fields, table)
    kept = {row.was for row in rows}
    for number, cells in old.items():
        for field in cells.values():
            field.path = f"~{field.id}"
            if number not in kept:
                session.delete(field)
    session.flush()
    laid: list[ScanField] = []
    page = next((field.page for cells in old.values() for field in cells.values()), 1)
    for number, row in enumerate(rows):
        cells = {} if row.was is None else old[row.was]
        for column, content in columns.items():
            field = cells.get(column) or new_cell(scan_id, content, page, actor, now)
            field.path = f"{table}[{number}].{column}"
            laid.append(field)
    others = [field for path, field in fields.items() if row_of(path, table) is None]
    first = min((field.position for cells in old.values() for field in cells.values()), default=len(fields))
    ahead = [field for field in others if field.position < first]
    for position, field in enumerate([*ahead, *laid, *others[len(ahead) :]]):
        field.position = position
    session.add_all(laid)
    session.flush()
    move_questions(session, scan_id, table, {row.was: number for number, row in enumerate(rows) if row.was is not None})


def _refuse_keyed(cells: Cells) -> None:
    """Rows that two people type blind stay where they are: each of them sees only a row's number."""
    for row in cells.values():
        for field in row.values():
            if field.keying is not None:
                raise FieldKeyedTwice(path=field.path)


def _note(session: Session, scan_id: str, table: str, old: Rows, actor: str, now: datetime, key: str | None) -> None:
    new = _values(cells_of(load_fields(session, scan_id), table))
    if old != new:
        change = {"old": {"rows": old}, "new": with_key({"rows": new}, key)}
        audit.write(session, at=now, actor=actor, action=CHANGED, subject=scan_id, path=table, **change)


def _values(cells: Cells) -> Rows:
    return [{column: field.text for column, field in row.items()} for row in cells.values()]
