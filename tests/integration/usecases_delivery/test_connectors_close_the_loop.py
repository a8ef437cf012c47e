"""A form goes through a connector, and what the system said stands on the form."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr_service.delivery.connectors import registry
from ocr_service.delivery.kind_sender import KindSender
from ocr_service.records.deliveries import Delivery
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.endpoints.endpoint_errors import EndpointUrlRefused
from ocr_service.usecases.endpoints.endpoint_options import EndpointOptions
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint, update_endpoint
from ocr_service.usecases.endpoints.manage_mappings import save_mapping
from ocr_service.usecases.ports import Services
from tests.integration.conftest import Clock
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn

ERPNEXT = {"api_key": "key", "api_secret": "s3cret", "doctype": "Purchase Receipt", "submit": True}


class Site:
    """A Frappe site that answers as it is told."""

    def __init__(self) -> None:
        self.reply: Reply | None = Reply({"data": {"name": "PR-1", "docstatus": 1}})
        self.posted: list[Any] = []

    def __call__(self, request: Request) -> Reply | None:
        if request.method == "GET":
            return Reply({"data": [{"name": "PR-1", "docstatus": 1}] if self.posted else []})
        if request.method == "POST":
            self.posted.append(request.json)
        return self.reply


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def server(site: Site) -> Iterator[StandIn]:
    registry.connectors.cache_clear()
    with StandIn(site) as running:
        yield running


@pytest.fixture
def run(
    services: Services, server: StandIn, accept: Callable[[], str], deliveries: Callable[[], list[Delivery]]
) -> Callable[..., tuple[Scan, Delivery]]:
    """Delivers one form; gives the scan and its delivery."""

    def act(
        options: EndpointOptions | None = None, expression: str = "{form: data.scan_id}", submit: bool = True
    ) -> tuple[Scan, Delivery]:
        sender = KindSender(allow=["127.0.0.1"], seconds=10)
        settings = ERPNEXT | {"submit": submit}
        made = create_endpoint(
            services, sender, actor="user:1", url=server.url, kind="erpnext", settings=settings, options=options
        )
        save_mapping(services, actor="user:1", endpoint_id=made.endpoint.id, expression=expression)
        scan_id = accept()
        deliver_due(services, sender, days=3, attempt_seconds=10, public_url="http://ocr.lan")
        with services.database() as session:
            [delivery] = deliveries()
            return session.get_one(Scan, scan_id), delivery

    return act


def test_the_documents_number_stands_on_the_form(site: Site, run: Callable[..., tuple[Scan, Delivery]]) -> None:
    scan, delivery = run()
    assert (scan.state, scan.erp_answer, scan.erp_reference) == ("answered", "approved", "PR-1")
    assert site.posted == [{"form": scan.id, "custom_delivery_id": delivery.id}]


def test_a_document_that_is_only_made_counts_as_the_receivers_option_says(
    site: Site, run: Callable[..., tuple[Scan, Delivery]]
) -> None:
    scan, _ = run(EndpointOptions(answer="{status: 'approved', reference: reference}"), submit=False)
    assert (scan.state, scan.erp_answer, scan.erp_reference) == ("answered", "approved", "PR-1")


def test_a_refused_document_is_a_rejection_with_its_reason(
    site: Site, run: Callable[..., tuple[Scan, Delivery]]
) -> None:
    site.reply = Reply({"exc_type": "ValidationError", "exception": "Qty must be positive"}, 417)
    scan, delivery = run()
    assert (scan.erp_answer, scan.erp_reason) == ("rejected", "Qty must be positive")
    assert delivery.state == "delivered"


def test_a_try_whose_answer_was_lost_is_known_again(
    services: Services, clock: Clock, site: Site, run: Callable[..., tuple[Scan, Delivery]]
) -> None:
    site.reply = None
    scan, delivery = run()
    assert (scan.state, delivery.state, delivery.last_error) == ("delivering", "waiting", "delivery_broken_answer")
    clock.advance(minutes=1)
    deliver_due(services, KindSender(allow=["127.0.0.1"], seconds=10), days=3, attempt_seconds=10)
    with services.database() as session:
        answered = session.get_one(Scan, scan.id)
    assert (answered.erp_answer, answered.erp_reference, len(site.posted)) == ("approved", "PR-1", 1)


def test_what_only_a_person_can_mend_is_given_up_at_once(
    services: Services, server: StandIn, accept: Callable[[], str], deliveries: Callable[[], list[Delivery]]
) -> None:
    sender = KindSender(allow=["127.0.0.1"], seconds=10)
    made = create_endpoint(services, sender, actor="user:1", url=server.url, kind="erpnext", settings=ERPNEXT)
    save_mapping(services, actor="user:1", endpoint_id=made.endpoint.id, expression="data.scan_id")
    accept()
    deliver_due(services, sender, days=3, attempt_seconds=10)
    [delivery] = deliveries()
    assert (delivery.state, delivery.tries, delivery.last_error) == ("dead", 1, "connector_document_shape")


def test_a_large_document_goes_whole(site: Site, run: Callable[..., tuple[Scan, Delivery]]) -> None:
    text = "长" * 8000  # 24 kB, of which webhooks would get a link
    scan, _ = run(EndpointOptions(large_as_link=True), f"{{form: data.scan_id, text: '{text}'}}")
    assert (site.posted[0]["form"], site.posted[0]["text"]) == (scan.id, text)


def test_a_new_address_is_checked_in_the_way_of_its_kind(services: Services, tmp_path: Path) -> None:
    sender = KindSender(allow=["127.0.0.1"], seconds=10, folder=tmp_path)
    made = create_endpoint(services, sender, actor="user:1", url="file:///erp", kind="file-drop").endpoint
    moved = update_endpoint(services, sender, actor="user:1", endpoint_id=made.id, url="file:///mes")
    assert (moved.kind, moved.url) == ("file-drop", "file:///mes")
    for url in ("file:///../outside", "https://127.0.0.1/"):
        with pytest.raises(EndpointUrlRefused):
            update_endpoint(services, sender, actor="user:1", endpoint_id=made.id, url=url)
