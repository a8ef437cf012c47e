"""What an operator or a sender can do about a scan on its way: cancel it, or have it read again."""

from typing import Final

from ocr_service.queue import Lane
from ocr_service.records import audit
from ocr_service.records.states import TRANSITIONS, ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.delivering.outbox import take_back
from ocr_service.usecases.errors import AlreadySent, ScanStateConflict, TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.queue_again import READ_ANEW, hint
from ocr_service.usecases.processing.reading_lease import NO_LEASE
from ocr_service.usecases.refusals import lock_scan
from ocr_service.usecases.reviewing.review_scan import NO_REVIEWER
from ocr_service.usecases.templates.publish_template import version_in_use

CANCELLABLE: Final = tuple(state for state in ScanState if ScanState.CANCELLED in TRANSITIONS[state])
SENT: Final = (ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED)
# A scan that is being read, or is about to be, is not sent back to the queue by hand.
READABLE_AGAIN: Final = tuple(
    state
    for state in ScanState
    if ScanState.QUEUED in TRANSITIONS[state] and state not in (ScanState.RECEIVED, ScanState.READING)
)


def cancel_scan(services: Services, *, actor: str, scan_id: str) -> None:
    """Takes the scan out. A worker that is reading it finds its result unwanted.

    Raises ScanNotFound, and ScanStateConflict where the scan is decided already.
    """
    now = services.now()
    with services.database.begin() as session:
        old = lock_scan(session, scan_id).state
        columns = {**NO_LEASE, **NO_REVIEWER}
        if not change_state(session, scan_id, CANCELLABLE, ScanState.CANCELLED, now=now, **columns):
            raise ScanStateConflict(state=old)
        audit.write(session, at=now, actor=actor, action="scan.cancelled", subject=scan_id, old={"state": old})


def reprocess_scan(
    services: Services, *, actor: str, scan_id: str, template: str | None = None, lane: Lane | None = None
) -> None:
    """Has the scan read again from its file, as `template` if given, otherwise as whatever form it turns out to be.

    Corrections are replaced by what is read; the audit trail keeps them. Raises ScanNotFound, ScanStateConflict,
    TemplateNotFound, and AlreadySent where the accepted result is on its way.
    """
    now = services.now()
    with services.database.begin() as session:
        if template is not None and version_in_use(session, template) is None:
            raise TemplateNotFound(template=template)
        scan = lock_scan(session, scan_id)
        old = scan.state
        columns = {**READ_ANEW, "wanted_template": template, "lane": lane or scan.lane}
        if old in SENT:
            raise AlreadySent
        if not change_state(session, scan_id, READABLE_AGAIN, ScanState.QUEUED, now=now, **columns):
            raise ScanStateConflict(state=old)
        if old == ScanState.ACCEPTED and not take_back(session, scan):
            raise AlreadySent
        new = {"template": template, "lane": scan.lane}
        audit.write(
            session, at=now, actor=actor, action="scan.reprocessed", subject=scan_id, old={"state": old}, new=new
        )
        chosen_lane = scan.lane
    hint(services, scan_id, chosen_lane)
