"""A person takes a form in hand: a claim for some minutes, so that two never work on the same one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from ocr_service.records.scans import Scan
from ocr_service.usecases.errors import NothingToReview
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import free_for, in_hand_of, refuse_review
from ocr_service.usecases.reviewing.queue_order import REVIEWABLE, Wanted, queue_order

NOT_AHEAD: Final = {"ahead_for": None, "ahead_until": None}
# In nobody's hands, handed to nobody, ready on nobody's desk.
NO_REVIEWER: Final = {"reviewer": None, "review_until": None, "handed_to": None, "handed_until": None, **NOT_AHEAD}


@dataclass(frozen=True, kw_only=True)
class ReviewClaim:
    """A scan in a person's hands until `until`. `state` is needs_review or needs_template."""

    scan_id: str
    state: str
    until: datetime


def claim_next(services: Services, *, actor: str, minutes: int, wanted: Wanted | None = None) -> ReviewClaim:
    """Claims the form that should be looked at next: the one in hand already, else as `queue_order` has it.

    Raises NothingToReview.
    """
    now = services.now()
    with services.database.begin() as session:
        scan = take_next(session, actor, now, minutes, wanted or Wanted())
        if scan is None or scan.review_until is None:
            raise NothingToReview
        return ReviewClaim(scan_id=scan.id, state=scan.state, until=scan.review_until)


def take_next(
    session: Session, actor: str, now: datetime, minutes: int, wanted: Wanted, ready: str | None = None
) -> Scan | None:
    """The form that is in the person's hands from now on; None where none waits. `ready` is the one that comes first,
    if it can still be had: the person's desk has it prepared.
    """
    waiting = (
        select(Scan)
        .where(wanted.meets(actor, now))
        .order_by(case((Scan.id == ready, 0), else_=1), *queue_order(actor, now))
        .limit(1)
        # Several people ask at once: each gets another one, and nobody waits for the others.
        .with_for_update(skip_locked=True)
    )
    scan = session.scalar(waiting)
    if scan is not None:
        scan.reviewer, scan.review_until = actor, now + timedelta(minutes=minutes)
        scan.ahead_for = scan.ahead_until = None
    return scan


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
            .values(reviewer=actor, review_until=until, **NOT_AHEAD)
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
