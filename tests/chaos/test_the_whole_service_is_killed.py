"""`ocr-service run` with its real processes: whichever is killed, it comes back, or nothing of it is left."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import psutil
import pytest

ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 90


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class Running:
    """One `ocr-service run` in a data folder."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("OCR_", "DATABASE_", "REDIS_"))
        }
        own = {"OCR_DATA_FOLDER": str(folder), "OCR_PORT": str(self.port), "OCR_THREADS": "1", "LANG": "C"}
        self.log = folder.with_suffix(f".{self.port}.log")
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "ocr_service.cli", "run"]
            self.process = psutil.Popen(command, env={**kept, **own}, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)

    def missing(self) -> list[str] | None:
        """What the service says is missing; None while nobody answers."""
        try:
            answer = httpx2.get(f"http://127.0.0.1:{self.port}/readyz", trust_env=False, timeout=20).json()
        except httpx2.TransportError:
            return None
        return [one["code"] for one in answer["missing"]]

    def is_up(self) -> bool:
        # Nobody published a form; all else is there.
        assert self.process.is_running(), self.log.read_text(errors="replace")
        return self.missing() == ["no_templates"]

    def child(self, name: str) -> psutil.Process:
        return next(one for one in self.process.children() if name in " ".join(one.cmdline()))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def start_one() -> Running:
        started.append(Running(tmp_path / "data"))
        return started[-1]

    yield start_one
    for running in started:
        if running.process.is_running():
            running.process.send_signal(signal.SIGTERM)
        running.process.wait(_PATIENCE_SECONDS)


def test_each_process_that_is_killed_comes_back(start: Callable[[], Running]) -> None:
    running = start()
    wait_until(running.is_up)
    for name in ("valkey", "ocr_service.web.server", "workers.timers", "workers.worker_process"):
        killed = running.child(name)
        killed.kill()
        wait_until(lambda killed=killed: not killed.is_running())  # type: ignore[misc]
        wait_until(lambda name=name: any(name in " ".join(one.cmdline()) for one in running.process.children()))  # type: ignore[misc]
    wait_until(running.is_up)


def test_a_second_one_harms_nobody_and_after_a_kill_nothing_is_left(start: Callable[[], Running]) -> None:
    running = start()
    wait_until(running.is_up)
    family = running.process.children(recursive=True)
    assert len(family) >= 4

    second = start()
    assert second.process.wait(_PATIENCE_SECONDS) == 1
    assert "already runs from the folder" in second.log.read_text()
    assert running.is_up()
    assert all(one.is_running() for one in family)

    running.process.kill()
    wait_until(lambda: not any(one.is_running() for one in family))

    again = start()
    wait_until(again.is_up)
    assert "password" in running.log.read_text()
    assert "password" not in again.log.read_text(), "the administrator's password is printed once only"
