"""The ERP says what became of a form: approved or rejected, with its own reference."""

from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.write_answer import AnswerSource, Outcome, write_answer
from ocr_service.usecases.errors import ScanStateConflict
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import lock_scan


def record_answer(
    services: Services, *, actor: str, scan_id: str, answer: ErpAnswer, result_version: int | None = None
) -> Outcome:
    """Writes the answer down; given again it changes nothing, and a later one replaces an earlier one.

    A rejection sends the form back to review. `result_version` is that of the delivery which is answered; without it
    the newest is meant. Raises ScanNotFound, and ScanStateConflict where this result was never sent or does not stand
    any more.
    """
    now = services.now()
    with services.database.begin() as session:
        scan = lock_scan(session, scan_id)
        state = ScanState(scan.state)
        version = scan.result_version if result_version is None else result_version
        source = AnswerSource(actor=actor, way="told")
        outcome = write_answer(session, scan_id, answer, source=source, now=now, result_version=version)
        if outcome == "superseded":
            raise ScanStateConflict(state=state)
        return outcome
