"""Who gets which drawn form: handed out blind to somebody who has not seen what was accepted, for some minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from ocr_service.records.checking import AuditCheck
from ocr_service.records.people import AuditEntry
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.auditing.audited_fields import fields_that_differ, fields_to_type, open_fields, typed_fields
from ocr_service.usecases.checking.key_fields import FieldToKey
from ocr_service.usecases.errors import AuditGone, LeaseLost
from ocr_service.usecases.ports import Services

# The result stands, whatever has become of it since.
_STANDING: Final = (ScanState.ACCEPTED, ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED)
OPEN: Final = ("waiting", "typed")
# Whoever did one of these knows the accepted values.
_KNOWS: Final = ("field.confirmed", "field.corrected", "field.keyed", "field.settled", "scan.accepted")


@dataclass(frozen=True, kw_only=True)
class AuditTask:
    """A drawn form in a person's hands until then: all of its fields to type, or those in which the two differ."""

    id: str
    scan_id: str
    template: str
    template_version: int
    fields: tuple[FieldToKey, ...]
    until: datetime


def claim_audit(services: Services, *, actor: str, minutes: int) -> AuditTask | None:
    """Takes the next drawn form that somebody else has accepted; None where none waits."""
    now = services.now()
    with services.database.begin() as session:
        waiting = (
            select(AuditCheck)
            .join(Scan, Scan.id == AuditCheck.scan_id)
            .where(*_waiting(actor, now))
            .order_by((AuditCheck.checker == actor).desc(), AuditCheck.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=AuditCheck)
        )
        check = session.scalar(waiting)
        if check is None:
            return None
        check.checker, check.checker_until = actor, now + timedelta(minutes=minutes)
        rows = typed_fields(session, check.scan_id)
        open_ones = open_fields(session, check)
        fields = fields_that_differ(check, rows, open_ones) if check.state == "typed" else fields_to_type(check, rows)
        return AuditTask(
            id=check.id,
            scan_id=check.scan_id,
            template=check.template,
            template_version=check.template_version,
            fields=fields,
            until=check.checker_until,
        )


def count_audits(services: Services, *, actor: str) -> int:
    """How many drawn forms this person could check now."""
    found = select(AuditCheck.id).join(Scan, Scan.id == AuditCheck.scan_id).where(*_waiting(actor, services.now()))
    with services.database() as session:
        return len(session.scalars(found).all())


def release_audit(services: Services, *, actor: str, check_id: str, until: datetime | None = None) -> None:
    """Puts it back; no error where it is in other hands already. With `until`, it stays where this person has claimed
    it for longer since.
    """
    with services.database.begin() as session:
        check = session.get(AuditCheck, check_id, with_for_update=True)
        if check is None or check.checker != actor or check.checker_until is None:
            return
        if until is None or check.checker_until <= until:
            check.checker = check.checker_until = None


def lock_claimed(session: Session, check_id: str, actor: str, state: str) -> tuple[AuditCheck, Scan]:
    """The drawn form that `actor` has in hand, in this state, and its scan. Raises AuditGone, LeaseLost."""
    check = session.get(AuditCheck, check_id, with_for_update=True)
    if check is None or check.state != state:
        raise AuditGone(check=check_id)
    if check.checker != actor:
        raise LeaseLost
    scan = session.get(Scan, check.scan_id, with_for_update=True)
    if scan is None or scan.state not in _STANDING or scan.result_version != check.result_version:
        raise AuditGone(check=check_id)
    return check, scan


def to_be_checked() -> tuple[ColumnElement[bool], ...]:
    """SQL: the drawn result still stands, and nobody has checked it."""
    stands = and_(Scan.state.in_(_STANDING), Scan.result_version == AuditCheck.result_version)
    return AuditCheck.state.in_(OPEN), stands


def _waiting(actor: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """SQL: drawn forms whose result stands, in nobody else's hands, whose values `actor` does not know."""
    knows = exists().where(
        AuditEntry.subject == AuditCheck.scan_id, AuditEntry.actor == actor, AuditEntry.action.in_(_KNOWS)
    )
    free = or_(AuditCheck.checker.is_(None), AuditCheck.checker == actor, AuditCheck.checker_until <= now)
    return *to_be_checked(), AuditCheck.accepted_by != actor, free, ~knows
