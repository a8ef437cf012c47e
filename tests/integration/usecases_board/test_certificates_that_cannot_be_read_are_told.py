import ipaddress
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from ocr_service.delivery.kind_sender import KindSender
from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.records.masterdata import MasterdataSource
from ocr_service.usecases.board.watch_machines import tell_of_worker
from ocr_service.usecases.ports import Services
from ocr_service.usecases.warning.keep_ledger import list_warnings
from ocr_service.usecases.warning.watch import watch_work
from tests.integration.conftest import Clock
from tests.integration.delivery.test_tls_is_always_verified import make_certificate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clients").mkdir()
    return tmp_path / "clients"


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    return make_certificate(tmp_path, x509.IPAddress(ipaddress.ip_address("127.0.0.1")))


def name_certificates(services: Services, clock: Clock, *, receiver: str, source: str) -> None:
    at = {"changed_at": clock(), "next_at": clock() + timedelta(hours=1)}
    with services.database.begin() as session:
        session.add(
            WebhookEndpoint(
                url="https://erp/hook",
                templates=[],
                secrets=[],
                created_at=clock(),
                created_by="user:1",
                settings={"certificate": receiver},
            )
        )
        session.add(
            MasterdataSource(
                list_name="orders",
                url="https://erp/orders.csv",
                format="csv",
                minutes=60,
                failures=0,
                settings={"certificate": source},
                changed_by="user:1",
                **at,
            )
        )


def test_files_in_use_that_are_not_sound_are_told_until_they_are(
    services: Services, clock: Clock, authority: Path, folder: Path
) -> None:
    sender = KindSender(allow=[], seconds=1, ca_file=authority, certificates=folder)
    whole = authority.read_bytes()
    (folder / "erp.pem").write_bytes(whole)
    (folder / "nobodys.pem").write_bytes(b"")
    name_certificates(services, clock, receiver="erp", source="list")

    def told() -> set[str]:
        tell_of_worker(services, name="host.1", started_at=clock(), memory_mb=900, scans=3, reads=False)
        watch_work(
            services, data_folder=folder, find_unreadable=sender.unreadable_files, find_ends=sender.certificate_ends
        )
        found = [one for one in list_warnings(services, closed=False) if one.kind == "certificate_unreadable"]
        return {Path(one.params["file"]).name for one in found if not one.calm}

    assert told() == {"list.pem"}
    authority.write_bytes(whole[:-30])
    assert told() == {"list.pem", "certificate.pem"}
    authority.write_bytes(whole)
    (folder / "list.pem").write_bytes(whole)
    assert told() == set()
