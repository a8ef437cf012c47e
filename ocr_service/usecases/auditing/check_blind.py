"""A drawn form is typed again by somebody who does not see what was accepted; only where the two differ are they shown.

Typing blind finds several times more errors than looking over shown values (see docs/decisions).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from ocr_service.forms.result import Value, field_name
from ocr_service.records import audit
from ocr_service.records.checking import AuditCheck, AuditedField
from ocr_service.records.people import AuditEntry
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.usecases.auditing.correct_error import correct_accepted
from ocr_service.usecases.checking.key_fields import FieldToKey, TypedValue
from ocr_service.usecases.errors import AuditGone, FieldsUnchecked, FieldValueInvalid, LeaseLost
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.keep_outcomes import note_truths
from ocr_service.usecases.reviewing.correct_fields import load_fields
from ocr_service.usecases.reviewing.enter_value import ValueRefused, enter_value, find_content
from ocr_service.usecases.reviewing.recheck_fields import CONFIRMED
from ocr_service.usecases.templates.published_form import published_form

# The result stands, whatever has become of it since.
STANDING: Final = (ScanState.ACCEPTED, ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED)
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


@dataclass(frozen=True, kw_only=True)
class FoundError:
    """A value that was accepted wrong, and what the paper says."""

    path: str
    accepted: str
    right: str


@dataclass(frozen=True, kw_only=True)
class AuditResult:
    """`differences` are to be decided next; where there are none, it is done and `errors` were found.

    `corrected` says of these that the right values take the place of the wrong ones; False where the receivers have the
    result already and must be told, None where there is nothing to correct.
    """

    template: str
    template_version: int
    differences: tuple[FieldToKey, ...] = ()
    checked: int = 0
    errors: tuple[FoundError, ...] = ()
    corrected: bool | None = None


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
        rows = _with_picture(session, check.scan_id)
        open_ones = session.scalars(select(AuditedField).filter_by(check_id=check.id, right=None)).all()
        fields = _differences(check, rows, open_ones) if check.state == "typed" else _blind(check, rows)
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


def release_audit(services: Services, *, actor: str, check_id: str) -> None:
    """Puts it back; no error where it is in other hands already."""
    with services.database.begin() as session:
        check = session.get(AuditCheck, check_id, with_for_update=True)
        if check is not None and check.checker == actor:
            check.checker = check.checker_until = None


def submit_typed(services: Services, *, actor: str, check_id: str, entered: Mapping[str, Value]) -> AuditResult:
    """Compares what was typed blind, of every field, with what was accepted.

    Raises AuditGone, LeaseLost, FieldsUnchecked (paths that were not typed), FieldValueInvalid.
    """
    now = services.now()
    with services.database.begin() as session:
        check, scan = _lock(session, check_id, actor, "waiting")
        rows = _with_picture(session, scan.id)
        missing = [path for path in rows if path not in entered]
        if missing:
            raise FieldsUnchecked(paths=missing)
        audited = []
        for path, row in rows.items():
            value, text = _enter(session, check, path, entered[path])
            same = value == row.value
            audited.append(
                AuditedField(
                    check_id=check.id,
                    path=path,
                    field=field_name(path),
                    by_person=_is_by_person(row),
                    right=True if same else None,
                    typed=None if same else value,
                    typed_text=None if same else text,
                )
            )
        session.add_all(audited)
        differing = [one for one in audited if one.right is None]
        if differing:
            check.state = "typed"
            session.flush()
            return _result(check, differences=_differences(check, rows, differing), checked=len(rows))
        return _close(services, session, check, scan, rows, {}, actor, now)


def settle_differences(services: Services, *, actor: str, check_id: str, entered: Mapping[str, Value]) -> AuditResult:
    """What the paper says where the accepted and the typed value differ, after a look at both.

    Raises AuditGone, LeaseLost, FieldsUnchecked (paths that were not decided), FieldValueInvalid.
    """
    now = services.now()
    with services.database.begin() as session:
        check, scan = _lock(session, check_id, actor, "typed")
        rows = _with_picture(session, scan.id)
        open_ones = session.scalars(select(AuditedField).filter_by(check_id=check.id, right=None)).all()
        missing = [one.path for one in open_ones if one.path not in entered]
        if missing:
            raise FieldsUnchecked(paths=missing)
        wrong: dict[str, tuple[Value, str]] = {}
        for one in open_ones:
            value, text = _enter(session, check, one.path, entered[one.path])
            one.right, one.typed, one.typed_text = value == rows[one.path].value, None, None
            if not one.right:
                wrong[one.path] = value, text
        return _close(services, session, check, scan, rows, wrong, actor, now)


def _waiting(actor: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """SQL: drawn forms whose result stands, in nobody else's hands, whose values `actor` does not know."""
    knows = exists().where(
        AuditEntry.subject == AuditCheck.scan_id, AuditEntry.actor == actor, AuditEntry.action.in_(_KNOWS)
    )
    free = or_(AuditCheck.checker.is_(None), AuditCheck.checker == actor, AuditCheck.checker_until <= now)
    return *to_be_checked(), AuditCheck.accepted_by != actor, free, ~knows


def to_be_checked() -> tuple[ColumnElement[bool], ...]:
    """SQL: the drawn result still stands, and nobody has checked it."""
    stands = and_(Scan.state.in_(STANDING), Scan.result_version == AuditCheck.result_version)
    return AuditCheck.state.in_(OPEN), stands


def _with_picture(session: Session, scan_id: str) -> dict[str, ScanField]:
    """The fields that can be typed from a picture: the cells of rows that a person added have none."""
    return {path: row for path, row in load_fields(session, scan_id).items() if row.box}


def _lock(session: Session, check_id: str, actor: str, state: str) -> tuple[AuditCheck, Scan]:
    check = session.get(AuditCheck, check_id, with_for_update=True)
    if check is None or check.state != state:
        raise AuditGone(check=check_id)
    if check.checker != actor:
        raise LeaseLost
    scan = session.get(Scan, check.scan_id, with_for_update=True)
    if scan is None or scan.state not in STANDING or scan.result_version != check.result_version:
        raise AuditGone(check=check_id)
    return check, scan


def _blind(check: AuditCheck, rows: Mapping[str, ScanField]) -> tuple[FieldToKey, ...]:
    return tuple(_to_type(check, row) for row in rows.values())


def _differences(
    check: AuditCheck, rows: Mapping[str, ScanField], open_ones: Sequence[AuditedField]
) -> tuple[FieldToKey, ...]:
    """Both values of each, in an order that does not tell which is the accepted one."""
    found = []
    for one in sorted((one for one in open_ones if one.path in rows), key=lambda one: rows[one.path].position):
        row = rows[one.path]
        both = (TypedValue(value=row.value, text=row.text), TypedValue(value=one.typed, text=one.typed_text or ""))
        found.append(_to_type(check, row, tuple(sorted(both, key=lambda value: (value.text, str(value.value))))))
    return tuple(found)


def _to_type(check: AuditCheck, row: ScanField, between: tuple[TypedValue, ...] = ()) -> FieldToKey:
    return FieldToKey(
        scan_id=check.scan_id,
        path=row.path,
        template=check.template,
        template_version=check.template_version,
        type=row.type,
        page=row.page,
        box=row.box,
        between=between,
    )


def _enter(session: Session, check: AuditCheck, path: str, entered: Value) -> tuple[Value, str]:
    content = find_content(published_form(session, check.template, check.template_version), path)
    try:
        if content is None:
            raise ValueRefused("text")
        return enter_value(content, entered)
    except ValueRefused as error:
        shown = "" if entered is None else str(entered)[:200]
        raise FieldValueInvalid(path=path, text=shown, reason=error.code) from None


def _is_by_person(row: ScanField) -> bool:
    """Somebody vouched for the value, not the machine alone."""
    return row.corrected_by is not None or any(reason["code"] == CONFIRMED for reason in row.reasons)


def _close(
    services: Services,
    session: Session,
    check: AuditCheck,
    scan: Scan,
    rows: Mapping[str, ScanField],
    wrong: Mapping[str, tuple[Value, str]],
    actor: str,
    now: datetime,
) -> AuditResult:
    truths = {path: wrong[path][0] if path in wrong else row.value for path, row in rows.items()}
    right = {path: truths[path] == row.read_value for path, row in rows.items()}
    errors = tuple(FoundError(path=path, accepted=rows[path].text, right=text) for path, (_, text) in wrong.items())
    checked = {"fields": len(rows), "wrong": list(wrong), "result_version": scan.result_version}
    audit.write(session, at=now, actor=actor, action="audit.checked", subject=scan.id, new=checked)
    corrected = correct_accepted(services, session, scan, wrong, actor, now) if wrong else None
    note_truths(session, scan.id, right, now)
    check.state, check.checked_by, check.checked_at = "done", actor, now
    check.checker = check.checker_until = None
    session.flush()
    for one in session.scalars(select(AuditedField).filter_by(check_id=check.id, right=False)):
        one.corrected = corrected
    return _result(check, checked=len(rows), errors=errors, corrected=corrected)


def _result(check: AuditCheck, **found: Any) -> AuditResult:
    return AuditResult(template=check.template, template_version=check.template_version, **found)
