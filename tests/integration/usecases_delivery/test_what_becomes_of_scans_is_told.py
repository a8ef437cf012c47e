"""A form that waits for a person, is rejected or cannot be read is told to the receivers that want it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.outbox import announce_state
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import reject_scan


@pytest.fixture
def told(
    services: Services, endpoint: EndpointWithSecret, deliveries: Callable[[], list[Delivery]]
) -> Callable[[], list[str]]:
    with services.database.begin() as session:
        row = session.get_one(WebhookEndpoint, endpoint.endpoint.id)
        row.events = ["form.needs_review", "form.rejected", "form.failed"]
    return lambda: [delivery.event for delivery in deliveries()]


def scan_in(services: Services, state: ScanState) -> str:
    now = services.now()
    with services.database.begin() as session:
        scan = Scan(
            created_at=now, changed_at=now, state=state, file_sha256="ab" * 32, file_name="a.png",
            media_type="image/png", size_bytes=1, source="api", actor="system",
            reasons=[{"code": "worker_lost", "params": {"attempts": 3}}],
        )  # fmt: skip
        session.add(scan)
        session.flush()
        announce_state(session, scan.id, now)
        return scan.id


@pytest.mark.parametrize(
    ("state", "events"),
    [
        (ScanState.NEEDS_REVIEW, ["form.needs_review"]),
        (ScanState.NEEDS_TEMPLATE, ["form.needs_review"]),
        (ScanState.REJECTED, ["form.rejected"]),
        (ScanState.FAILED, ["form.failed"]),
        (ScanState.QUEUED, []),
    ],
)
def test_each_state_has_its_event(
    services: Services, told: Callable[[], list[str]], state: ScanState, events: list[str]
) -> None:
    scan_in(services, state)
    assert told() == events


def test_a_form_that_a_person_rejects_is_told_with_its_reason(
    services: Services, told: Callable[[], list[str]], deliveries: Callable[[], list[Delivery]]
) -> None:
    scan_id = scan_in(services, ScanState.NEEDS_REVIEW)
    with services.database.begin() as session:
        scan = session.get_one(Scan, scan_id)
        scan.reviewer, scan.review_until = "user:1", services.now() + timedelta(minutes=10)
    reject_scan(services, actor="user:1", scan_id=scan_id, reason="盖章不清")
    assert sorted(told()) == ["form.needs_review", "form.rejected"]
    assert any("盖章不清" in delivery.payload for delivery in deliveries())
