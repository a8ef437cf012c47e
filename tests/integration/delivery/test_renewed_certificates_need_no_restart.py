"""Other programs renew the files of certificates, not always in one step; what goes out goes on with what is sound."""

import ipaddress
import os
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from structlog.testing import capture_logs

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.exchange import ExchangeFailed, HttpExchange
from ocr_service.delivery.kind_sender import KindSender
from ocr_service.delivery.receiver import VerifyingReceiver
from tests.integration.delivery.connectors.stand_in import Reply, StandIn
from tests.integration.delivery.test_tls_is_always_verified import make_certificate, serve


def certificate_of(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return make_certificate(folder, x509.IPAddress(ipaddress.ip_address("127.0.0.1")))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return certificate_of(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return certificate_of(tmp_path / "new")


@pytest.fixture
def trusted(tmp_path: Path, old: Path) -> Path:
    """The file that the settings name."""
    path = tmp_path / "ca.pem"
    path.write_bytes(old.read_bytes())
    return path


@pytest.fixture
def renewed(secret: str, new: Path) -> Iterator[VerifyingReceiver]:
    """A receiver that shows the new certificate."""
    with serve(secret, new) as running:
        yield running


@pytest.fixture
def unrenewed(secret: str, old: Path) -> Iterator[VerifyingReceiver]:
    with serve(secret, old) as running:
        yield running


def sender(ca_file: Path, certificates: Path | None = None) -> KindSender:
    return KindSender(allow=["127.0.0.1"], seconds=10, ca_file=ca_file, certificates=certificates)


def to(receiver: VerifyingReceiver, message: Callable[..., Message]) -> Message:
    return message(f"https://127.0.0.1:{receiver.port}/webhooks")


def test_a_renewed_authority_is_trusted_from_the_next_try_on(
    trusted: Path, new: Path, renewed: VerifyingReceiver, message: Callable[..., Message]
) -> None:
    running = sender(trusted)
    assert running.send(to(renewed, message)).error == "delivery_tls"

    trusted.write_bytes(new.read_bytes())

    assert running.send(to(renewed, message)).error is None


def test_the_same_size_and_the_same_time_hide_no_renewal(
    trusted: Path, old: Path, new: Path, renewed: VerifyingReceiver, message: Callable[..., Message]
) -> None:
    size = max(old.stat().st_size, new.stat().st_size) + 10
    trusted.write_bytes(old.read_bytes().ljust(size, b"\n"))
    os.utime(trusted, (1, 1))
    running = sender(trusted)

    trusted.write_bytes(new.read_bytes().ljust(size, b"\n"))
    os.utime(trusted, (1, 1))

    assert running.send(to(renewed, message)).error is None


@pytest.mark.parametrize("half", [b"", b"-----BEGIN CERTIFICATE-----\nMIIB", None])
def test_a_half_written_or_missing_file_leaves_the_old_one_in_use_and_is_told_once(
    trusted: Path, unrenewed: VerifyingReceiver, message: Callable[..., Message], half: bytes | None
) -> None:
    exchange = HttpExchange(allow=["127.0.0.1"], seconds=10, ca_file=trusted)
    url = f"https://127.0.0.1:{unrenewed.port}/"
    trusted.unlink()
    if half is not None:
        trusted.write_bytes(half)

    with capture_logs() as logs:
        statuses = [exchange.open().request("POST", url).status for _ in range(3)]

    assert statuses == [401, 401, 401]  # unsigned: what matters is that it was understood
    assert [(one["event"], one["file"]) for one in logs] == [("certificate_unreadable", "ca.pem")]


def test_a_file_that_is_whole_at_last_is_taken(
    trusted: Path, new: Path, renewed: VerifyingReceiver, message: Callable[..., Message]
) -> None:
    running = sender(trusted)
    trusted.write_bytes(new.read_bytes()[:-30])
    assert running.send(to(renewed, message)).error == "delivery_tls"  # the old authority does not know it

    trusted.write_bytes(new.read_bytes())

    assert running.send(to(renewed, message)).error is None


def knowing(trusted: Path, shown: Path) -> ssl.SSLContext:
    """A server that asks who calls and knows only `trusted`."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(trusted))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(shown)
    return context


def send(running: KindSender, server: StandIn, message: Callable[..., Message]) -> Attempt:
    told: dict[str, Any] = {"certificate": "erp"}
    given = message(server.url)
    return running.send(
        Message(id=given.id, url=server.url, body="{}", secrets=given.secrets, at=given.at, settings=told)
    )


def test_a_renewed_client_certificate_is_shown_and_a_half_written_one_is_not(
    tmp_path: Path, old: Path, new: Path, message: Callable[..., Message]
) -> None:
    folder = tmp_path / "clients"
    folder.mkdir()
    (folder / "erp.pem").write_bytes(old.read_bytes())
    running = sender(old, folder)
    with StandIn(lambda request: Reply({}), tls=knowing(trusted=old, shown=old)) as knows_old:
        assert send(running, knows_old, message).error is None
        (folder / "erp.pem").write_bytes(new.read_bytes()[:-60])
        assert send(running, knows_old, message).error is None

    (folder / "erp.pem").write_bytes(new.read_bytes())
    with StandIn(lambda request: Reply({}), tls=knowing(trusted=new, shown=old)) as knows_new:
        assert send(running, knows_new, message).error is None


def test_a_key_under_a_password_keeps_nobody_waiting(tmp_path: Path, old: Path) -> None:
    key = serialization.load_pem_private_key(old.read_bytes(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    (tmp_path / "erp.pem").write_bytes(locked + old.read_bytes())
    exchange = HttpExchange(allow=["127.0.0.1"], seconds=10, certificates=tmp_path)

    with pytest.raises(ExchangeFailed, match="delivery_certificate"):
        exchange.open(certificate="erp")


def test_files_that_cannot_be_used_are_named(tmp_path: Path, trusted: Path, old: Path) -> None:
    folder = tmp_path / "clients"
    folder.mkdir()
    (folder / "sound.pem").write_bytes(old.read_bytes())
    (folder / "cut.pem").write_bytes(old.read_bytes()[:100])
    running = sender(trusted, folder)
    assert [one.name for one in running.unreadable_files(["sound"])] == []

    trusted.write_bytes(b"")

    assert [one.name for one in running.unreadable_files(["cut", "gone", "sound"])] == ["ca.pem", "cut.pem", "gone.pem"]
