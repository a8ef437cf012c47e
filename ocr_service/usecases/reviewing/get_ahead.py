"""What a person will probably be given next, so that his desk can have it ready. Nothing is claimed by that."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, case, or_, select, update

from ocr_service.records.scans import Scan
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.queue_order import REVIEWABLE, Wanted, queue_order
from ocr_service.usecases.reviewing.review_scan import NOT_AHEAD

# So long other desks get another form ready. Anybody may claim it all the same: a promise does not wait for a desk.
AHEAD_SECONDS: Final = 60


def get_ahead(services: Services, *, actor: str, wanted: Wanted) -> tuple[str, datetime] | None:
    """The identifier of the form that comes after the one in hand, and when to ask again; None where none waits."""
    now = services.now()
    others = and_(Scan.ahead_for != actor, Scan.ahead_until > now)
    not_in_hand = or_(Scan.reviewer.is_(None), Scan.reviewer != actor)
    with services.database.begin() as session:
        waiting = (
            select(Scan)
            .where(wanted.meets(actor, now), not_in_hand)
            .order_by(case((others, 1), else_=0), *queue_order(actor, now))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        scan = session.scalar(waiting)
        dropped = (Scan.state.in_(REVIEWABLE), Scan.ahead_for == actor, Scan.id != (scan.id if scan else ""))
        session.execute(update(Scan).where(*dropped).values(**NOT_AHEAD).execution_options(synchronize_session=False))
        if scan is None:
            return None
        until = now + timedelta(seconds=AHEAD_SECONDS)
        if not (scan.ahead_until and scan.ahead_until > now and scan.ahead_for != actor):
            scan.ahead_for, scan.ahead_until = actor, until
        return scan.id, until
