"""Which accepted forms the random audit looks at: a fixed share, by chance, and nobody can tell beforehand which."""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.records.checking import AuditCheck, AuditSeed
from ocr_service.records.locks import lock_out_writers
from ocr_service.records.scans import Scan
from ocr_service.usecases.templates.published_form import find_form

_ONLY: Final = 1


def draw_for_audit(session: Session, scan: Scan, now: datetime) -> None:
    """Notes the form that was just accepted for the audit, if it is drawn. What is read again or accepted anew is drawn
    again or not at all, so that nobody gets rid of an audit by accepting twice.
    """
    if not is_drawn(session, scan.id, scan.template, scan.template_version):
        return
    # Both are set with the state.
    assert scan.template is not None
    assert scan.template_version is not None
    session.add(
        AuditCheck(
            scan_id=scan.id,
            result_version=scan.result_version,
            template=scan.template,
            template_version=scan.template_version,
            accepted_by=scan.accepted_by or "system",
            drawn_at=now,
            state="waiting",
        )
    )


def is_drawn(session: Session, scan_id: str, template: str | None, version: int | None) -> bool:
    """Whether the form will be drawn when it is accepted: a keyed hash of its identifier falls into the share."""
    form = find_form(session, template, version)
    if form is None or form.audit_share <= 0.0:
        return False
    digest = hmac.digest(bytes.fromhex(_seed(session)), scan_id.encode(), hashlib.sha256)
    return int.from_bytes(digest[:8]) < form.audit_share * 2**64


def _seed(session: Session) -> str:
    """Made once for each installation: without it the hash would tell whoever sees the identifier."""
    known = session.get(AuditSeed, _ONLY)
    if known is None:
        lock_out_writers(session, AuditSeed)
        known = session.scalar(select(AuditSeed).where(AuditSeed.id == _ONLY))
    if known is None:
        known = AuditSeed(id=_ONLY, seed=secrets.token_hex(32))
        session.add(known)
        session.flush()
    return known.seed
