"""How long finished scans are kept: fixed by a setting, or chosen by an administrator; and what the last run forgot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.retention import FINISHED_SCANS, Retention
from ocr_service.usecases.errors import RetentionFixed
from ocr_service.usecases.following.forget_old import Forgettable, Forgotten, find_forgettable, forget_old
from ocr_service.usecases.ports import Services

RUNS_EVERY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class RetentionView:
    """`keep_days` counts now (0 keeps all); `fixed` where a setting says so and nobody can choose on the page.

    `forgettable` is what a run at this moment would forget. `next_run_at` is None before the first run, which comes
    soon after the service has started.
    """

    keep_days: int
    fixed: bool
    changed_at: datetime | None
    changed_by: str | None
    ran_at: datetime | None
    scans: int | None
    files: int | None
    next_run_at: datetime | None
    forgettable: Forgettable


def show_retention(services: Services, *, fixed_days: int | None, days: int | None = None) -> RetentionView:
    """`fixed_days` is the setting, None where it leaves the choice; with `days`, `forgettable` as if they counted."""
    with services.database() as session:
        row = session.get(Retention, FINISHED_SCANS) or Retention(id=FINISHED_SCANS)
    keep_days = _days(row, fixed_days)
    return RetentionView(
        keep_days=keep_days,
        fixed=fixed_days is not None,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        ran_at=row.ran_at,
        scans=row.scans,
        files=row.files,
        next_run_at=row.ran_at + RUNS_EVERY if row.ran_at else None,
        forgettable=find_forgettable(services, keep_days=keep_days if days is None else days),
    )


def choose_retention(services: Services, *, actor: str, fixed_days: int | None, keep_days: int) -> RetentionView:
    """From the next run on. Raises RetentionFixed where the setting leaves no choice."""
    if fixed_days is not None:
        raise RetentionFixed(days=fixed_days)
    now = services.now()
    with services.database.begin() as session:
        row = _row(session)
        old, row.keep_days = row.keep_days, keep_days
        row.changed_at, row.changed_by = now, actor
        before, after = {"keep_days": old}, {"keep_days": keep_days}
        audit.write(session, at=now, actor=actor, action="retention.changed", subject=row.id, old=before, new=after)
    return show_retention(services, fixed_days=None)


def keep_to_retention(services: Services, *, fixed_days: int | None) -> Forgotten:
    """Forgets what is due, as `forget_old` does, and notes that it was done."""
    with services.database() as session:
        keep_days = _days(session.get(Retention, FINISHED_SCANS), fixed_days)
    forgotten = forget_old(services, keep_days=keep_days)
    with services.database.begin() as session:
        row = _row(session)
        row.ran_at, row.scans, row.files = services.now(), forgotten.scans, forgotten.files
    return forgotten


def _days(row: Retention | None, fixed_days: int | None) -> int:
    if fixed_days is not None:
        return fixed_days
    return (row.keep_days if row else None) or 0


def _row(session: Session) -> Retention:
    row = session.get(Retention, FINISHED_SCANS, with_for_update=True)
    if row is None:
        row = Retention(id=FINISHED_SCANS)
        session.add(row)
    return row
