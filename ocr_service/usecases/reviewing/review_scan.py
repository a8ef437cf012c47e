"""A person takes a form in hand: a claim for some minutes, so that two never work on the same one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, select, update

from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.errors import NothingToReview
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import free_for, in_hand_of, refuse_review

# What waits for a person: doubtful fields to look at, or a form to be named.
REVIEWABLE: Final = (ScanState.NEEDS_REVIEW, ScanState.NEEDS_TEMPLATE)
NO_REVIEWER: Final = {"reviewer": None, "review_until": None}

_URGENT_FIRST = case({"urgent": 0, "normal": 1}, value=Scan.lane, else_=2)


@dataclass(frozen=True, kw_only=True)
class ReviewClaim:
    """A scan in a person's hands until `until`. `state` is needs_review or needs_template."""

    scan_id: str
    state: str
    until: datetime


def claim_next(services: Services, *, actor: str, minutes: int, skipping: Collection[str] = ()) -> ReviewClaim:
    """Claims the form that should be looked at next: the one in hand already, else by lane, oldest first.

    `skipping` are identifiers of forms that this person left to others. Raises NothingToReview.
    """
    now = services.now()
    with services.database.begin() as session:
        mine_first = case((Scan.reviewer == actor, 0), else_=1)
        waiting = (
            select(Scan)
            .where(Scan.state.in_(REVIEWABLE), free_for(actor, now), Scan.id.not_in(skipping))
            .order_by(mine_first, _URGENT_FIRST, Scan.id)
            .limit(1)
            # Several people ask at once: each gets another one, and nobody waits for the others.
            .with_for_update(skip_locked=True)
        )
        scan = session.scalar(waiting)
        if scan is None:
            raise NothingToReview
        scan.reviewer, scan.review_until = actor, now + timedelta(minutes=minutes)
        return ReviewClaim(scan_id=scan.id, state=scan.state, until=scan.review_until)


def claim_scan(services: Services, *, actor: str, scan_id: str, minutes: int) -> ReviewClaim:
    """Claims this scan, or renews the claim on it.

    Raises ScanNotFound, ScanStateConflict, ReviewedByOther.
    """
    now = services.now()
    until = now + timedelta(minutes=minutes)
    with services.database.begin() as session:
        waiting = (Scan.id == scan_id, Scan.state.in_(REVIEWABLE), free_for(actor, now))
        claimed = (
            update(Scan)
            .where(*waiting)
            .values(reviewer=actor, review_until=until)
            .returning(Scan.state)
            .execution_options(synchronize_session=False)
        )
        state = session.scalar(claimed)
        if state is None:
            refuse_review(session, scan_id, actor, REVIEWABLE, now)
        return ReviewClaim(scan_id=scan_id, state=state, until=until)


def renew_claim(services: Services, *, actor: str, scan_id: str, minutes: int) -> ReviewClaim:
    """Prolongs a claim while its holder works. Unlike `claim_scan` it never takes a scan that somebody else had since.

    Raises ScanNotFound, ScanStateConflict, ReviewedByOther, LeaseLost.
    """
    now = services.now()
    until = now + timedelta(minutes=minutes)
    with services.database.begin() as session:
        held = (Scan.id == scan_id, Scan.state.in_(REVIEWABLE), in_hand_of(actor))
        renewed = (
            update(Scan)
            .where(*held)
            .values(review_until=until)
            .returning(Scan.state)
            .execution_options(synchronize_session=False)
        )
        state = session.scalar(renewed)
        if state is None:
            refuse_review(session, scan_id, actor, REVIEWABLE, now)
        return ReviewClaim(scan_id=scan_id, state=state, until=until)


def release_scan(services: Services, *, actor: str, scan_id: str) -> None:
    """Puts the form back; no error where it is in other hands already."""
    with services.database.begin() as session:
        session.execute(
            update(Scan).where(Scan.id == scan_id, in_hand_of(actor)).values(**NO_REVIEWER),
            execution_options={"synchronize_session": False},
        )
