import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.stand_in import Reply, StandIn
from tests.integration.delivery.test_tls_is_always_verified import make_certificate


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of both sides: what matters is that one is shown."""
    return make_certificate(tmp_path, x509.IPAddress(ipaddress.ip_address("127.0.0.1")))


@pytest.fixture
def strict(certificate: Path) -> Iterator[StandIn]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(certificate))
    context.load_cert_chain(certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    with StandIn(lambda request: Reply({}), tls=context) as running:
        yield running


def send(server: StandIn, certificate: Path, kind: str, settings: dict[str, Any]) -> str | None:
    sender = KindSender(allow=["127.0.0.1"], seconds=10, ca_file=certificate, certificates=certificate.parent)
    secret = "whsec_" + "A" * 43 + "="
    message = Message(
        id="msg_1", url=server.url, body="{}", secrets=(secret,), at=datetime.now(UTC), kind=kind, settings=settings
    )
    return sender.send(message).error


@pytest.mark.parametrize("kind", ["webhook", "rest"])
def test_a_receiver_that_asks_gets_the_named_certificate(strict: StandIn, certificate: Path, kind: str) -> None:
    assert send(strict, certificate, kind, {"certificate": "certificate"}) is None
    assert send(strict, certificate, kind, {}) is not None
    assert send(strict, certificate, kind, {"certificate": "other"}) == "delivery_certificate"


def test_a_webhook_can_sign_in_besides(strict: StandIn, certificate: Path) -> None:
    settings = {"certificate": "certificate", "auth": "bearer", "token": "t0ken"}
    assert send(strict, certificate, "webhook", settings) is None
    assert strict.requests[0].headers["authorization"] == "Bearer t0ken"
    assert "webhook-signature" in strict.requests[0].headers
