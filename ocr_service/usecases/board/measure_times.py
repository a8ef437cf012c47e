"""How long forms take from upload to accepted, and to the ERP's answer; how many need no person."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from ocr_service.records.people import AuditEntry
from ocr_service.records.scans import Scan

DAY: Final = timedelta(hours=24)
# Enough for a 99th percentile that twenty forms lie above, few enough to be taken at every look.
SAMPLE: Final = 2000


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Seconds that half, 90 and 99 of a hundred forms took at most (nearest rank); None where there were none.

    They are those of a sample: the newest `forms` of the last 24 hours, at most 2,000.
    """

    forms: int
    median: float | None
    p90: float | None
    p99: float | None


@dataclass(frozen=True, kw_only=True)
class DayNumbers:
    """The last 24 hours: scans that came in, forms accepted, those of them without a person, and how long they took."""

    received: int
    accepted: int
    accepted_alone: int
    to_accepted: Passage
    to_answer: Passage


def measure_day(session: Session, now: datetime) -> DayNumbers:
    """Counts along the indexes by time; percentiles over bounded samples, which both databases do alike."""
    since = now - DAY
    alone = func.coalesce(func.sum(case((Scan.accepted_by == "system", 1), else_=0)), 0)
    accepted, without = session.execute(select(func.count(), alone).where(Scan.accepted_at > since)).one()
    received = session.scalar(select(func.count()).select_from(Scan).where(Scan.created_at > since))
    return DayNumbers(
        received=received or 0,
        accepted=accepted,
        accepted_alone=without,
        to_accepted=_to_accepted(session, since),
        to_answer=_to_answer(session, since),
    )


def _to_accepted(session: Session, since: datetime) -> Passage:
    newest = (
        select(Scan.created_at, Scan.accepted_at)
        .where(Scan.accepted_at > since)
        .order_by(Scan.accepted_at.desc())
        .limit(SAMPLE)
    )
    return describe([(end - begin).total_seconds() for begin, end in session.execute(newest) if end is not None])


def _to_answer(session: Session, since: datetime) -> Passage:
    newest = (
        select(Scan.created_at, AuditEntry.at)
        .join(Scan, Scan.id == AuditEntry.subject)
        .where(AuditEntry.action == "scan.answered", AuditEntry.at > since)
        .order_by(AuditEntry.at.desc())
        .limit(SAMPLE)
    )
    return describe([(end - begin).total_seconds() for begin, end in session.execute(newest)])


def describe(seconds: Sequence[float]) -> Passage:
    """The percentiles of some durations."""
    ranked = sorted(seconds)
    return Passage(
        forms=len(ranked), median=_percentile(ranked, 0.5), p90=_percentile(ranked, 0.9), p99=_percentile(ranked, 0.99)
    )


def _percentile(ranked: Sequence[float], share: float) -> float | None:
    """The least value that at least this share of them does not exceed."""
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)] if ranked else None
