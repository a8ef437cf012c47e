"""A form that the ERP rejected goes back to review, with the ERP's reason on the field that it names.

Where the ERP approves the very same result after all before anybody changed it, the review is closed again.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.delivery.erp_answer import Complaint, ErpAnswer
from ocr_service.records import audit
from ocr_service.records.people import AuditEntry
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.delivering.outbox import announce_state
from ocr_service.usecases.delivering.place_complaints import place_complaints
from ocr_service.usecases.processing.keep_outcomes import take_back_answers
from ocr_service.usecases.reviewing.recheck_fields import CONFIRMED, REJECTED_BY_ERP

NO_REVIEWER: Final = {"reviewer": None, "review_until": None}
_REOPENED: Final = "scan.reopened"


def reopen_rejected(
    session: Session, scan_id: str, answer: ErpAnswer, *, actor: str, endpoint_id: str | None, now: datetime
) -> None:
    """From "answered" to "needs_review". The caller holds the scan's row, which tells of the rejection already."""
    scan = session.get_one(Scan, scan_id, populate_existing=True)
    placed, elsewhere = place_complaints(session, scan, endpoint_id, answer.fields, now)
    rows = _fields(session, scan_id)
    for row in rows:
        if row.path in placed:
            row.decision = "review"
            # Whatever a person confirmed, he confirmed before this was said.
            others = [one for one in row.reasons if one["code"] not in (CONFIRMED, REJECTED_BY_ERP)]
            row.reasons = [*others, _reason(placed[row.path] or answer.reason)]
    accepted = {"accepted_at": scan.accepted_at and scan.accepted_at.isoformat(), "accepted_by": scan.accepted_by}
    change_state(
        session,
        scan_id,
        ScanState.ANSWERED,
        ScanState.NEEDS_REVIEW,
        now=now,
        reasons=[_reason(_told(answer, elsewhere))],
        erp_rejections=Scan.erp_rejections + 1,
        accepted_at=None,
        accepted_by=None,
        **NO_REVIEWER,
    )
    take_back_answers(session, scan_id)
    new = {"from": ScanState.ANSWERED, "fields": sorted(placed), "sent": _digest(rows)}
    audit.write(session, at=now, actor=actor, action=_REOPENED, subject=scan_id, old=accepted, new=new)
    announce_state(session, scan_id, now)


def add_rejection(session: Session, scan_id: str, answer: ErpAnswer, *, actor: str, now: datetime) -> None:
    """Another no to the same result, while the first one is being worked on: its reason stands beside that."""
    scan = session.get_one(Scan, scan_id, populate_existing=True)
    told = _reason(_told(answer, answer.fields))
    scan.reasons, scan.changed_at = [*scan.reasons, told], now
    audit.write(
        session,
        at=now,
        actor=actor,
        action="scan.answered",
        subject=scan_id,
        new={**told["params"], "erp_answer": answer.status},
    )


def stands_as_sent(session: Session, scan_id: str) -> bool:
    """Whether every value is still the one that the ERP rejected."""
    reopened = _last_reopening(session, scan_id)
    return reopened is not None and (reopened.new or {}).get("sent") == _digest(_fields(session, scan_id))


def close_again(session: Session, scan_id: str, columns: dict[str, Any], *, actor: str, now: datetime) -> None:
    """The ERP approved what it had rejected: the result stands as it was accepted, and nobody need look at it."""
    reopened = _last_reopening(session, scan_id)
    before = (reopened.old if reopened else None) or {}
    accepted_at = before.get("accepted_at")
    for row in _fields(session, scan_id):
        if any(one["code"] == REJECTED_BY_ERP for one in row.reasons):
            row.decision = "accept"
            row.reasons = [one for one in row.reasons if one["code"] != REJECTED_BY_ERP]
    change_state(
        session,
        scan_id,
        ScanState.NEEDS_REVIEW,
        ScanState.ANSWERED,
        now=now,
        reasons=[],
        accepted_at=datetime.fromisoformat(accepted_at) if accepted_at else now,
        accepted_by=before.get("accepted_by") or "system",
        **columns,
        **NO_REVIEWER,
    )
    audit.write(session, at=now, actor=actor, action="scan.answered", subject=scan_id, new=columns)


def _last_reopening(session: Session, scan_id: str) -> AuditEntry | None:
    entries = select(AuditEntry).where(AuditEntry.subject == scan_id, AuditEntry.action == _REOPENED)
    return session.scalar(entries.order_by(AuditEntry.id.desc()).limit(1))


def _fields(session: Session, scan_id: str) -> list[ScanField]:
    rows = select(ScanField).where(ScanField.scan_id == scan_id).order_by(ScanField.position)
    return list(session.scalars(rows))


def _digest(rows: Iterable[ScanField]) -> str:
    values = json.dumps([[row.path, row.value] for row in rows], ensure_ascii=False)
    return hashlib.sha256(values.encode()).hexdigest()


def _reason(told: str) -> dict[str, Any]:
    return {"code": REJECTED_BY_ERP, "params": {"reason": told}}


def _told(answer: ErpAnswer, complaints: Iterable[Complaint]) -> str:
    named = (f"{one.path}: {one.reason}" if one.reason else one.path for one in complaints)
    return "; ".join(filter(None, [answer.reason, *named]))
