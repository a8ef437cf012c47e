import secrets
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.records.deliveries import Delivery
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.delivering.outbox import put_in_outbox
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint
from ocr_service.usecases.ports import Services


@pytest.fixture
def receiver(services: Services) -> Iterator[VerifyingReceiver]:
    """A receiver whose clock is the test's."""
    with VerifyingReceiver(clock=lambda: services.now().timestamp()) as running:
        yield running


@pytest.fixture
def sender() -> WebhookSender:
    return WebhookSender(allow=["127.0.0.1", "erp.lan"], seconds=10, resolve=lambda host, port: ["10.0.0.5"])


@pytest.fixture
def connect(services: Services, sender: WebhookSender) -> Callable[[VerifyingReceiver], EndpointWithSecret]:
    """Registers a receiver and tells it its secret."""

    def register(running: VerifyingReceiver) -> EndpointWithSecret:
        made = create_endpoint(services, sender, actor="user:1", url=running.url)
        running.secrets = (made.secret,)
        return made

    return register


@pytest.fixture
def endpoint(
    receiver: VerifyingReceiver, connect: Callable[[VerifyingReceiver], EndpointWithSecret]
) -> EndpointWithSecret:
    return connect(receiver)


@pytest.fixture
def accept(services: Services) -> Callable[[], str]:
    """Makes an accepted scan with its outbox rows; returns its identifier."""

    def make() -> str:
        now = services.now()
        with services.database.begin() as session:
            scan = Scan(
                created_at=now,
                changed_at=now,
                state=ScanState.ACCEPTED,
                file_sha256=secrets.token_hex(32),
                file_name="送货单.png",
                media_type="image/png",
                size_bytes=1,
                source="api",
                actor="system",
                accepted_at=now,
                accepted_by="system",
                result_version=1,
            )
            field = ScanField(
                position=0, path="no", type="text", value="SH-1", text="SH-1", raw_text="SH-1", read_value="SH-1",
                confidence=0.99, decision="accept", page=1, box={"x": 0, "y": 0, "width": 9, "height": 9},
            )  # fmt: skip
            scan.fields.append(field)
            session.add(scan)
            session.flush()
            put_in_outbox(session, scan, now)
            return scan.id

    return make


@pytest.fixture
def deliver(services: Services, sender: WebhookSender) -> Callable[[], int]:
    return lambda: deliver_due(services, sender, days=3, attempt_seconds=10)


@pytest.fixture
def state_of(services: Services) -> Callable[[str], str]:
    def look(scan_id: str) -> str:
        with services.database() as session:
            return session.get_one(Scan, scan_id).state

    return look


@pytest.fixture
def deliveries(services: Services) -> Callable[[], list[Delivery]]:
    """All deliveries, first results first."""

    def look() -> list[Delivery]:
        with services.database() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.result_version, Delivery.id)))

    return look
