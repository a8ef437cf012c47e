"""Valkey, a database and real workers whose reader is a double, in one folder; and what became of the scans."""

import io
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from ocr_service import wiring
from ocr_service.queue import Lane
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.settings import Settings
from ocr_service.stack.processes import Processes, python_program
from ocr_service.stack.valkey import EmbeddedValkey
from ocr_service.usecases.processing.recover_scans import recover_scans
from ocr_service.usecases.receiving.accept_scan import ScanWishes, Upload, accept_scan
from tests.doubles.misbehaving_readers import JPEG_SIGNATURE

UNDER_WAY = (ScanState.RECEIVED, ScanState.QUEUED, ScanState.READING)


class SmallStack:
    """Everything that a scan passes on its way from intake to the outbox. Valkey is not started here."""

    def __init__(self, folder: Path, **options: int) -> None:
        self.folder = folder
        self.settings = Settings(data_folder=folder / "data", log_level="warning", **options)
        self.valkey = EmbeddedValkey(self.settings.data_folder / "queue")
        self.services = wiring.open_services(self.settings)
        self._add_receiver()

    def workers(self, count: int = 1) -> Processes:
        names = [f"worker-{number}" for number in range(1, count + 1)]
        return Processes([python_program(name, "tests.doubles.double_worker", self.settings) for name in names])

    def add(self, what: str, lane: Lane = "normal") -> str:
        """Takes in a scan that makes the reader do `what`; its identifier."""
        data = JPEG_SIGNATURE + what.encode()
        upload = Upload(file_name="scan.jpg", stream=io.BytesIO(data))
        wishes = ScanWishes(lane=lane, allow_duplicate=True)
        return accept_scan(
            self.services, actor="system", upload=upload, source="api", limit_bytes=10_000, wishes=wishes
        ).scan_id

    def add_slow(self, name: str) -> tuple[str, Path]:
        """A scan that is read until the file is touched; ``<file>.begun`` holds the reader's process."""
        release = self.folder / name
        return self.add(f"slow:{release}"), release

    def scan(self, scan_id: str) -> Scan:
        with self.services.database() as session:
            return session.scalars(select(Scan).where(Scan.id == scan_id)).one()

    def states(self, scan_ids: Iterable[str]) -> list[str]:
        return [self.scan(scan_id).state for scan_id in scan_ids]

    def outbox(self, scan_id: str) -> int:
        with self.services.database() as session:
            rows = select(func.count()).select_from(Delivery).where(Delivery.scan_id == scan_id)
            return session.scalars(rows).one()

    def repeat_hints(self) -> None:
        """What the timers do, as if half a minute had passed: no claim has run out by then."""
        self._recover_after(timedelta(seconds=30))

    def give_up_on_claims(self) -> None:
        """What the timers do, as if an hour had passed: every worker that has not ended by now counts as lost."""
        self._recover_after(timedelta(hours=1))

    def _recover_after(self, passed: timedelta) -> None:
        later = replace(self.services, now=lambda: self.services.now() + passed)
        recover_scans(later, max_attempts=self.settings.max_attempts)

    def wait_for(self, condition: Callable[[], object], workers: Processes | None = None, seconds: float = 40) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "waited too long"
            if workers is not None:
                workers.look()
            time.sleep(0.02)

    def wait_until_read(self, scan_ids: Iterable[str], workers: Processes) -> list[str]:
        """The states in which the scans are once none is under way."""
        ids = list(scan_ids)
        self.wait_for(lambda: all(state not in UNDER_WAY for state in self.states(ids)), workers)
        return self.states(ids)

    def _add_receiver(self) -> None:
        with self.services.database.begin() as session:
            session.add(
                WebhookEndpoint(
                    url="https://erp.example/hook",
                    templates=[],
                    secrets=[],
                    created_at=self.services.now(),
                    created_by="system",
                )
            )


def wait_for_reader(release: Path, stack: SmallStack, workers: Processes) -> int:
    """The process that reads the slow scan, as soon as it does."""
    begun = Path(f"{release}.begun")
    stack.wait_for(lambda: begun.exists() and begun.read_text(), workers)
    return int(begun.read_text())
