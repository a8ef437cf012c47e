"""The only way to change a scan's state: a conditional update, so that of two who try at once one wins."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from ocr_service.records.scans import Scan
from ocr_service.records.search import SEARCHED, note_change
from ocr_service.records.states import ScanState, may_change


class TransitionUnknown(Exception):
    """The program asked for a change between states that a scan never makes."""


def change_state(
    session: Session,
    scan_id: str,
    old: ScanState | Iterable[ScanState],
    new: ScanState,
    *,
    now: datetime,
    only_if: ColumnElement[bool] | None = None,
    **columns: Any,
) -> bool:
    """Brings the scan from one of the states `old` to `new` and sets `columns`, all or nothing.

    False where the scan is gone, is in another state, or does not meet `only_if` (a lease's token, for example).
    Raises TransitionUnknown where `records.states` does not know the way.
    """
    olds = (old,) if isinstance(old, ScanState) else tuple(old)
    for state in olds:
        if not may_change(state, new):
            raise TransitionUnknown(f"{state} -> {new}")
    statement = update(Scan).where(Scan.id == scan_id, Scan.state.in_(olds))
    if only_if is not None:
        statement = statement.where(only_if)
    values = {"state": new, "changed_at": now, **columns}
    changed: int = session.execute(statement.values(values).execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    loaded = session.identity_map.get(identity_key(Scan, scan_id))
    if changed and loaded is not None:
        session.expire(loaded, list(values))
    if changed and (columns.keys() & set(SEARCHED) or "template" in columns):
        note_change(session, scan_id)
    return changed == 1
