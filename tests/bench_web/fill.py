"""A database as a factory has it after some months: written straight into the tables, so that it takes seconds."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert

from ocr_service.records.base import new_id
from ocr_service.records.people import AuditEntry
from ocr_service.records.scans import Scan
from ocr_service.usecases.people.manage_sites import create_site
from ocr_service.usecases.ports import Services

SCANS: Final = 20_000
ENTRIES_PER_SCAN: Final = 5
_AT_ONCE: Final = 1000
_ACTIONS: Final = ("scan.received", "scan.read", "field.confirmed", "scan.accepted", "scan.answered")


def fill(services: Services) -> None:
    """Answered scans of two sites over the last 100 days, and the audit trail of each."""
    sites = [
        create_site(services, actor="system", code=f"plant-{number}", name=f"Plant {number}").id for number in (1, 2)
    ]
    now = datetime.now(UTC)
    for start in range(0, SCANS, _AT_ONCE):
        scans = [_scan(number, sites[number % 2], now) for number in range(start, start + _AT_ONCE)]
        entries = [
            {"at": scan["created_at"], "actor": "system", "action": action, "subject": scan["id"]}
            for scan in scans
            for action in _ACTIONS[:ENTRIES_PER_SCAN]
        ]
        with services.database.begin() as session:
            session.execute(insert(Scan), scans)
            session.execute(insert(AuditEntry), entries)


def _scan(number: int, site_id: str, now: datetime) -> dict[str, Any]:
    at = now - timedelta(days=100) * (1 - number / SCANS)
    return {
        "id": new_id("scan"),
        "created_at": at,
        "changed_at": at + timedelta(minutes=3),
        "accepted_at": at + timedelta(minutes=2),
        "accepted_by": "system",
        "state": "answered",
        "reasons": [],
        "file_sha256": f"{number:064x}",
        "file_name": f"DN{number:06}.png",
        "media_type": "image/png",
        "size_bytes": 400_000,
        "source": "upload",
        "actor": "system",
        "lane": "normal",
        "seconds": {},
        "template": "delivery-slip-huajin",
        "template_version": 1,
        "result_version": 1,
        "erp_answer": "approved",
        "erp_reference": f"ERP-{number:06}",
        "site_id": site_id,
    }
