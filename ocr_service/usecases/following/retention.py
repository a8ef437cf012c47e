"""How long finished scans are kept: fixed by a setting, or chosen by an administrator; and what the last run forgot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.retention import FINISHED_SCANS, Retention
from ocr_service.usecases.errors import RetentionFixed
from ocr_service.usecases.following.forget_old import Forgettable, Forgotten, find_forgettable, forget_old
from ocr_service.usecases.ports import Services

RUNS_EVERY: Final = timedelta(days=1)
# A run renews its lease with each portion; one that does not was cut off. As long as the timers' own pause.
_LEASE: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class RetentionView:
    """`keep_days` counts now (0 keeps all); `fixed` where a setting says so and nobody can choose on the page.

    `forgettable` is what a run at this moment would forget. `running` while a run goes on, or was cut off and is gone
    on with soon; `scans` and `files` are what it has forgotten so far. `next_run_at` is None before the first run,
    which comes soon after the service has started.
    """

    keep_days: int
    fixed: bool
    changed_at: datetime | None
    changed_by: str | None
    ran_at: datetime | None
    running: bool
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
        running=row.busy_until is not None,
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


def keep_to_retention(services: Services, *, fixed_days: int | None) -> Forgotten | None:
    """Forgets what is due, as `forget_old` does, and notes that it was done; None where it is not yet time for a run.

    What goes cannot come back: it goes at the time that people were told, however often the timers start anew and
    however many of them there are. A run that was cut off is gone on with; its figures are of the whole.
    """
    keep_days = _begin_run(services, fixed_days)
    if keep_days is None:
        return None

    def note(session: Session, gone: Forgotten) -> None:
        row = _row(session)
        row.scans, row.files = (row.scans or 0) + gone.scans, (row.files or 0) + gone.files
        row.busy_until = services.now() + _LEASE

    forget_old(services, keep_days=keep_days, note=note)
    with services.database.begin() as session:
        row = _row(session)
        row.busy_until = None
        return Forgotten(scans=row.scans or 0, files=row.files or 0)


def _begin_run(services: Services, fixed_days: int | None) -> int | None:
    """For how many days scans are kept, where this caller is the one to run now, or to go on with what was cut off."""
    now = services.now()
    idle = Retention.busy_until.is_(None)
    due = and_(idle, or_(Retention.ran_at.is_(None), Retention.ran_at <= now - RUNS_EVERY))
    with services.database.begin() as session:
        row = _row(session)
        session.flush()
        begun = update(Retention).where(Retention.id == row.id, due).values(ran_at=now, scans=0, files=0)
        taken_up = update(Retention).where(Retention.id == row.id, Retention.busy_until <= now)
        for claim in (taken_up, begun):
            claimed = session.execute(
                claim.values(busy_until=now + _LEASE).execution_options(synchronize_session=False)
            )
            if claimed.rowcount == 1:  # type: ignore[attr-defined]
                return _days(row, fixed_days)
        return None


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
