"""What a scan looks like that is to be read (again), and the hint that goes with it."""

from typing import Any, Final, cast

import structlog

from ocr_service.queue import Lane, QueueUnavailable
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.reading_lease import NO_LEASE
from ocr_service.usecases.reviewing.review_scan import NO_REVIEWER

log = structlog.get_logger()

# Beside the state QUEUED: nothing is left of earlier tries and decisions. Pages and fields stay until new ones come.
READ_ANEW: Final[dict[str, Any]] = {
    **NO_LEASE,
    **NO_REVIEWER,
    "attempts": 0,
    "reasons": [],
    "accepted_at": None,
    "accepted_by": None,
}


def hint(services: Services, scan_id: str, lane: str) -> None:
    """Tells the queue, after the row was committed. Where the queue is gone `recover_scans` does it later."""
    try:
        services.queue.enqueue_scan(scan_id, cast(Lane, lane))
    except QueueUnavailable:
        log.warning("queue_unavailable", scan_id=scan_id)
