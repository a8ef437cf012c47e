"""A person hands a form to a colleague who knows better: it leaves his desk and is the next one on the other's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from ocr_service.access.roles import ROLE_PERMISSIONS, Permission, Role
from ocr_service.records import audit
from ocr_service.records.people import User
from ocr_service.records.scans import Scan
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import in_hand_of, refuse_review
from ocr_service.usecases.reviewing.comment_scan import add_comment
from ocr_service.usecases.reviewing.desk_errors import ColleagueUnknown
from ocr_service.usecases.reviewing.queue_order import REVIEWABLE
from ocr_service.usecases.reviewing.review_scan import NO_REVIEWER
from ocr_service.usecases.reviewing.said_before import done_before, with_key

# Whoever is ill or at lunch must not keep a form from all others.
HANDED_MINUTES: Final = 60
HANDED_OVER: Final = "scan.handed_over"
_REVIEWERS: Final = tuple(role.value for role in Role if Permission.REVIEW_WRITE in ROLE_PERMISSIONS[role])


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody who reviews forms."""

    id: str
    name: str
    role: str


def list_colleagues(services: Services, *, actor: str) -> list[Colleague]:
    """Whom `actor` can hand a form to, by name."""
    others = select(User).where(User.active, User.role.in_(_REVIEWERS), User.id != actor.removeprefix("user:"))
    with services.database() as session:
        return [
            Colleague(id=user.id, name=user.name, role=user.role)
            for user in session.scalars(others.order_by(User.name))
        ]


def hand_over(
    services: Services, *, actor: str, scan_id: str, to: str, comment: str | None = None, key: str | None = None
) -> datetime:
    """Hands the form in hand to the person with the identifier `to`; returns until when it is kept for him.

    Whoever did not get the answer says it once more with the same `key`. Raises ColleagueUnknown, ScanNotFound,
    ScanStateConflict, ReviewedByOther, LeaseLost.
    """
    now = services.now()
    until = now + timedelta(minutes=HANDED_MINUTES)
    with services.database.begin() as session:
        user = session.get(User, to)
        if user is None or not user.active or user.role not in _REVIEWERS or f"user:{to}" == actor:
            raise ColleagueUnknown(to=to)
        held = (Scan.id == scan_id, Scan.state.in_(REVIEWABLE), in_hand_of(actor))
        handed = (
            update(Scan)
            .where(*held)
            .values({**NO_REVIEWER, "handed_to": f"user:{to}", "handed_until": until})
            .returning(Scan.id)
            .execution_options(synchronize_session=False)
        )
        if session.scalar(handed) is None:
            before = done_before(session, scan_id, actor, HANDED_OVER, key)
            if before is not None:
                return before + timedelta(minutes=HANDED_MINUTES)
            refuse_review(session, scan_id, actor, REVIEWABLE, now)
        if comment:
            add_comment(session, scan_id, actor, comment, now)
        told = with_key({"to": f"user:{to}"}, key)
        audit.write(session, at=now, actor=actor, action=HANDED_OVER, subject=scan_id, new=told)
    return until
