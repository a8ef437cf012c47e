"""Forms are handed in, read and delivered while web, worker and timers are killed (SIGKILL) in any order.

``python -m tests.chaos.storm --forms 500 --seed 2026`` prints its figures and ends with 1 where a form was lost. The
processes, the queue and the database are the real ones; only the reader is a double, which knows what it will read.
"""

import argparse
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import httpx2
from sqlalchemy import func, select, update

from ocr_service import wiring
from ocr_service.access.roles import Permission
from ocr_service.delivery.misbehaviour import Kind
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.records.deliveries import Delivery
from ocr_service.records.scans import Scan
from ocr_service.settings import Settings
from ocr_service.stack import processes
from ocr_service.stack.processes import Processes, python_program
from ocr_service.stack.valkey import EmbeddedValkey
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint
from ocr_service.usecases.people.manage_keys import create_key
from ocr_service.usecases.ports import Services
from tests.doubles.misbehaving_readers import JPEG_SIGNATURE

VICTIMS: Final = ("web", "worker-1", "timers")
# What a request meets: well, or one of these. The first takes the message and never says so: it comes again.
_WAYS: Final[tuple[tuple[Kind, int], ...]] = (
    ("cut_after_taking", 0), ("cut", 0), ("garbage", 0), ("status", 500), ("status", 429), ("cut_within", 0)
)  # fmt: skip
_FLAKY_SHARE: Final = 0.3
_PATIENCE_SECONDS: Final = 120.0
_SEND_SECONDS: Final = 2
# See `deliver_due`.
_CLAIM: Final = timedelta(seconds=2 * _SEND_SECONDS + 30)
_READ_AND_SENT: Final = ("delivered", "answered")


@dataclass(kw_only=True)
class Figures:
    """What came of a storm. `stuck` are the states of scans that never arrived."""

    forms: int
    received: int = 0
    doubles: int = 0
    requests: int = 0
    uploads: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    foreign: int = 0
    stuck: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether every form arrived under one id of its own, and nothing else did."""
        return (self.received, self.foreign, +self.stuck) == (self.forms, 0, Counter())

    def __str__(self) -> str:
        kills = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        return (
            f"{self.forms} forms: {self.received} received, {sum(self.stuck.values())} lost {dict(+self.stuck) or ''}, "
            f"{self.doubles} doubles (all under a known id: {self.foreign == 0}); {self.requests} requests to the "
            f"receiver, {self.uploads} uploads until all were taken in; killed: {kills}; {self.seconds:.0f} s"
        )


class Storm:
    """One run. `hurry` lets claims of the dead run out at once instead of in their time."""

    def __init__(self, folder: Path, *, forms: int, kills: int, seed: int, hurry: bool) -> None:
        self._random = random.Random(seed)
        self._folder = folder
        self._forms = forms
        self._kills = kills
        self._hurry = hurry
        self.figures = Figures(forms=forms)
        self._settings = Settings(
            data_folder=folder / "data",
            log_level="error",
            port=_free_port(),
            delivery_allow=("127.0.0.1",),
            delivery_seconds=_SEND_SECONDS,
            lease_seconds=5,
            delivery_days=0.002,  # all tries within three minutes
            max_attempts=10,
        )

    def run(self) -> Figures:
        started = time.monotonic()
        services = wiring.open_services(self._settings)
        programs = [
            python_program("web", "tests.doubles.double_web", self._settings),
            python_program("worker-1", "tests.doubles.double_worker", self._settings),
            python_program("timers", "workers.timers", self._settings),
        ]
        with (
            EmbeddedValkey(self._settings.data_folder / "queue"),
            VerifyingReceiver(answer=lambda received: {"status": "approved", "reference": received.reference}) as erp,
        ):
            made = create_endpoint(services, wiring.open_sender(self._settings), actor="system", url=erp.url)
            erp.secrets = (made.secret,)
            self._make_flaky(erp)
            key = create_key(
                services, actor="system", name="storm", scopes=[Permission.SCANS_WRITE], held=list(Permission)
            ).key
            with _fast_restarts(), Processes(programs) as running, self._uploading(key):
                self._kill_and_wait(services, erp, running)
            self._count(services, erp)
        self.figures.seconds = time.monotonic() - started
        return self.figures

    def _make_flaky(self, erp: VerifyingReceiver) -> None:
        # Requests come in an order that nobody can foretell, but what the n-th of them meets is fixed by the seed.
        for _ in range(3 * self._forms):
            if self._random.random() < _FLAKY_SHARE:
                kind, status = self._random.choice(_WAYS)
                erp.misbehave(kind, status=status)
            else:
                erp.behave()

    @contextmanager
    def _uploading(self, key: str) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self._upload_all, args=(key, stop), name="uploads")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _upload_all(self, key: str, stop: threading.Event) -> None:
        """Each form until it was taken in, as any careful client does: the same bytes never make a second scan."""
        headers = {"Authorization": f"Bearer {key}"}
        url = f"http://127.0.0.1:{self._settings.port}/api/v1/scans"
        with httpx2.Client(timeout=10, trust_env=False, headers=headers) as client:
            for number in range(self._forms):
                files = {"files": (f"{number}.jpg", JPEG_SIGNATURE + f"good:{number}".encode(), "image/jpeg")}
                while not stop.is_set() and not self._is_taken(client, url, files):
                    stop.wait(0.05)

    def _is_taken(self, client: httpx2.Client, url: str, files: dict[str, tuple[str, bytes, str]]) -> bool:
        self.figures.uploads += 1
        try:
            return client.post(url, files=files).is_success
        except httpx2.TransportError:
            return False

    def _kill_and_wait(self, services: Services, erp: VerifyingReceiver, running: Processes) -> None:
        # A kill each time so many more have arrived, so that the last one falls well before the end.
        marks = [round((number + 1) * self._forms / (self._kills + 1)) for number in range(self._kills)]
        victims = [*VICTIMS] * (self._kills // len(VICTIMS) + 1)
        self._random.shuffle(victims)
        last, changed_at = -1, time.monotonic()
        while not self._is_over(services):
            running.look()
            arrived = len(erp.received)
            if marks and arrived >= marks[0] and self._kill(running, victims[0]):
                marks.pop(0)
                self.figures.kills[victims.pop(0)] += 1
            if self._hurry:
                _let_claims_run_out(services)
            if arrived != last:
                last, changed_at = arrived, time.monotonic()
            if time.monotonic() - changed_at > _PATIENCE_SECONDS:
                return
            time.sleep(0.02)

    def _kill(self, running: Processes, victim: str) -> bool:
        pid = running.pids().get(victim)
        if pid is None:
            return False  # it is being started again after its last death
        os.kill(pid, signal.SIGKILL)
        return True

    def _is_over(self, services: Services) -> bool:
        with services.database() as session:
            done = select(func.count()).select_from(Scan).where(Scan.state.in_(_READ_AND_SENT))
            return session.scalar(done) == self._forms

    def _count(self, services: Services, erp: VerifyingReceiver) -> None:
        with services.database() as session:
            ids = set(session.scalars(select(Delivery.id)))
            scans = {row.id: row.state for row in session.execute(select(Scan.id, Scan.state))}
        received = erp.received
        arrived = Counter(one.event["data"]["scan_id"] for one in received)
        figures = self.figures
        figures.received = sum(count == 1 for scan, count in arrived.items() if scan in scans)
        figures.doubles, figures.requests = len(erp.doubles), erp.requests
        figures.foreign = sum(one.id not in ids for one in received) + sum(one not in ids for one in erp.doubles)
        figures.stuck = Counter(state for scan, state in scans.items() if arrived[scan] != 1)
        figures.stuck["never taken in"] = self._forms - len(scans)


def _let_claims_run_out(services: Services) -> None:
    """As if the half minute had passed that the dead's deliveries wait: no living sender takes three seconds."""
    now = services.now()
    claimed_long_ago = Delivery.lease_until < now + _CLAIM - timedelta(seconds=3)
    with services.database.begin() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.state == "sending", claimed_long_ago, Delivery.lease_until > now)
            .values(lease_until=now)
        )


@contextmanager
def _fast_restarts() -> Iterator[None]:
    before = processes._FIRST_PAUSE_SECONDS, processes._LONGEST_PAUSE_SECONDS
    processes._FIRST_PAUSE_SECONDS, processes._LONGEST_PAUSE_SECONDS = 0.05, 0.2  # type: ignore[misc]
    try:
        yield
    finally:
        processes._FIRST_PAUSE_SECONDS, processes._LONGEST_PAUSE_SECONDS = before  # type: ignore[misc]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=500)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ocr-storm-") as folder:
        storm = Storm(Path(folder), forms=options.forms, kills=options.kills, seed=options.seed, hurry=False)
        figures = storm.run()
    print(figures)
    return 0 if figures.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
