"""Senders are killed (SIGKILL) again and again while they deliver to a receiver that misbehaves in every way."""

import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from ocr_service.delivery.receiver import Received, VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.files.local import LocalFileStore
from ocr_service.queue.testing import InMemoryQueue
from ocr_service.records.deliveries import Delivery
from ocr_service.records.migrations import migrate
from ocr_service.records.scans import Scan
from ocr_service.records.session import open_database
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.outbox import put_in_outbox
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint
from ocr_service.usecases.ports import Services
from tests.doubles.open_picture import OPEN_PICTURE

ROOT = Path(__file__).parents[2]
FORMS = 40
KILLS = 4
REQUESTS_BEFORE_KILL = 5
# Longer than any claim and than the waits after the first tries.
LEAP_SECONDS = 24 * 3600
# All of it is over before the last sender, which nobody kills, begins.
MISBEHAVIOUR = ("cut_after_taking", "cut", "garbage", "endless")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    migrate(url)
    return url


@pytest.fixture
def services(database_url: str, tmp_path: Path) -> Iterator[Services]:
    database = open_database(database_url)
    yield Services(
        database=database.sessions,
        files=LocalFileStore(tmp_path / "files"),
        queue=InMemoryQueue(),
        check_picture=OPEN_PICTURE,
        now=lambda: datetime.now(UTC),
    )
    database.engine.dispose()


def accept_forms(services: Services, count: int) -> set[str]:
    now = services.now()
    with services.database.begin() as session:
        scans = [
            Scan(
                created_at=now,
                changed_at=now,
                state=ScanState.ACCEPTED,
                file_sha256=secrets.token_hex(32),
                file_name="slip.png",
                media_type="image/png",
                size_bytes=1,
                source="api",
                actor="system",
                accepted_at=now,
                accepted_by="system",
                result_version=1,
            )
            for _ in range(count)
        ]
        session.add_all(scans)
        session.flush()
        for scan in scans:
            put_in_outbox(session, scan, now)
        return {scan.id for scan in scans}


def wait_until(condition: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, "the sender ended by itself"
        assert time.monotonic() < end, "nothing went on for a minute"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.02)


def test_every_form_arrives_and_doubles_have_their_first_ones_id(
    services: Services, database_url: str, tmp_path: Path
) -> None:
    ahead = 0
    with VerifyingReceiver(clock=lambda: time.time() + ahead, answer=lambda received: {}) as receiver:
        made = create_endpoint(
            services, WebhookSender(allow=["127.0.0.1"], seconds=5), actor="system", url=receiver.url
        )
        receiver.secrets = (made.secret,)
        scans = accept_forms(services, FORMS)
        for kind in MISBEHAVIOUR:
            receiver.misbehave(kind, times=3)
        receiver.misbehave("status", times=3, status=503)

        def start() -> "subprocess.Popen[bytes]":
            program = [sys.executable, "-m", "tests.chaos.sending_process"]
            return subprocess.Popen([*program, database_url, tmp_path / "files", str(ahead)], cwd=ROOT)

        for _ in range(KILLS):
            seen = receiver.requests
            process = start()
            wait_until(lambda seen=seen: receiver.requests >= seen + REQUESTS_BEFORE_KILL, process)
            process.kill()
            process.wait()
            ahead += LEAP_SECONDS  # until then every claim of the dead has run out
        process = start()
        wait_until(lambda: all_delivered(services), process)
        process.kill()
        process.wait()

        received: tuple[Received, ...] = receiver.received
        assert {one.event["data"]["scan_id"] for one in received} == scans
        assert len(received) == FORMS
        assert {one.id for one in received} == ids(services)
        # The three that were taken before the line was cut came again, and so did what was under way at a kill.
        assert len(receiver.doubles) >= 3
        assert set(receiver.doubles) <= ids(services)
    with services.database() as session:
        assert set(session.scalars(select(Scan.state))) == {"delivered"}


def all_delivered(services: Services) -> bool:
    with services.database() as session:
        return session.scalar(select(Delivery.id).where(Delivery.state != "delivered").limit(1)) is None


def ids(services: Services) -> set[str]:
    with services.database() as session:
        return set(session.scalars(select(Delivery.id)))
