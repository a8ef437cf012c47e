from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ocr_service.delivery.kind_sender import KindSender
from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.usecases.ports import Services
from ocr_service.usecases.warning.keep_ledger import list_warnings
from ocr_service.usecases.warning.watch import watch_work
from tests.integration.conftest import Clock

Told = Callable[[], dict[str, bool]]
KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(ends_at: datetime, *, lasts: timedelta = timedelta(days=365), name: str = "erp.lan") -> bytes:
    """With its key, in one PEM file."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=subject,
        public_key=KEY.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=ends_at - lasts,
        not_valid_after=ends_at,
    ).sign(KEY, hashes.SHA256())
    private = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def told(services: Services, clock: Clock, tmp_path: Path) -> Told:
    """What is warned of now: the file, and whether it has ended. One receiver shows `erp.pem`."""
    with services.database.begin() as session:
        session.add(
            WebhookEndpoint(
                url="https://erp/hook", templates=[], secrets=[], created_at=clock(), created_by="user:1",
                settings={"certificate": "erp"},
            )
        )  # fmt: skip
    (tmp_path / "ca.pem").write_bytes(certificate(clock() + timedelta(days=300), name="ca"))
    sender = KindSender(allow=[], seconds=1, ca_file=tmp_path / "ca.pem", certificates=tmp_path)

    def look() -> dict[str, bool]:
        watch_work(
            services,
            data_folder=tmp_path,
            find_unreadable=sender.unreadable_files,
            find_ends=sender.certificate_ends,
        )
        found = (one for one in list_warnings(services, closed=False) if one.kind == "certificate_ends")
        return {one.params["file"]: one.params["ended"] for one in found if not one.calm}

    return look


def test_a_client_certificate_is_told_two_weeks_before_it_ends_until_it_is_renewed(
    told: Told, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "erp.pem").write_bytes(certificate(clock() + timedelta(days=15)))
    assert told() == {}
    clock.advance(days=2)
    assert told() == {"erp.pem": False}
    clock.advance(days=13)
    assert told() == {"erp.pem": True}
    (tmp_path / "erp.pem").write_bytes(certificate(clock() + timedelta(days=300)))
    assert told() == {}


def test_one_that_is_renewed_every_week_is_told_only_where_that_failed(
    told: Told, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "erp.pem").write_bytes(certificate(clock() + timedelta(days=3), lasts=timedelta(days=7)))
    assert told() == {}
    clock.advance(days=2)
    assert told() == {"erp.pem": False}


def test_an_authority_beside_its_successor_is_none_that_ends(told: Told, clock: Clock, tmp_path: Path) -> None:
    old, new = (certificate(clock() + timedelta(days=days), name="ca") for days in (5, 400))
    (tmp_path / "ca.pem").write_bytes(old)
    assert told() == {"ca.pem": False}
    (tmp_path / "ca.pem").write_bytes(old + new)
    assert told() == {}


def test_a_file_that_nobody_names_is_not_looked_at(told: Told, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "nobodys.pem").write_bytes(certificate(clock() - timedelta(days=5)))
    assert told() == {}
