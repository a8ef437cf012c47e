"""A newcomer's first fifteen minutes: every command and program of the page, in its order, against the real API."""

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from prometheus_client import CollectorRegistry

from ocr_service.delivery.sender import WebhookSender
from ocr_service.files.local import LocalFileStore
from ocr_service.forms.result import FieldResult, FormResult, PageResult, ResultBox
from ocr_service.forms.template import TemplatePackage
from ocr_service.queue.testing import InMemoryQueue
from ocr_service.settings import Settings
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.following.filter_scans import ScanFilter
from ocr_service.usecases.following.find_scans import list_scans
from ocr_service.usecases.people.manage_users import create_first_administrator
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.process_scan import Worker, process_scan
from ocr_service.usecases.templates.publish_template import TemplatesInUse, publish_template
from ocr_service.web.app import create_app
from tests.doubles.open_picture import OPEN_PICTURE, small_picture
from tests.doubles.quick import open_quickly

PAGE, CHINESE_PAGE = "integrator.md", "integrator.zh-CN.md"
PASSWORD = "correct horse 9"
PNG = b"\x89PNG\r\n\x1a\n"
SLIP = """\
format: 1
name: slip
version: 1
title: {en: Slip}
pages: [{size_mm: [210, 148], image: page-1.png}]
fields:
  - {name: slip_no, label: {en: Number}, box: [10, 10, 40, 8], read: {type: text}}
"""


class SureReader:
    """Reads the same number from every scan, and is sure of it."""

    engine_name = "sure/1"

    def read(
        self,
        data: bytes,
        packages: tuple[TemplatePackage, ...],
        *,
        only_template: str | None,
        only_pages: tuple[int, ...] | None = None,
        while_waiting: Callable[[], None],
    ) -> FormResult:
        box = ResultBox(x=1, y=2, width=30, height=10)
        number = FieldResult(
            path="slip_no", type="text", value="S001", text="S001", confidence=0.99, page=1, box=box, decision="accept"
        )
        page = PageResult(number=1, picture=b"jpeg", width=800, height=600, dpi=100, template_page=1, residual_mm=0.1)
        return FormResult(template="slip", template_version=1, decision="accept", pages=(page,), fields=(number,))


@pytest.fixture
def services(blank_sqlite: Path, tmp_path: Path) -> Iterator[Services]:
    path = tmp_path / "records.sqlite"
    shutil.copy(blank_sqlite, path)
    database = open_quickly(f"sqlite:///{path}")
    yield Services(
        database=database.sessions,
        files=LocalFileStore(tmp_path / "files"),
        queue=InMemoryQueue(),
        check_picture=OPEN_PICTURE,
        now=lambda: datetime.now(UTC),
    )
    database.engine.dispose()


@pytest.fixture
def sender() -> WebhookSender:
    return WebhookSender(allow=["127.0.0.1"], seconds=15)


@pytest.fixture
def address(services: Services, sender: WebhookSender, tmp_path: Path) -> Iterator[str]:
    """The URL of a running service with one form and its first administrator."""
    create_first_administrator(services, password=PASSWORD)
    publish_template(services, actor="system", yaml=SLIP, files={"page-1.png": small_picture()})
    app = create_app(services, Settings(data_folder=tmp_path), sender=sender, registry=CollectorRegistry())
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


class Newcomer:
    """Copies the page's blocks into a shell, one after the other, with this machine's addresses in them."""

    def __init__(self, folder: Path, addresses: dict[str, str]) -> None:
        self.folder = folder
        self._addresses = addresses
        (folder / "session.sh").write_text(f"PASSWORD='{PASSWORD}'\n", encoding="utf-8")

    def here(self, block: str) -> str:
        for documented, real in self._addresses.items():
            block = block.replace(documented, real)
        return block

    def run(self, block: str) -> str:
        """What the block prints. Variables and functions are kept for the next block."""
        script = f"set -euo pipefail; . ./session.sh\n{self.here(block)}\ndeclare -p OCR KEY TOKEN SCAN ENDPOINT "
        script += "WEBHOOK_SECRET 2>/dev/null > session.sh || true; declare -f field >> session.sh"
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def variable(self, name: str) -> str:
        return self.run(f'printf %s "${name}"')


@pytest.fixture
def receiver_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def newcomer(tmp_path: Path, address: str, receiver_port: int) -> Newcomer:
    folder = tmp_path / "newcomer"
    folder.mkdir()
    (folder / "slip.png").write_bytes(PNG + b"a slip")
    return Newcomer(folder, {"http://127.0.0.1:8000": address, "127.0.0.1:9000": f"127.0.0.1:{receiver_port}"})


@pytest.fixture
def start_receiver(
    newcomer: Newcomer, receiver_port: int, tmp_path: Path, blocks: Callable[..., list[str]]
) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        program = blocks(PAGE, "python")[0]
        bound = program.replace('("127.0.0.1", 9000), Receiver)', f'("127.0.0.1", {receiver_port}), Receiver)')
        # Says when it listens, so that nobody has to guess.
        told = bound.replace("ThreadingHTTPServer(", "server = ThreadingHTTPServer(").replace(
            ".serve_forever()", '; print("ready", flush=True); server.serve_forever()'
        )
        (tmp_path / "receiver.py").write_text(told, encoding="utf-8")
        environment = os.environ | {"WEBHOOK_SECRET": newcomer.variable("WEBHOOK_SECRET")}
        process = subprocess.Popen(
            [sys.executable, tmp_path / "receiver.py"], env=environment, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def read_and_deliver(services: Services, sender: WebhookSender) -> None:
    [scan] = list_scans(services, only=ScanFilter(), cursor=None, limit=10).scans
    worker = Worker(
        name="w1", reader=SureReader(), templates=TemplatesInUse(services), lease_seconds=60, max_attempts=3
    )
    assert process_scan(services, scan.id, worker=worker) == "accepted"
    assert deliver_due(services, sender, days=3, attempt_seconds=15) == 1


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_from_key_to_verified_result_and_back(
    services: Services,
    sender: WebhookSender,
    newcomer: Newcomer,
    start_receiver: Callable[[], "subprocess.Popen[str]"],
    blocks: Callable[..., list[str]],
) -> None:
    key, register, test, upload, look, answer, call_back, shape, again, rotate = blocks(PAGE, "sh")
    newcomer.run(key)
    newcomer.run(register)
    receiver = start_receiver()
    assert '"delivered": true' in newcomer.run(test)

    newcomer.run(upload)
    scan_id = newcomer.variable("SCAN")
    newcomer.run(upload)
    assert newcomer.variable("SCAN") == scan_id, "the repeated request made another scan"

    read_and_deliver(services, sender)
    assert receiver.stdout is not None
    assert receiver.stdout.readline() == "new document: {'slip_no': 'S001'}\n"
    shown = newcomer.run(look)
    assert shown.startswith("answered\n")
    assert '"slip_no": "S001"' in shown
    assert shown.count("PO-4711") == 2
    assert '"erp_reference": "DOC-2"' in shown

    assert newcomer.run(answer) == "answered\n"
    [scan] = list_scans(services, only=ScanFilter(reference="PO-1001"), cursor=None, limit=10).scans
    assert scan.id == scan_id
    (newcomer.folder / "answer.py").write_text(blocks(PAGE, "python")[1], encoding="utf-8")
    assert '"outcome":"counted"' in newcomer.run(call_back)
    [scan] = list_scans(services, only=ScanFilter(reference="PO-1002"), cursor=None, limit=10).scans
    assert (scan.id, scan.erp_answer) == (scan_id, "approved")
    assert newcomer.run(shape) == '{"BillNo":"S001","Total":null}\n'
    assert "waiting\n" in newcomer.run(again)
    newcomer.run(rotate)
    assert newcomer.variable("WEBHOOK_SECRET").count("whsec_") == 2


def test_the_chinese_page_has_the_same_commands_and_programs(blocks: Callable[..., list[str]]) -> None:
    for language in ("sh", "python", "js", "java", "csharp", "php", "json"):
        assert blocks(CHINESE_PAGE, language) == blocks(PAGE, language) != []
