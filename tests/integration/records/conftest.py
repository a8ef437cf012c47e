from datetime import UTC, datetime

import pytest

from ocr_service.records.scans import Scan
from ocr_service.records.session import Database
from ocr_service.records.states import ScanState

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def scan_id(database: Database) -> str:
    """The identifier of a scan that was just received."""
    with database.sessions.begin() as session:
        scan = Scan(
            created_at=NOW,
            changed_at=NOW,
            state=ScanState.RECEIVED,
            file_sha256="0" * 64,
            file_name="slip.png",
            media_type="image/png",
            size_bytes=1,
            source="api",
            actor="system",
        )
        session.add(scan)
        session.flush()
        return scan.id
