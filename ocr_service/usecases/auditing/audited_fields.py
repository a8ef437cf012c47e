"""A drawn form's fields as a person gets them: all to type blind, or those in which accepted and typed value differ."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.records.checking import AuditCheck, AuditedField
from ocr_service.records.scans import ScanField
from ocr_service.usecases.checking.key_fields import FieldToKey, TypedValue
from ocr_service.usecases.reviewing.correct_fields import load_fields

# Nobody reads bars, and their check digits leave little to find.
_FOR_MACHINES: Final = frozenset({"barcode"})


def typed_fields(session: Session, scan_id: str) -> dict[str, ScanField]:
    """The fields that a person can type from a picture: the cells of rows that a person added have none."""
    fields = load_fields(session, scan_id)
    return {path: row for path, row in fields.items() if row.box and row.type not in _FOR_MACHINES}


def open_fields(session: Session, check: AuditCheck) -> Sequence[AuditedField]:
    """Those that were typed otherwise than accepted, and nobody has said yet what is right."""
    return session.scalars(select(AuditedField).filter_by(check_id=check.id, right=None)).all()


def fields_to_type(check: AuditCheck, rows: Mapping[str, ScanField]) -> tuple[FieldToKey, ...]:
    """All of them, and no value of any."""
    return tuple(_to_type(check, row) for row in rows.values())


def fields_that_differ(
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
