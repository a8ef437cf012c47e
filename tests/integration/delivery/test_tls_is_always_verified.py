import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender


def make_certificate(
    folder: Path, *names: x509.GeneralName, ended: bool = False, key: ec.EllipticCurvePrivateKey | None = None
) -> Path:
    """A self-signed certificate with its key, in one PEM file."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "erp.lan")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=subject, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=-1 if ended else 1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def serve(secret: str, certificate: Path) -> VerifyingReceiver:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return VerifyingReceiver(secrets=[secret], tls=context)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return make_certificate(tmp_path, x509.DNSName("erp.lan"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")))


@pytest.fixture
def secured(secret: str, certificate: Path) -> Iterator[VerifyingReceiver]:
    with serve(secret, certificate) as running:
        yield running


def sender(ca_file: Path | None, seconds: float = 10) -> WebhookSender:
    return WebhookSender(
        allow=["127.0.0.1"], seconds=seconds, ca_file=ca_file, resolve=lambda host, port: ["127.0.0.1"]
    )


@pytest.mark.parametrize("host", ["erp.lan", "127.0.0.1"])
def test_the_companys_own_authority_is_trusted(
    message: Callable[..., Message], secured: VerifyingReceiver, certificate: Path, host: str
) -> None:
    attempt = sender(certificate).send(message(f"https://{host}:{secured.port}/webhooks"))
    assert (attempt.status, attempt.error) == (200, None)


def test_an_unknown_authority_is_refused(message: Callable[..., Message], secured: VerifyingReceiver) -> None:
    attempt = sender(None).send(message(f"https://erp.lan:{secured.port}/webhooks"))
    assert (attempt.status, attempt.error) == (None, "delivery_tls")
    assert secured.requests == 0


def test_a_certificate_of_another_name_is_refused(
    message: Callable[..., Message], secured: VerifyingReceiver, certificate: Path
) -> None:
    attempt = sender(certificate).send(message(f"https://other.lan:{secured.port}/webhooks"))
    assert (attempt.status, attempt.error) == (None, "delivery_tls")


def test_a_certificate_that_has_ended_is_refused(secret: str, message: Callable[..., Message], tmp_path: Path) -> None:
    ended = make_certificate(tmp_path, x509.DNSName("erp.lan"), ended=True)
    with serve(secret, ended) as running:
        attempt = sender(ended).send(message(f"https://erp.lan:{running.port}/webhooks"))
    assert attempt.error == "delivery_tls"


def test_a_receiver_without_tls_is_told_apart(message: Callable[..., Message], secret: str, certificate: Path) -> None:
    with VerifyingReceiver(secrets=[secret]) as plain:
        attempt = sender(certificate).send(message(f"https://erp.lan:{plain.port}/webhooks"))
    assert attempt.error == "delivery_tls"


def test_a_handshake_without_end_is_cut_at_the_deadline(message: Callable[..., Message], certificate: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        attempt = sender(certificate, seconds=0.2).send(message(f"https://erp.lan:{mute.getsockname()[1]}/"))
    assert attempt.error == "delivery_timeout"


def test_a_certificate_that_ends_and_is_renewed_needs_no_restart(
    secret: str, message: Callable[..., Message], tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    ended = make_certificate(tmp_path, x509.DNSName("erp.lan"), ended=True, key=key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ended)
    # One name, one key: what is trusted stays while what is shown changes.
    trusting = sender(make_certificate(tmp_path, x509.DNSName("erp.lan"), key=key))
    with VerifyingReceiver(secrets=[secret], tls=context) as running:
        told = message(f"https://erp.lan:{running.port}/webhooks")
        assert trusting.send(told).error == "delivery_tls"
        context.load_cert_chain(tmp_path / "certificate.pem")
        assert trusting.send(told).error is None
        assert [one.id for one in running.received] == ["msg_1"]
