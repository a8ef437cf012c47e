"""The cells of a table among a scan's fields."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from ocr_service.forms.content import Tick
from ocr_service.forms.template import Table, Template
from ocr_service.records.scans import ScanField
from ocr_service.usecases.reviewing.desk_errors import TableNotFound

ADDED: Final = "added_by_person"
# A row that a person added lies nowhere on the paper.
NO_BOX: Final[dict[str, Any]] = {}

Cells = dict[int, dict[str, ScanField]]
_CELL: Final = re.compile(r"(?P<table>\w+)\[(?P<row>\d+)\]\.(?P<column>\w+)")


def find_table(template: Template, name: str) -> Table:
    """Raises TableNotFound."""
    found = next((table for table in template.tables if table.name == name), None)
    if found is None:
        raise TableNotFound(table=name)
    return found


def row_of(path: str, table: str) -> tuple[int, str] | None:
    """Row (from 0) and column of a path in the table; None where it is elsewhere."""
    match = _CELL.fullmatch(path)
    return (int(match["row"]), match["column"]) if match and match["table"] == table else None


def cells_of(fields: Mapping[str, ScanField], table: str) -> Cells:
    """The table's fields by row and column, in order."""
    rows: Cells = {}
    for path, field in fields.items():
        place = row_of(path, table)
        if place is not None:
            rows.setdefault(place[0], {})[place[1]] = field
    return dict(sorted(rows.items()))


def new_cell(scan_id: str, content: Any, page: int, actor: str, now: datetime) -> ScanField:
    """A blank cell that no machine has read; its path and position are still to be set."""
    return ScanField(
        scan_id=scan_id,
        type=content.type,
        value=False if isinstance(content, Tick) else None,
        text="",
        raw_text="",
        read_value=None,
        confidence=0.0,
        decision="accept",
        reasons=[{"code": ADDED, "params": {}}],
        alternatives=[],
        page=page,
        box=NO_BOX,
        corrected_by=actor,
        corrected_at=now,
    )
