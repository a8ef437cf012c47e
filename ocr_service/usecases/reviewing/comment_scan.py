"""Comments on a scan: what colleagues ask each other and what the clerk knows about the paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.reviews import ScanComment
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import find_scan
from ocr_service.usecases.reviewing.said_before import told_before, with_key

COMMENTED: Final = "scan.commented"


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What `actor` said."""

    id: str
    at: datetime
    actor: str
    text: str


def comment_scan(services: Services, *, actor: str, scan_id: str, text: str, key: str | None = None) -> Comment:
    """Whoever sees the scan may say something about it, whatever its state.

    Whoever did not get the answer says it once more with the same `key`. Raises ScanNotFound.
    """
    now = services.now()
    with services.database.begin() as session:
        find_scan(session, scan_id)
        told = told_before(session, scan_id, actor, COMMENTED, key)
        said = session.get(ScanComment, told.new["comment"]) if told is not None and told.new else None
        return _describe(said) if said is not None else add_comment(session, scan_id, actor, text, now, key)


def list_comments(services: Services, *, scan_id: str) -> list[Comment]:
    """The scan's comments, oldest first. Raises ScanNotFound."""
    with services.database() as session:
        find_scan(session, scan_id)
        of_scan = select(ScanComment).where(ScanComment.scan_id == scan_id).order_by(ScanComment.id)
        return [_describe(row) for row in session.scalars(of_scan)]


def add_comment(
    session: Session, scan_id: str, actor: str, text: str, now: datetime, key: str | None = None
) -> Comment:
    """Writes a comment in the caller's transaction."""
    row = ScanComment(scan_id=scan_id, at=now, actor=actor, text=text)
    session.add(row)
    session.flush()
    audit.write(session, at=now, actor=actor, action=COMMENTED, subject=scan_id, new=with_key({"comment": row.id}, key))
    return _describe(row)


def _describe(row: ScanComment) -> Comment:
    return Comment(id=row.id, at=row.at, actor=row.actor, text=row.text)
