"""A grid that a person has confirmed is undone: each of its forms is as it was, where nobody has worked on it since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.checking import AuditCheck, GridCheck
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.usecases.errors import AlreadySent, ScanNotFound, UsecaseError
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import lock_scan
from ocr_service.usecases.reviewing.close_review import NOT_ACCEPTED, reopen_form
from ocr_service.usecases.reviewing.correct_fields import load_fields

# undone: as it was before the grid; worked_on: somebody has changed it since, or has it in hand; sent: its result is
# on its way to the receivers, or there
Undone = Literal["undone", "worked_on", "sent"]

_SENT: Final = (ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED)
# What a grid may change of a field.
_KEPT: Final = ("value", "text", "decision", "reasons", "alternatives", "corrected_by", "corrected_at")

Fields = dict[str, dict[str, Any]]


class NoGridToUndo(UsecaseError):
    """The person's latest grid is another one, or was undone already. Params: grid."""

    code = "no_grid_to_undo"


@dataclass(frozen=True, kw_only=True)
class FormBefore:
    """A form while nothing of a grid has been done to it yet."""

    reasons: list[Any]
    fields: Fields


def look_before(scan: Scan, rows: Mapping[str, ScanField]) -> FormBefore:
    return FormBefore(reasons=list(scan.reasons), fields={path: _columns(row) for path, row in rows.items()})


def keep_before(
    session: Session, grid: str, actor: str, scan: Scan, rows: Mapping[str, ScanField], before: FormBefore
) -> None:
    """In the transaction that changes the form. Nothing is kept of fields that are as they were.

    Only a person's latest grid can be undone: from its first form on, the one before is for good.
    """
    session.flush()
    changed = {path: before.fields[path] for path, row in rows.items() if _columns(row) != before.fields[path]}
    if changed:
        session.execute(delete(GridCheck).where(GridCheck.actor == actor, GridCheck.grid != grid))
        kept = {"at": scan.changed_at, "reasons": before.reasons, "fields": changed}
        session.add(GridCheck(grid=grid, actor=actor, scan_id=scan.id, **kept))


def undo_grid(services: Services, *, actor: str, grid: str) -> dict[str, Undone]:
    """What became of each form that the grid had changed. Each by itself: what happened to one keeps no other.

    Raises NoGridToUndo.
    """
    kept = select(GridCheck.scan_id).where(GridCheck.grid == grid, GridCheck.actor == actor).order_by(GridCheck.id)
    with services.database() as session:
        scan_ids = session.scalars(kept).all()
    if not scan_ids:
        raise NoGridToUndo(grid=grid)
    return {scan_id: _undo_form(services, actor, grid, scan_id) for scan_id in scan_ids}


def _undo_form(services: Services, actor: str, grid: str, scan_id: str) -> Undone:
    now = services.now()
    try:
        with services.database.begin() as session:
            scan = lock_scan(session, scan_id)
            kept = session.scalar(select(GridCheck).filter_by(grid=grid, actor=actor, scan_id=scan_id))
            if scan.state in _SENT:
                return "sent"
            if kept is None or scan.changed_at != kept.at or _in_other_hands(session, scan, actor, now):
                return "worked_on"
            if scan.state == ScanState.ACCEPTED:
                reopen_form(session, scan, ScanState.NEEDS_REVIEW, now, NOT_ACCEPTED)
            _put_back(load_fields(session, scan_id), kept.fields)
            scan.reasons, scan.changed_at = kept.reasons, now
            session.delete(kept)
            audit.write(session, at=now, actor=actor, action="scan.grid_undone", subject=scan_id)
            return "undone"
    except AlreadySent:
        return "sent"
    except ScanNotFound:
        return "worked_on"


def _in_other_hands(session: Session, scan: Scan, actor: str, now: datetime) -> bool:
    """On somebody's desk, or before somebody who audits what was accepted."""
    if scan.reviewer not in (None, actor) and scan.review_until is not None and scan.review_until > now:
        return True
    begun = or_(AuditCheck.state != "waiting", AuditCheck.checker_until > now)
    audits = (AuditCheck.scan_id == scan.id, AuditCheck.result_version == scan.result_version, begun)
    return session.scalar(select(AuditCheck.id).where(*audits).limit(1)) is not None


def _columns(row: ScanField) -> dict[str, Any]:
    """As JSON has it."""
    columns = {name: getattr(row, name) for name in _KEPT}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in columns.items()}


def _put_back(rows: Mapping[str, ScanField], fields: Mapping[str, Mapping[str, Any]]) -> None:
    for path, columns in fields.items():
        for name, value in columns.items():
            at = name == "corrected_at" and value is not None
            setattr(rows[path], name, datetime.fromisoformat(value) if at else value)
