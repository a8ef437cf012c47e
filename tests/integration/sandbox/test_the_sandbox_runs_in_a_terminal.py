"""`ocr-service sandbox` as a person has it: in a terminal, with keys, ended by Ctrl+C."""

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

import httpx2
import pytest

from ocr_service.delivery.signing import new_secret, signed_headers


class Terminal:
    """What stands on the terminal, and the keys."""

    def __init__(self, process: "subprocess.Popen[bytes]", descriptor: int) -> None:
        self.process = process
        self._descriptor = descriptor
        self._seen = ""

    def press(self, keys: str) -> None:
        os.write(self._descriptor, keys.encode())

    def wait_for(self, pattern: str) -> str:
        """Waits until it stands there; the pattern's group. What ends without having said it has failed."""
        while not (found := re.search(pattern, self._seen)):
            self._seen += os.read(self._descriptor, 65536).decode("utf-8", "replace")
        self._seen = self._seen[found.end() :]
        return found[1] if found.groups() else found[0]


@pytest.fixture
def secret() -> str:
    return new_secret()


@pytest.fixture
def terminal(secret: str) -> Iterator[Terminal]:
    ours, its = pty.openpty()
    environment = {**os.environ, "WEBHOOK_SECRET": secret, "LC_ALL": "C.UTF-8", "COLUMNS": "300", "TERM": "dumb"}
    command = [sys.executable, "-m", "ocr_service.cli", "sandbox", "--port", "0", "--fail", "410", "--times", "1"]
    # Whoever runs the tests in the background makes them ignore Ctrl+C, and that would be inherited.
    heeds = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, env=environment, stdin=its, stdout=its, stderr=its, preexec_fn=heeds)
    os.close(its)
    try:
        yield Terminal(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_it_greets_shows_fails_and_ends(terminal: Terminal, secret: str) -> None:
    url = terminal.wait_for(r"Listening at (http://\S+)")
    terminal.wait_for("all well")

    def post(body: bytes, id: str, at: int) -> int:
        headers = signed_headers([secret], id, at, body)
        return httpx2.post(url, content=body, headers=headers, trust_env=False).status_code

    assert post(b"{}", "m1", 1) == 410
    terminal.wait_for("Failed as told: answers 410")
    assert post(b"{}", "m1", 1) == 401
    terminal.wait_for("more than five minutes old")
    terminal.press("F")
    terminal.wait_for("Coming next: answers 500")
    assert [post(b"{}", "m2", 1) for _ in range(2)] == [500, 500]
    terminal.wait_for("has now come 2 times")
    terminal.press("0")
    terminal.wait_for("Coming next: all well")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.process.wait(30) == 130


def test_what_is_no_secret_is_told_at_once() -> None:
    command = [sys.executable, "-m", "ocr_service.cli", "sandbox", "--secret", "hello"]
    done = subprocess.run(command, env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "whsec_" in done.stderr) == (2, True)
