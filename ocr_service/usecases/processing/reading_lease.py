"""A worker's claim on a scan: taken once, renewed while it reads, worth nothing once another has it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.exc import OperationalError

from ocr_service.records.base import new_id
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.ports import Services

log = structlog.get_logger()


@dataclass(kw_only=True)
class ReadingLease:
    """A claim that was won. `token` proves it: whatever is written about the scan is written only if it still fits."""

    services: Services
    scan_id: str
    file_sha256: str
    wanted_template: str | None
    file_pages: tuple[int, ...] | None
    attempts: int
    token: str
    seconds: int
    renew_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.renew_at = self._next_renewal()

    def renew(self) -> None:
        """Prolongs the claim once a third of it has passed; called about every second.

        It never raises: the reading that is under way goes on, and its result counts only if the claim still stands.
        """
        now = self.services.now()
        if now < self.renew_at:
            return
        until = now + timedelta(seconds=self.seconds)
        try:
            with self.services.database.begin() as session:
                session.execute(
                    update(Scan).where(self.holds()).values(lease_until=until),
                    execution_options={"synchronize_session": False},
                )
        except OperationalError:
            log.warning("lease_not_renewed", scan_id=self.scan_id, exc_info=True)
            return
        self.renew_at = self._next_renewal()

    def holds(self) -> ColumnElement[bool]:
        """SQL: the scan is still claimed with this token."""
        return and_(Scan.id == self.scan_id, Scan.state == ScanState.READING, Scan.lease_token == self.token)

    def _next_renewal(self) -> datetime:
        return self.services.now() + timedelta(seconds=self.seconds / 3)


def claim_for_reading(services: Services, scan_id: str, *, worker: str, lease_seconds: int) -> ReadingLease | None:
    """Claims a waiting scan; None where there is nothing to do: read already, cancelled, in another worker's hands."""
    now = services.now()
    token = new_id("lease")
    with services.database.begin() as session:
        # The hint may arrive before the row says that it was given.
        change_state(session, scan_id, ScanState.RECEIVED, ScanState.QUEUED, now=now)
        claimed = change_state(
            session,
            scan_id,
            ScanState.QUEUED,
            ScanState.READING,
            now=now,
            attempts=Scan.attempts + 1,
            lease_owner=worker,
            lease_token=token,
            lease_until=now + timedelta(seconds=lease_seconds),
        )
        if not claimed:
            return None
        scan = session.scalars(select(Scan).where(Scan.id == scan_id)).one()
        return ReadingLease(
            services=services,
            scan_id=scan_id,
            file_sha256=scan.file_sha256,
            wanted_template=scan.wanted_template,
            file_pages=None if scan.file_pages is None else tuple(scan.file_pages),
            attempts=scan.attempts,
            token=token,
            seconds=lease_seconds,
        )


NO_LEASE = {"lease_owner": None, "lease_token": None, "lease_until": None}
