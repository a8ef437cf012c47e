"""One form is accepted and the next one claimed in the same act: what an operator does hundreds of times a day."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ocr_service.records.scans import Scan
from ocr_service.usecases.errors import LeaseLost, ReviewedByOther, ScanStateConflict
from ocr_service.usecases.following.find_scans import ScanDetail, describe_scan
from ocr_service.usecases.masterdata.check_again import check_again
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import find_scan
from ocr_service.usecases.reviewing.close_review import LEFT_TO_KEYING, accept_in_hand
from ocr_service.usecases.reviewing.queue_order import Wanted
from ocr_service.usecases.reviewing.review_scan import take_next
from ocr_service.usecases.reviewing.said_before import done_before


@dataclass(frozen=True, kw_only=True)
class Turn:
    """`state` is that of the form that was accepted: needs_review where two people have fields of it to type yet.
    `next` is in the person's hands now, None where none waits.
    """

    state: str
    next: ScanDetail | None


def take_turn(
    services: Services,
    *,
    actor: str,
    scan_id: str,
    confirmed: Collection[str],
    minutes: int,
    wanted: Wanted,
    ready: str | None = None,
    key: str | None = None,
) -> Turn:
    """Like `accept_review`, and then like `claim_next`: `ready` comes first where it can still be had.

    Accepted and claimed in one transaction: either both have happened or nothing. Whoever did not get the answer says
    it once more: what this person has accepted already stays as it is, and the next form is given again. Where two
    people had fields to type yet, only `key`, the same in both tries, tells that it was said before. Raises what
    `accept_review` raises.
    """
    now = services.now()
    try:
        check_again(services, actor=actor, scan_id=scan_id)
        with services.database.begin() as session:
            done = accept_in_hand(session, actor, scan_id, confirmed, now, turn=key)
            session.flush()
            return _turn(session, done, take_next(session, actor, now, minutes, wanted, ready))
    except (ScanStateConflict, LeaseLost, ReviewedByOther):
        with services.database.begin() as session:
            done = find_scan(session, scan_id)
            if done.accepted_by != actor and not done_before(session, scan_id, actor, LEFT_TO_KEYING, key):
                raise
            return _turn(session, done, take_next(session, actor, now, minutes, wanted, ready))


def _turn(session: Session, done: Scan, taken: Scan | None) -> Turn:
    return Turn(state=done.state, next=None if taken is None else describe_scan(session, taken))
