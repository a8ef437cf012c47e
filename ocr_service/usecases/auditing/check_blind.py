"""A drawn form is typed again by somebody who does not see what was accepted; only where the two differ are they shown.

Typing blind finds several times more errors than looking over shown values (see docs/decisions).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.result import Value, field_name
from ocr_service.records import audit
from ocr_service.records.checking import AuditCheck, AuditedField
from ocr_service.records.scans import Scan, ScanField
from ocr_service.usecases.auditing.audited_fields import fields_that_differ, open_fields, typed_fields
from ocr_service.usecases.auditing.claim_audit import lock_claimed
from ocr_service.usecases.auditing.correct_error import correct_accepted
from ocr_service.usecases.checking.key_fields import FieldToKey
from ocr_service.usecases.errors import FieldsUnchecked, FieldValueInvalid
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.keep_outcomes import note_truths
from ocr_service.usecases.reviewing.enter_value import ValueRefused, enter_value, find_content
from ocr_service.usecases.reviewing.recheck_fields import CONFIRMED
from ocr_service.usecases.templates.published_form import published_form


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


def submit_typed(services: Services, *, actor: str, check_id: str, entered: Mapping[str, Value]) -> AuditResult:
    """Compares what was typed blind, of every field, with what was accepted.

    Raises AuditGone, LeaseLost, FieldsUnchecked (paths that were not typed), FieldValueInvalid.
    """
    now = services.now()
    with services.database.begin() as session:
        check, scan = lock_claimed(session, check_id, actor, "waiting")
        rows = typed_fields(session, scan.id)
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
            return _result(check, differences=fields_that_differ(check, rows, differing), checked=len(rows))
        return _close(services, session, check, scan, rows, {}, actor, now)


def settle_differences(services: Services, *, actor: str, check_id: str, entered: Mapping[str, Value]) -> AuditResult:
    """What the paper says where the accepted and the typed value differ, after a look at both.

    Raises AuditGone, LeaseLost, FieldsUnchecked (paths that were not decided), FieldValueInvalid.
    """
    now = services.now()
    with services.database.begin() as session:
        check, scan = lock_claimed(session, check_id, actor, "typed")
        rows = typed_fields(session, scan.id)
        open_ones = open_fields(session, check)
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
