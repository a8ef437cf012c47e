"""Why a conditional change of a scan did not take place: looked up afterwards, to be told to whoever asked for it."""

from datetime import datetime
from typing import NoReturn

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from ocr_service.records.scans import Scan
from ocr_service.usecases.errors import LeaseLost, ReviewedByOther, ScanNotFound, ScanStateConflict


def find_scan(session: Session, scan_id: str) -> Scan:
    """The scan's row; raises ScanNotFound."""
    scan = session.get(Scan, scan_id)
    if scan is None:
        raise ScanNotFound(scan_id=scan_id)
    return scan


def lock_scan(session: Session, scan_id: str) -> Scan:
    """The scan's row, which nobody else changes before this transaction ends; raises ScanNotFound."""
    scan = session.get(Scan, scan_id, with_for_update=True)
    if scan is None:
        raise ScanNotFound(scan_id=scan_id)
    return scan


def refuse_review(session: Session, scan_id: str, actor: str, states: tuple[str, ...], now: datetime) -> NoReturn:
    """Raises ScanNotFound, ScanStateConflict, ReviewedByOther or LeaseLost, whichever is the reason."""
    scan = find_scan(session, scan_id)
    if scan.state not in states:
        raise ScanStateConflict(state=scan.state)
    if scan.reviewer not in (None, actor) and scan.review_until is not None and scan.review_until > now:
        raise ReviewedByOther(reviewer=scan.reviewer, until=scan.review_until.isoformat())
    raise LeaseLost


def in_hand_of(actor: str) -> ColumnElement[bool]:
    """SQL: `actor` claimed the scan and nobody has since. It may have run out: that only lets others claim it."""
    return Scan.reviewer == actor


def offered_to(actor: str, now: datetime) -> ColumnElement[bool]:
    """SQL: nobody else has been handed the scan, or he let the time for it pass."""
    return or_(Scan.handed_to.is_(None), Scan.handed_to == actor, Scan.handed_until <= now)


def free_for(actor: str, now: datetime) -> ColumnElement[bool]:
    """SQL: nobody else has the scan in hand."""
    return or_(Scan.reviewer.is_(None), Scan.reviewer == actor, Scan.review_until <= now)
