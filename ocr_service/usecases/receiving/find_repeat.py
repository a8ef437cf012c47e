"""The same paper twice, in one file or as a printed blank that came before: the second one waits for a person."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.result import FormResult, Reason
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.usecases.blanks.print_blanks import lock_series

# A document that goes nowhere is doubled by nobody.
_ENDED: Final = (ScanState.REJECTED, ScanState.FAILED, ScanState.CANCELLED)


def hold_repeats(session: Session, scan_id: str, result: FormResult) -> FormResult:
    """The result, for review where its paper seems to have come before; see the two ways to tell below."""
    return _hold_same_paper(session, scan_id, _hold_same_values(session, scan_id, result))


def _hold_same_values(session: Session, scan_id: str, result: FormResult) -> FormResult:
    """The result, for review with the reason document_repeated (params: document) where a sibling holds the same.

    Siblings are the documents of one file. The same is: the same form, and all values equal to those that were read
    there, or to those that stand there now. The file's row is locked until the transaction ends: of two workers that
    read both at once, the later one sees what the earlier one wrote.
    """
    parent = session.scalar(select(Scan.parent_id).where(Scan.id == scan_id))
    if parent is None or result.template is None:
        return result
    session.execute(select(Scan.id).where(Scan.id == parent).with_for_update())
    siblings = select(Scan.id, Scan.document).where(
        Scan.parent_id == parent,
        Scan.id != scan_id,
        Scan.template == result.template,
        Scan.read_at.is_not(None),
        Scan.state.not_in(_ENDED),
    )
    values = {field.path: field.value for field in result.fields}
    for sibling, document in session.execute(siblings.order_by(Scan.document)):
        rows = session.execute(select(ScanField.path, ScanField.read_value, ScanField.value).filter_by(scan_id=sibling))
        known = rows.all()
        if values in ({path: read for path, read, _ in known}, {path: value for path, _, value in known}):
            return _hold(result, Reason(code="document_repeated", params={"document": document}))
    return result


def _hold_same_paper(session: Session, scan_id: str, result: FormResult) -> FormResult:
    """The result, for review with the reason serial_repeated (params: serial, scan, file) where the same printed blank
    came before and did not come to nothing. Of two workers that read both at once, the later one sees the other's.
    """
    if result.serial is None or result.template is None:
        return result
    lock_series(session, result.template)
    earlier = select(Scan.id, Scan.file_name).where(
        Scan.serial == result.serial,
        Scan.template == result.template,
        Scan.id != scan_id,
        Scan.state.not_in(_ENDED),
    )
    first = session.execute(earlier.order_by(Scan.id).limit(1)).first()
    if first is None:
        return result
    params = {"serial": result.serial, "scan": first.id, "file": first.file_name}
    return _hold(result, Reason(code="serial_repeated", params=params))


def _hold(result: FormResult, reason: Reason) -> FormResult:
    decision = "review" if result.decision == "accept" else result.decision
    return result.model_copy(update={"decision": decision, "reasons": (*result.reasons, reason)})
