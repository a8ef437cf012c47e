"""A session at the real service, from start to Ctrl-C: ``python -m tests.integration.service.drive_service FOLDER``.

Starts ``ocr-service run`` as a person does, hands in every file of FOLDER/files, waits until none is under way, and
writes FOLDER/outcome.json. It runs in a process of its own so that the whole session, service and client, can be put
into a network that has nothing but a loopback interface.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2

from ocr_service.cli.demo_client import DemoClient

_UNDER_WAY = {"received", "queued", "reading"}
_PATIENCE_SECONDS = 240
_PORT = "18437"


def main(folder: Path) -> None:
    _bring_loopback_up()
    password = secrets.token_urlsafe(16)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("OCR_", "DATABASE_", "REDIS_"))},
        "OCR_DATA_FOLDER": str(folder / "data"),
        "OCR_PORT": _PORT,
        "OCR_ADMINISTRATOR_PASSWORD": password,
    }
    command = [sys.executable, "-m", "ocr_service.cli", "run", "--templates", "templates_forms"]
    with (folder / "service.log").open("wb") as log:
        service = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            outcome = _session(DemoClient(f"http://127.0.0.1:{_PORT}"), service, password, folder / "files")
            service.send_signal(signal.SIGINT)
            outcome["exit_status"] = service.wait(60)
        finally:
            service.kill()
    (folder / "outcome.json").write_text(json.dumps(outcome), encoding="utf-8")


def _session(client: DemoClient, service: subprocess.Popen[bytes], password: str, files: Path) -> dict[str, Any]:
    _wait_for(client.is_ready, service)
    client.sign_in("admin", password)
    handed_in: dict[str, str] = {}
    refused: dict[str, Any] = {}
    for file in sorted(files.iterdir()):
        try:
            handed_in[file.name] = client.upload(file)
        except httpx2.HTTPStatusError as error:
            refused[file.name] = error.response.json()
    _wait_for(lambda: not _UNDER_WAY & set(client.states().values()), service)
    return {"refused": refused, "scans": {name: client.scan(scan_id) for name, scan_id in handed_in.items()}}


def _wait_for(condition: Any, service: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if service.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("the service ended or did not get on")
        time.sleep(0.1)


def _bring_loopback_up() -> None:
    """In a new network namespace even loopback is down (ioctl SIOCSIFFLAGS; it needs no program)."""
    if sys.platform != "linux":
        return
    import fcntl
    import socket
    import struct

    up_and_running, set_flags = 0x1 | 0x40, 0x8914
    # Where the network is not our own, it is not for us to change and loopback is up already.
    with socket.socket() as any_socket, contextlib.suppress(PermissionError):
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sH14s", b"lo", up_and_running, b""))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
