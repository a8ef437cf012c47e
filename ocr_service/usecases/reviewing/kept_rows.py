"""A table's cells as they were before a person changed its rows: kept, and put back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from ocr_service.records.base import UtcTime
from ocr_service.records.reviews import TableEdit
from ocr_service.records.scans import ScanField
from ocr_service.usecases.reviewing.table_rows import Cells

# More changes than anybody remembers; each keeps the whole table.
UNDOABLE: Final = 20
_KEPT: Final = tuple(column.name for column in ScanField.__table__.columns if column.name not in ("id", "scan_id"))
_TIMES: Final = frozenset(column.name for column in ScanField.__table__.columns if isinstance(column.type, UtcTime))


def keep_rows(session: Session, scan_id: str, table: str, cells: Cells) -> None:
    """Keeps the cells as they are, before they are changed."""
    kept = [_columns(field) for row in cells.values() for field in row.values()]
    session.add(TableEdit(scan_id=scan_id, table=table, cells=kept))
    session.flush()
    of_scan = select(TableEdit.id).where(TableEdit.scan_id == scan_id).order_by(TableEdit.id.desc())
    session.execute(delete(TableEdit).where(TableEdit.id.in_(of_scan.offset(UNDOABLE).limit(1000))))


def _columns(field: ScanField) -> dict[str, Any]:
    """A cell's row, as JSON has it."""
    row = {name: getattr(field, name) for name in _KEPT}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def put_back(session: Session, scan_id: str, cells: Cells, kept: Sequence[Mapping[str, Any]]) -> None:
    """Puts the cells that were kept in place of those that there are; what lies behind makes room, or closes up."""
    replaced = [field for row in cells.values() for field in row.values()]
    restored = [_row(columns) for columns in kept]
    positions = [row["position"] for row in restored] or [field.position for field in replaced]
    if not positions:
        return
    for field in replaced:
        session.delete(field)
    session.flush()
    session.execute(
        update(ScanField)
        .where(ScanField.scan_id == scan_id, ScanField.position >= min(positions))
        .values(position=ScanField.position + len(restored) - len(replaced))
        .execution_options(synchronize_session="fetch")
    )
    if restored:
        session.execute(insert(ScanField), [{**row, "scan_id": scan_id} for row in restored])
    session.expire_all()


def _row(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of `_columns`."""
    return {
        name: datetime.fromisoformat(value) if name in _TIMES and value is not None else value
        for name, value in columns.items()
    }
