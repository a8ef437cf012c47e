"""Sends what is due until it is killed: ``python -m tests.chaos.sending_process DATABASE_URL FILES SECONDS_AHEAD``."""

import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ocr_service.delivery.sender import WebhookSender
from ocr_service.files.local import LocalFileStore
from ocr_service.queue.testing import InMemoryQueue
from ocr_service.records.session import open_database
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.ports import Services
from tests.doubles.open_picture import OPEN_PICTURE


def main(database_url: str, files: str, seconds_ahead: str) -> None:
    ahead = timedelta(seconds=float(seconds_ahead))
    services = Services(
        database=open_database(database_url).sessions,
        files=LocalFileStore(Path(files)),
        queue=InMemoryQueue(),
        check_picture=OPEN_PICTURE,
        now=lambda: datetime.now(UTC) + ahead,
    )
    sender = WebhookSender(allow=["127.0.0.1"], seconds=5)
    pause = threading.Event()
    while not pause.wait(0.05):
        deliver_due(services, sender, days=3, attempt_seconds=5)


if __name__ == "__main__":
    main(*sys.argv[1:])
