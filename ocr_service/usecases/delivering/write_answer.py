"""The ERP's word on a form, written down in the caller's transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.records import audit
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state

_ANSWERABLE = (ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED)


def write_answer(
    session: Session, scan_id: str, answer: ErpAnswer, *, actor: str, now: datetime, result_version: int
) -> bool:
    """Makes the scan "answered"; False where this result is no longer the one that stands.

    The same answer given again changes nothing; another one replaces it.
    """
    new = {"erp_answer": answer.status, "erp_reference": answer.reference, "erp_reason": answer.reason or None}
    scan = session.get(Scan, scan_id)
    if scan is None or scan.result_version != result_version:
        return False
    old = {name: getattr(scan, name) for name in new}
    if scan.state == ScanState.ANSWERED and old == new:
        return True
    current = Scan.result_version == result_version
    if not change_state(session, scan_id, _ANSWERABLE, ScanState.ANSWERED, now=now, only_if=current, **new):
        return False
    audit.write(session, at=now, actor=actor, action="scan.answered", subject=scan_id, old=old, new=new)
    return True
