"""An act whose answer got lost is said once more: it is known again by the key that was drawn for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.records.people import AuditEntry


def with_key(told: dict[str, Any], key: str | None) -> dict[str, Any]:
    """What the audit trail is told of the act, so that it is known again."""
    return {**told, "turn": key} if key else told


def done_before(session: Session, scan_id: str, actor: str, action: str, key: str | None) -> datetime | None:
    """When the person did just this to the scan, whatever has become of it since; None where he did not."""
    told = told_before(session, scan_id, actor, action, key)
    return None if told is None else told.at


def told_before(session: Session, scan_id: str, actor: str, action: str, key: str | None) -> AuditEntry | None:
    """What the audit trail was told of just this; None where the person did not do it."""
    if key is None:
        return None
    told = select(AuditEntry).filter_by(subject=scan_id, actor=actor, action=action)
    return next((entry for entry in session.scalars(told) if (entry.new or {}).get("turn") == key), None)
