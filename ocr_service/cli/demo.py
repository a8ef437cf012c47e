"""``ocr-service demo``: every sample scan through the whole service, as a factory would use it.

It starts what ``ocr-service run`` starts, in a data folder of its own, talks to it over HTTP only, and receives the
results with a small ERP that verifies signatures and, some seconds later, calls back what it has decided.
"""

import argparse
import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from rich.console import Console

from ocr_service.cli.demo_client import DemoClient
from ocr_service.cli.demo_erp import DemoErp
from ocr_service.cli.demo_progress import follow_scans
from ocr_service.cli.demo_report import DemoReport
from ocr_service.cli.language import say
from ocr_service.cli.tables import open_console, open_file_console
from ocr_service.cli.template import find_scan
from ocr_service.forms.expected import ExpectedScan, parse_expected

_START_SECONDS = 120
_STOP_SECONDS = 60
# The demo's ERP decides within seconds.
_DECISION_SECONDS = 30
_ADMINISTRATOR = "admin"
# Every field of every scan is too much for a terminal.
_DETAILS = Path("build/demo.txt")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A sample scan and what stands on it."""

    path: Path
    expected: ExpectedScan


class DemoFailed(Exception):
    """The demo cannot go on; the message says why."""


def run(options: argparse.Namespace) -> int:
    console = open_console()
    samples = find_samples(options.samples)
    if not samples:
        print(say("cli.demo.no_samples", folder=str(options.samples)), file=sys.stderr)
        return 1
    try:
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ocr-demo-")))
            client = stack.enter_context(_running_service(folder, options.templates))
            erp = stack.enter_context(DemoErp())
            erp.connect(client.url, *client.add_receiver(erp.receiver.url))
            details = stack.enter_context(_open_details())
            status = _show(console, client, erp, samples, details=open_file_console(details))
            console.print(say("cli.demo.details", file=str(_DETAILS)))
            return status
    except DemoFailed as failure:
        print(say("cli.start_failed", problem=str(failure)), file=sys.stderr)
        return 1


def find_samples(folder: Path) -> list[Sample]:
    """The scans under a folder that have their expected values beside them."""
    found = []
    for file in sorted(folder.rglob("*.expected.json")):
        scan = find_scan(file)
        if scan is not None:
            found.append(Sample(path=scan, expected=parse_expected(file.read_bytes())))
    return found


def _open_details() -> TextIO:
    try:
        _DETAILS.parent.mkdir(parents=True, exist_ok=True)
        return _DETAILS.open("w", encoding="utf-8")
    except OSError as error:
        raise DemoFailed(f"{error.filename}: {error.strerror}") from error


def _show(console: Console, client: DemoClient, erp: DemoErp, samples: list[Sample], *, details: Console) -> int:
    forms = len({sample.expected.template for sample in samples} - {None})
    console.print(say("cli.demo.sending", scans=len(samples), forms=forms))
    started = time.perf_counter()
    scan_ids = {client.upload(sample.path): sample for sample in samples}
    # Each form numbers its samples anew: its folder tells them apart.
    names = {scan_id: f"{sample.path.parent.name}/{sample.path.name}" for scan_id, sample in scan_ids.items()}
    states = follow_scans(console, client, names)
    seconds = time.perf_counter() - started
    report = DemoReport(console, details, names, wall_seconds=seconds)
    for scan_id, sample in scan_ids.items():
        report.add(sample.expected, client.scan(scan_id), finished=scan_id in states)
    received = erp.receiver.received
    report.note_deliveries(received)
    erp.wait_for_decisions(len(received), seconds=_DECISION_SECONDS)
    report.note_decisions(erp.decisions, client.scan)
    return report.conclude()


@contextlib.contextmanager
def _running_service(folder: Path, templates: Path) -> Iterator[DemoClient]:
    """The whole service in processes of its own, as ``ocr-service run`` starts it; stopped with SIGTERM."""
    password = secrets.token_urlsafe(16)
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_"))}
    environment |= {
        "OCR_DATA_FOLDER": str(folder / "data"),
        "OCR_PORT": str(port),
        "OCR_DELIVERY_ALLOW": "127.0.0.1/32",
        "OCR_ADMINISTRATOR_PASSWORD": password,
        "OCR_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "ocr_service.cli", "run", "--templates", str(templates)]
    service = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        client = DemoClient(f"http://127.0.0.1:{port}")
        _wait_until_ready(client, service)
        client.sign_in(_ADMINISTRATOR, password)
        with client:
            yield client
    finally:
        service.terminate()
        try:
            service.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            service.kill()
            service.wait()
        shutil.rmtree(folder / "data", ignore_errors=True)


def _wait_until_ready(client: DemoClient, service: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not client.is_ready():
        if service.poll() is not None:
            raise DemoFailed(say("cli.demo.service_ended", status=service.returncode))
        if time.monotonic() > deadline:
            raise DemoFailed(say("cli.demo.service_slow", seconds=_START_SECONDS))
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
