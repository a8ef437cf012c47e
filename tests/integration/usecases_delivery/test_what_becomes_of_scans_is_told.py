"""A form that waits for a person, is rejected or cannot be read is told to the receivers that want it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from ocr_service.records.cases import Case
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.records.sites import Site
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.outbox import announce, announce_failure, announce_state, put_in_outbox
from ocr_service.usecases.delivering.tell_of_case import tell_of_case
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


def test_each_event_says_where_the_paper_was_handed_in(
    services: Services, accept: Callable[[], str], endpoint: EndpointWithSecret,
    deliveries: Callable[[], list[Delivery]],
) -> None:  # fmt: skip
    wanted = ["form.accepted", "quality.warning", "delivery.failed", "case.complete"]
    now = services.now()
    with services.database.begin() as session:
        session.get_one(WebhookEndpoint, endpoint.endpoint.id).events = wanted
    scan_id = accept()
    with services.database.begin() as session:
        scan = session.get_one(Scan, scan_id)
        site = Site(code="SZ-2", name="苏州二厂", created_at=now)
        case = Case(title="", kind="person", state="complete", created_at=now, created_by="user:1", changed_at=now)
        session.add_all([site, case])
        session.flush()
        scan.site_id, scan.case_id = site.id, case.id
        tell_everything(session, scan, now)
    told = {one.event: json.loads(one.payload)["data"] for one in deliveries() if one.result_version != 1}
    sites = {event: data.get("site") or data["papers"][0]["site"] for event, data in told.items()}
    assert sites == {event: {"code": "SZ-2", "name": "苏州二厂"} for event in wanted}


def tell_everything(session: Session, scan: Scan, now: datetime) -> None:
    """Everything that is told of a form, at once."""
    scan.result_version += 1
    put_in_outbox(session, scan, now)
    announce(session, scan, "quality.warning", now)
    elsewhere = Delivery(
        id="msg_elsewhere", scan_id=scan.id, endpoint_id="hook_other", result_version=9, event="form.accepted",
        payload="{}", state="dead", created_at=now, tries=10,
    )  # fmt: skip
    announce_failure(session, elsewhere, "delivery_timeout", now)
    tell_of_case(session, session.get_one(Case, scan.case_id), "case.complete", now)
