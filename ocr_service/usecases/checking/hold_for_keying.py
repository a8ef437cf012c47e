"""Fields that two people type are held back from everybody else, however surely they were read."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import Session

from ocr_service.forms.result import FieldResult, FormResult, Reason, field_name
from ocr_service.forms.template import Template
from ocr_service.records.scans import Scan, ScanField
from ocr_service.usecases.templates.published_form import find_form

# Which typing a held field waits for.
TYPINGS: Final = ("first", "second", "third")
KEYED_TWICE: Final = "keyed_twice"
FIELDS_TO_KEY: Final = "fields_to_key"


def hold_for_keying(session: Session, result: FormResult) -> FormResult:
    """The result with every double-keyed field to be typed, and the form for review where there is one."""
    form = find_form(session, result.template, result.template_version)
    if form is None or result.decision not in ("accept", "review"):
        return result
    names = double_keyed_names(form)
    held = [field.path for field in result.fields if field_name(field.path) in names]
    if not held:
        return result
    fields = tuple(_held(field) if field.path in held else field for field in result.fields)
    reason = Reason(code=FIELDS_TO_KEY, params={"count": len(held)})
    return result.model_copy(update={"decision": "review", "fields": fields, "reasons": (*result.reasons, reason)})


def double_keyed_names(template: Template) -> frozenset[str]:
    """Fields, and columns as ``table.column``, that are typed twice; a total is where its column is."""
    names = {field.name for field in template.fields if field.double_keyed}
    for table in template.tables:
        keyed = {column.name for column in table.columns if column.double_keyed}
        names |= {f"{table.name}.{column}" for column in keyed}
        names |= {total.name for total in table.totals if total.column in keyed}
    return frozenset(names)


def is_held(row: ScanField) -> bool:
    """The field is still to be typed: nobody may confirm or correct it alone."""
    return row.keying in TYPINGS


def note_held(scan: Scan, rows: Iterable[ScanField]) -> None:
    """The form's reasons tell how many of its fields are still to be typed."""
    held = sum(map(is_held, rows))
    others = [reason for reason in scan.reasons if reason["code"] != FIELDS_TO_KEY]
    scan.reasons = [*others, {"code": FIELDS_TO_KEY, "params": {"count": held}}] if held else others


def leaves_work_at_desk() -> ColumnElement[bool]:
    """SQL: there is something in the form for the review desk to do, besides fields that are to be typed twice."""
    of_scan = ScanField.scan_id == Scan.id
    held = exists().where(of_scan, ScanField.keying.in_(TYPINGS))
    doubtful = exists().where(of_scan, ScanField.decision == "review", ScanField.keying.is_(None))
    return or_(~held, doubtful)


def _held(field: FieldResult) -> FieldResult:
    why = Reason(code=KEYED_TWICE)
    return field.model_copy(update={"decision": "review", "reasons": (*field.reasons, why)})
