"""What the timers do: look, and write down what was found."""

from pathlib import Path
from typing import Final

from ocr_service.usecases.ports import Services
from ocr_service.usecases.warning.keep_ledger import settle
from ocr_service.usecases.warning.look_at_certificates import (
    CERTIFICATE_ENDS,
    CERTIFICATE_UNREADABLE,
    FindEnds,
    FindUnreadable,
    look_at_certificates,
)
from ocr_service.usecases.warning.look_at_errors import ERRORS_ABOVE_PROMISE, look_at_errors
from ocr_service.usecases.warning.look_at_machines import DISK_FILLS, NO_WORKER, look_at_machines
from ocr_service.usecases.warning.look_at_masterdata import (
    MASTERDATA_PULL_FAILS,
    MASTERDATA_STALE,
    look_at_masterdata,
)
from ocr_service.usecases.warning.look_at_quality import FORM_GOT_WORSE, SCANNER_DIRTY, look_at_quality
from ocr_service.usecases.warning.look_at_queues import PROMISE_AT_RISK, QUEUE_GROWS, look_at_queues
from ocr_service.usecases.warning.look_at_receivers import ENDPOINT_FAILS, MESSAGES_GIVEN_UP, look_at_receivers

OF_WORK: Final = (
    QUEUE_GROWS,
    PROMISE_AT_RISK,
    ENDPOINT_FAILS,
    MESSAGES_GIVEN_UP,
    MASTERDATA_PULL_FAILS,
    MASTERDATA_STALE,
    NO_WORKER,
    DISK_FILLS,
    CERTIFICATE_UNREADABLE,
    CERTIFICATE_ENDS,
)
OF_QUALITY: Final = (FORM_GOT_WORSE, SCANNER_DIRTY, ERRORS_ABOVE_PROMISE)
KINDS: Final = (*OF_WORK, *OF_QUALITY)

WORK_SECONDS: Final = 60.0
QUALITY_SECONDS: Final = 600.0


def watch_work(services: Services, *, data_folder: Path, find_unreadable: FindUnreadable, find_ends: FindEnds) -> int:
    """Looks at everything but how well forms are read; returns how many warnings were opened."""
    now = services.now()
    with services.database() as session:
        found = [
            *look_at_queues(session, now),
            *look_at_receivers(session, now),
            *look_at_masterdata(session, now),
            *look_at_machines(session, now, data_folder),
            *look_at_certificates(session, now, find_unreadable, find_ends),
        ]
    return settle(services, found, kinds=OF_WORK)


def watch_quality(services: Services) -> int:
    """Looks at how well forms are read and scanned, and at what audits found; returns how many warnings were opened."""
    now = services.now()
    with services.database() as session:
        found = list(look_at_quality(session, now))
    found += look_at_errors(services, now)
    return settle(services, found, kinds=OF_QUALITY)
