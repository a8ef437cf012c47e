"""A worker whose reader does what the scan's file says (see `misbehaving_readers`)."""

import sys

from ocr_service import wiring
from ocr_service.engines.host import HostLimits, ReadingHost
from ocr_service.settings import Settings
from tests.doubles.misbehaving_readers import open_misbehaving
from workers import worker_process


def open_reader(settings: Settings) -> ReadingHost:
    limits = HostLimits(
        reading_seconds=settings.reading_seconds,
        memory_mb=settings.reader_memory_mb,
        recycle_pages=settings.recycle_pages,
        recycle_mb=settings.recycle_mb,
    )
    return ReadingHost(open_misbehaving, limits, threads=1)


if __name__ == "__main__":
    wiring.open_reader = open_reader
    sys.exit(worker_process.main())
