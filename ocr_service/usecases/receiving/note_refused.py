"""Files of the watched folder that were refused: kept in the audit trail, shown to those who may bring them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from ocr_service.records import audit
from ocr_service.records.people import AuditEntry
from ocr_service.usecases.people.find_site import name_sites, site_of_actor
from ocr_service.usecases.ports import Services

_ACTION: Final = "intake.refused"
_SUBJECT: Final = "intake"
_SHOWN_DAYS: Final = 7
_MOST: Final = 20
_LOOKED_THROUGH: Final = 200


@dataclass(frozen=True, kw_only=True)
class RefusedFile:
    """A file that lies in the folder's ``failed``. `reasons` are ``{"code": ..., "params": {...}}``."""

    at: datetime
    file_name: str
    reasons: tuple[dict[str, Any], ...]


def note_refused(
    services: Services, *, file_name: str, reasons: Sequence[tuple[str, dict[str, Any]]], site: str | None
) -> None:
    """`file_name` is that under which the file now lies; `site` the code of the folder's site."""
    told = [{"code": code, "params": params} for code, params in reasons]
    new = {"file_name": file_name, "reasons": told, "site": site}
    with services.database.begin() as session:
        audit.write(session, at=services.now(), actor="system", action=_ACTION, subject=_SUBJECT, new=new)


def list_refused(services: Services, *, actor: str) -> tuple[RefusedFile, ...]:
    """Those of the last 7 days, newest first, at most 20; nothing of another site than the actor's own.

    Whoever belongs to no site sees those of all; what came from a folder without a site concerns everybody.
    """
    since = services.now() - timedelta(days=_SHOWN_DAYS)
    newest = (
        select(AuditEntry)
        .where(AuditEntry.action == _ACTION, AuditEntry.at >= since)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(_LOOKED_THROUGH)
    )
    with services.database() as session:
        site_id = site_of_actor(session, actor)
        entries = [(entry.at, entry.new or {}) for entry in session.scalars(newest)]
    own = name_sites(services, [site_id]).get(site_id or "")
    found = [
        RefusedFile(at=at, file_name=new["file_name"], reasons=tuple(new["reasons"]))
        for at, new in entries
        if own is None or new["site"] in (None, own.code)
    ]
    return tuple(found[:_MOST])
