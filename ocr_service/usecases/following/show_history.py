"""What happened to a scan: its audit trail, oldest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ocr_service.records.people import AuditEntry
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import find_scan


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """`actor` did `action` (to the field at `path`), from `old` to `new`."""

    at: datetime
    actor: str
    action: str
    path: str | None
    old: dict[str, Any] | None
    new: dict[str, Any] | None


def show_history(services: Services, *, scan_id: str) -> tuple[HistoryEntry, ...]:
    """Raises ScanNotFound."""
    with services.database() as session:
        find_scan(session, scan_id)
        rows = session.scalars(select(AuditEntry).where(AuditEntry.subject == scan_id).order_by(AuditEntry.id))
        return tuple(
            HistoryEntry(at=row.at, actor=row.actor, action=row.action, path=row.path, old=row.old, new=row.new)
            for row in rows
        )
