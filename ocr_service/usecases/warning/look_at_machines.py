"""Workers that are gone, and a disk that fills up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocr_service.access.roles import Role
from ocr_service.records.board import BoardSample
from ocr_service.records.scans import Scan
from ocr_service.usecases.board.count_queues import UNREAD
from ocr_service.usecases.board.watch_machines import Disk, list_workers, look_at_disk
from ocr_service.usecases.warning.trouble import Trouble

NO_WORKER: Final = "no_worker"
DISK_FILLS: Final = "disk_fills"

_GB: Final = 1_000_000_000
_MB: Final = 1_000_000
# A tenth of a small disk; of a large one, what a busy week may need.
_LEAST_SHARE: Final = 0.1
_LEAST_BYTES: Final = 20 * _GB
_LEAST_DAYS: Final = 3.0
# So much better must it be before the warning is over.
_BAND: Final = 1.25
# What went within a day says how fast the disk fills; less than half a day of samples says too little.
_OVER: Final = timedelta(days=1)
_LEAST_OVER: Final = timedelta(hours=12)


def look_at_machines(session: Session, now: datetime, data_folder: Path) -> Iterator[Trouble]:
    """No living worker; less disk left than a tenth or 20 GB, or than three days need at the pace of the last day."""
    if not any(worker.alive for worker in list_workers(session, now)):
        unread = session.scalar(select(func.count()).select_from(Scan).where(Scan.state.in_(UNREAD))) or 0
        yield Trouble(kind=NO_WORKER, subject="", role=Role.ADMINISTRATOR, params={"waiting": unread})
    disk = look_at_disk(data_folder)
    days = _days_left(session, disk, now)
    floor = min(disk.total * _LEAST_SHARE, _LEAST_BYTES)
    if disk.free < floor * _BAND or (days is not None and days < _LEAST_DAYS * _BAND):
        yield Trouble(
            kind=DISK_FILLS,
            subject="",
            role=Role.ADMINISTRATOR,
            firm=disk.free < floor or (days is not None and days < _LEAST_DAYS),
            params={
                "free_gb": round(disk.free / _GB, 1),
                "free_share": round(disk.free_share, 3),
                "days": None if days is None else round(days, 1),
            },
        )


def _days_left(session: Session, disk: Disk, now: datetime) -> float | None:
    """At the pace since a day ago; None where it does not fill, or is not watched for long enough."""
    oldest = session.execute(
        select(BoardSample.at, BoardSample.disk_free_mb)
        .where(BoardSample.at >= now - _OVER, BoardSample.at <= now - _LEAST_OVER)
        .order_by(BoardSample.at)
        .limit(1)
    ).one_or_none()
    if oldest is None:
        return None
    gone = oldest.disk_free_mb * _MB - disk.free
    passed = (now - oldest.at) / timedelta(days=1)
    return disk.free / (gone / passed) if gone > 0 else None
