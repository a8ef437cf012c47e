"""The ledger of warnings: opened once, seen, closed with a note or by themselves; rows stay."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.board import Warning
from ocr_service.records.locks import lock_out_writers
from ocr_service.usecases.ports import Services
from ocr_service.usecases.warning.trouble import Trouble
from ocr_service.usecases.warning.warning_errors import WarningClosed, WarningNotFound

log = structlog.get_logger()

# A warning that is no longer found closes by itself after this, unless it comes back before.
CALM: Final = timedelta(minutes=10)
# What a person has closed is not told again for so long, unless it had been over in between.
QUIET_FOR: Final = timedelta(hours=24)
_SYSTEM: Final = "system"


@dataclass(frozen=True, kw_only=True)
class WarningView:
    """A warning as it stands in the ledger. `role` should act; `calm` where it is no longer found and closes soon."""

    id: str
    kind: str
    subject: str
    params: dict[str, Any]
    role: str
    opened_at: datetime
    calm: bool
    seen_at: datetime | None
    seen_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    note: str | None


def settle(services: Services, troubles: Iterable[Trouble], *, kinds: Collection[str]) -> int:
    """Writes down what a look at `kinds` found: opens, keeps, lets calm down, closes. Returns how many were opened."""
    now = services.now()
    found = {(trouble.kind, trouble.subject): trouble for trouble in troubles}
    with services.database.begin() as session:
        # Two hosts that look at once: the second finds what the first has opened.
        lock_out_writers(session, Warning)
        known = _known(session, kinds, now)
        for row in known.values():
            _age(row, found.get((row.kind, row.subject)), now)
        new = [trouble for key, trouble in found.items() if trouble.firm and key not in known]
        for trouble in new:
            _open(session, trouble, now)
    return len(new)


def see_warning(services: Services, *, actor: str, warning_id: str) -> WarningView:
    """Somebody has it in hand; the first one stays. Raises WarningNotFound, WarningClosed."""
    now = services.now()
    with services.database.begin() as session:
        row = _find_open(session, warning_id)
        if row.seen_at is None:
            row.seen_at, row.seen_by = now, actor
            audit.write(session, at=now, actor=actor, action="warning.seen", subject=row.id)
        return view(row)


def close_warning(services: Services, *, actor: str, warning_id: str, note: str) -> WarningView:
    """Ends it with a note on what was done. Raises WarningNotFound, WarningClosed."""
    now = services.now()
    with services.database.begin() as session:
        row = _find_open(session, warning_id)
        row.closed_at, row.closed_by, row.note = now, actor, note
        audit.write(session, at=now, actor=actor, action="warning.closed", subject=row.id, new={"note": note})
        return view(row)


def list_warnings(services: Services, *, closed: bool, limit: int = 200) -> tuple[WarningView, ...]:
    """Open ones, or the closed ones of the ledger; the newest first."""
    which = Warning.closed_at.is_not(None) if closed else Warning.closed_at.is_(None)
    newest = Warning.closed_at.desc() if closed else Warning.opened_at.desc()
    with services.database() as session:
        return tuple(
            view(row) for row in session.scalars(select(Warning).where(which).order_by(newest, Warning.id).limit(limit))
        )


def find_warnings(services: Services, identifiers: Collection[str]) -> tuple[WarningView, ...]:
    """Those of them that there are, open or closed."""
    with services.database() as session:
        return tuple(view(row) for row in session.scalars(select(Warning).where(Warning.id.in_(identifiers))))


def view(row: Warning) -> WarningView:
    return WarningView(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        params=row.params,
        role=row.role,
        opened_at=row.opened_at,
        calm=row.calm_since is not None and row.closed_at is None,
        seen_at=row.seen_at,
        seen_by=row.seen_by,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        note=row.note,
    )


def _known(session: Session, kinds: Collection[str], now: datetime) -> dict[tuple[str, str], Warning]:
    """What need not be opened: the open ones, and those a person closed lately that were never over since."""
    rows = session.scalars(
        select(Warning).where(
            Warning.kind.in_(kinds), Warning.closed_at.is_(None) | (Warning.closed_at > now - QUIET_FOR)
        )
    ).all()
    return {
        (row.kind, row.subject): row
        # Open ones come last and stand over closed ones of the same trouble.
        for row in sorted(rows, key=lambda row: row.closed_at is None)
        if row.closed_at is None or (row.closed_by != _SYSTEM and not _was_over(row, now))
    }


def _age(row: Warning, trouble: Trouble | None, now: datetime) -> None:
    """Notes on a row whether it is still found; an open one that is over for good closes."""
    if trouble is not None:
        row.checked_at, row.calm_since = now, None
        if row.closed_at is None:
            row.params = dict(trouble.params)
        return
    row.calm_since = row.calm_since or now
    if row.closed_at is None and _was_over(row, now):
        row.closed_at, row.closed_by = now, _SYSTEM


def _was_over(row: Warning, now: datetime) -> bool:
    return row.calm_since is not None and now - row.calm_since >= CALM


def _open(session: Session, trouble: Trouble, now: datetime) -> None:
    row = Warning(
        kind=trouble.kind,
        subject=trouble.subject,
        params=dict(trouble.params),
        role=trouble.role.value,
        opened_at=now,
        checked_at=now,
    )
    session.add(row)
    # Whoever watches logs and not the board is told, too.
    log.warning("warning_opened", kind=trouble.kind, subject=trouble.subject, **row.params)


def _find_open(session: Session, warning_id: str) -> Warning:
    row = session.get(Warning, warning_id, with_for_update=True)
    if row is None:
        raise WarningNotFound
    if row.closed_at is not None:
        raise WarningClosed
    return row
