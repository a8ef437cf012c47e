"""Writes the audit trail. The database itself refuses to change or delete what was written (see migrations)."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ocr_service.records.people import AuditEntry


def write(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    path: str | None = None,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    """Adds an entry in the caller's transaction: `actor` did `action` to `subject` (at `path`), from `old` to `new`.

    The entry stands if and only if the act itself does.
    """
    session.add(AuditEntry(at=at, actor=actor, action=action, subject=subject, path=path, old=old, new=new))
