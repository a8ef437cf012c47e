from collections.abc import Iterator

import pytest

from ocr_service.engines.host import HostLimits, ReadingHost
from tests.doubles.misbehaving_readers import open_misbehaving

LIMITS = HostLimits(reading_seconds=60, memory_mb=1000, recycle_pages=1000, recycle_mb=900)


@pytest.fixture
def host() -> Iterator[ReadingHost]:
    with ReadingHost(open_misbehaving, LIMITS, threads=1) as host:
        yield host
