"""Lists of master data that cannot be fetched, and lists that used to come and do not any more."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.access.roles import Role
from ocr_service.records.masterdata import MasterdataList, MasterdataSource
from ocr_service.records.people import AuditEntry
from ocr_service.usecases.warning.trouble import Trouble

MASTERDATA_PULL_FAILS: Final = "masterdata_pull_fails"
MASTERDATA_STALE: Final = "masterdata_stale"

# A single failure is mended by the next try, a minute later; a file that is refused stays so.
_FAILURES: Final = 3
# From so many loads on there is a habit, which the newest of them tell.
_LOADS: Final = 4
_NEWEST: Final = 12
# A list that is this many times later than usual is missed, but no sooner than this.
_LATE: Final = 3
_SOONEST: Final = timedelta(hours=4)
# What comes so rarely comes by hand.
_RAREST: Final = timedelta(days=31)


def look_at_masterdata(session: Session, now: datetime) -> Iterator[Trouble]:
    """Only lists that machines bring are missed: a person who uploads one knows of it."""
    fetched: set[str] = set()
    for source in session.scalars(select(MasterdataSource).where(MasterdataSource.active)):
        fetched.add(source.list_name)
        if source.failures:
            yield _failing(source, now)
    for name in session.scalars(select(MasterdataList.name).where(MasterdataList.version_id.is_not(None))):
        # Where a source answers, the data is as new as there is.
        if name not in fetched and (trouble := _stale(name, _loads(session, name), now)):
            yield trouble


def _failing(source: MasterdataSource, now: datetime) -> Trouble:
    refused = not str((source.error or {}).get("code", "")).startswith("masterdata_fetch_")
    return Trouble(
        kind=MASTERDATA_PULL_FAILS,
        subject=source.list_name,
        role=Role.INTEGRATOR,
        firm=refused or source.failures >= _FAILURES,
        params={
            "list": source.list_name,
            "failures": source.failures,
            "age_hours": _hours(now - source.fetched_at) if source.fetched_at else None,
        },
    )


def _loads(session: Session, name: str) -> Sequence[datetime]:
    """When machines brought the list, newest first."""
    loaded = select(AuditEntry.at).where(
        AuditEntry.subject == name, AuditEntry.action == "masterdata.loaded", ~AuditEntry.actor.startswith("user:")
    )
    return session.scalars(loaded.order_by(AuditEntry.at.desc()).limit(_NEWEST)).all()


def _stale(name: str, loads: Sequence[datetime], now: datetime) -> Trouble | None:
    if len(loads) < _LOADS:
        return None
    usual = timedelta(seconds=median((later - earlier).total_seconds() for later, earlier in pairwise(loads)))
    age = now - loads[0]
    if usual > _RAREST or age < max(usual * _LATE, _SOONEST):
        return None
    params = {"list": name, "age_hours": _hours(age), "usual_hours": _hours(usual)}
    return Trouble(kind=MASTERDATA_STALE, subject=name, role=Role.INTEGRATOR, params=params)


def _hours(span: timedelta) -> int:
    return max(1, round(span / timedelta(hours=1)))
