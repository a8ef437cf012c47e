"""A person corrects values, or confirms that they are right; every rule is checked again."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.result import Value
from ocr_service.forms.template import TemplatePackage
from ocr_service.records import audit
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.usecases.checking.hold_for_keying import is_held
from ocr_service.usecases.errors import FieldKeyedTwice, FieldNotFound, FieldValueInvalid
from ocr_service.usecases.following.find_scans import ScanDetail, describe_scan
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import in_hand_of, refuse_review
from ocr_service.usecases.reviewing.enter_value import ValueRefused, enter_value, find_content
from ocr_service.usecases.reviewing.recheck_fields import CONFIRMED, CORRECTED, recheck_fields
from ocr_service.usecases.templates.publish_template import load_published


def correct_fields(
    services: Services,
    *,
    actor: str,
    scan_id: str,
    corrections: Mapping[str, Value],
    confirmed: Collection[str] = (),
    doubted: Collection[str] = (),
) -> ScanDetail:
    """Sets the values of `corrections` (by path, see `enter_value`) and marks the paths of `confirmed` as compared.

    A correction that changes nothing confirms. What was confirmed or corrected too early is `doubted`: it keeps its
    value and is to be compared again. All of it or nothing.

    Raises ScanNotFound, ScanStateConflict, ReviewedByOther, LeaseLost, FieldNotFound, FieldKeyedTwice,
    FieldValueInvalid.
    """
    now = services.now()
    with services.database.begin() as session:
        scan = lock_review(session, scan_id, actor, now)
        rows = load_fields(session, scan_id)
        if corrections:
            package = load_published(services.files, session, scan.template, scan.template_version)
            correct_rows(session, scan_id, package, rows, corrections, actor, now)
        confirm_fields(session, scan_id, rows, confirmed, actor, now)
        _doubt_fields(session, scan_id, rows, doubted, actor, now)
        scan.changed_at = now
        session.flush()
        return describe_scan(session, scan)


def lock_review(session: Session, scan_id: str, actor: str, now: datetime) -> Scan:
    """The scan, locked for this transaction, where `actor` has it in hand for review."""
    held = (Scan.id == scan_id, Scan.state == ScanState.NEEDS_REVIEW, in_hand_of(actor))
    scan = session.scalar(select(Scan).where(*held).with_for_update())
    if scan is None:
        refuse_review(session, scan_id, actor, (ScanState.NEEDS_REVIEW,), now)
    return scan


def load_fields(session: Session, scan_id: str) -> dict[str, ScanField]:
    """The scan's fields by path, in reading order."""
    rows = session.scalars(select(ScanField).where(ScanField.scan_id == scan_id).order_by(ScanField.position))
    return {row.path: row for row in rows}


def correct_rows(
    session: Session,
    scan_id: str,
    package: TemplatePackage,
    rows: Mapping[str, ScanField],
    corrections: Mapping[str, Value],
    actor: str,
    now: datetime,
    *,
    before: Mapping[str, Value] | None = None,
    moved: Mapping[str, str] = MappingProxyType({}),
    keyed_too: bool = False,
) -> None:
    """Sets the values and checks every rule again. `before` and `moved` tell of cells that have just been moved (see
    `recheck_fields`); what two people have typed is changed only with `keyed_too`. Raises FieldNotFound,
    FieldKeyedTwice, FieldValueInvalid.
    """
    if before is None:
        before = {path: row.value for path, row in rows.items()}
    for path, entered in corrections.items():
        # Also once two people have agreed: nobody overrules them alone.
        if path in rows and rows[path].keying is not None and not keyed_too:
            raise FieldKeyedTwice(path=path)
        _correct(session, scan_id, package, rows, path, entered, actor, now)
    recheck_fields(package, before, list(rows.values()), moved)


def confirm_fields(
    session: Session, scan_id: str, rows: Mapping[str, ScanField], paths: Collection[str], actor: str, now: datetime
) -> None:
    """Accepts values as they stand, whatever speaks against them. Raises FieldNotFound, FieldKeyedTwice."""
    for path in paths:
        row = _find_row(rows, path)
        if is_held(row):
            raise FieldKeyedTwice(path=path)
        if any(reason["code"] == CONFIRMED for reason in row.reasons):
            continue
        row.decision = "accept"
        row.reasons = [*row.reasons, {"code": CONFIRMED, "params": {}}]
        as_it_stands = {"value": row.value, "text": row.text}
        audit.write(
            session, at=now, actor=actor, action="field.confirmed", subject=scan_id, path=path, new=as_it_stands
        )


def _doubt_fields(
    session: Session, scan_id: str, rows: Mapping[str, ScanField], paths: Collection[str], actor: str, now: datetime
) -> None:
    for path in paths:
        row = _find_row(rows, path)
        if row.keying is not None:
            raise FieldKeyedTwice(path=path)
        if row.decision == "review":
            continue
        row.decision = "review"
        row.reasons = [reason for reason in row.reasons if reason["code"] != CONFIRMED]
        audit.write(session, at=now, actor=actor, action="field.doubted", subject=scan_id, path=path)


def _correct(
    session: Session,
    scan_id: str,
    package: TemplatePackage,
    rows: Mapping[str, ScanField],
    path: str,
    entered: Value,
    actor: str,
    now: datetime,
) -> None:
    row = _find_row(rows, path)
    content = find_content(package.template, path)
    if content is None:
        raise FieldNotFound(path=path)
    try:
        value, text = enter_value(content, entered)
    except ValueRefused as error:
        raise FieldValueInvalid(path=path, text=_shown(entered), reason=error.code) from None
    old, new = {"value": row.value, "text": row.text}, {"value": value, "text": text}
    if old == new:
        confirm_fields(session, scan_id, rows, (path,), actor, now)
        return
    row.value, row.text = value, text
    row.corrected_by, row.corrected_at = actor, now
    # What the machine had doubted was another value.
    row.decision, row.reasons = "accept", [{"code": CORRECTED, "params": {}}]
    audit.write(session, at=now, actor=actor, action="field.corrected", subject=scan_id, path=path, old=old, new=new)


def _find_row(rows: Mapping[str, ScanField], path: str) -> ScanField:
    if path not in rows:
        raise FieldNotFound(path=path)
    return rows[path]


def _shown(entered: Any) -> str:
    return "" if entered is None else str(entered)[:200]
