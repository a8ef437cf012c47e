"""The service with both doors open, and a worker that reads whatever the queue is told about."""

import base64
import itertools
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from ocr_service.access.roles import Permission
from ocr_service.delivery.sender import WebhookSender
from ocr_service.files.local import LocalFileStore
from ocr_service.forms.result import FieldResult, FormResult, PageResult, ResultBox
from ocr_service.forms.template import TemplatePackage
from ocr_service.queue import Lane
from ocr_service.queue.testing import InMemoryQueue
from ocr_service.reading.errors import FileBroken
from ocr_service.settings import Settings
from ocr_service.usecases.people.manage_keys import create_key
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.process_scan import Worker, process_scan
from ocr_service.usecases.templates.publish_template import TemplatesInUse, publish_template
from ocr_service.web.app import create_app
from ocr_service.web.compatible import read_now
from tests.doubles.open_picture import OPEN_PICTURE, small_picture
from tests.doubles.quick import open_quickly
from tests.integration.api.api_stage import picture

SLIP = """\
format: 1
name: slip
version: 1
title: {zh-CN: 送货单, en: Slip}
pages: [{size_mm: [210, 148], image: page-1.png}]
fields:
  - {name: number, label: {zh-CN: 单号, en: Number}, box: [10, 10, 40, 8], read: {type: text}}
tables:
  - name: items
    label: {zh-CN: 明细, en: Items}
    box: [10, 40, 100, 40]
    rows: 4
    columns:
      - {name: goods, label: {zh-CN: 品名, en: Goods}, left: 10, right: 60, read: {type: text}}
"""


class Reader:
    """Reads a slip from every scan, as its `outcome` says: form, no form, or a picture that is broken."""

    engine_name = "played/1"
    outcome = "form"

    def read(
        self,
        data: bytes,
        packages: tuple[TemplatePackage, ...],
        *,
        only_template: str | None,
        only_pages: tuple[int, ...] | None = None,
        while_waiting: Callable[[], None],
    ) -> FormResult:
        if self.outcome == "broken":
            raise FileBroken
        page = PageResult(number=1, picture=b"jpeg", width=800, height=600, dpi=100, template_page=1, residual_mm=0.1)
        if self.outcome == "no form":
            return FormResult(template=None, template_version=None, decision="needs-template", pages=(page,), fields=())
        box = ResultBox(x=1, y=2, width=30, height=10)
        sure = {"type": "text", "page": 1, "box": box, "decision": "accept"}
        texts = {"number": ("S001", 0.99), "items[0].goods": ("纸箱", 0.9), "items[1].goods": ("托盘", 0.8)}
        fields = tuple(
            FieldResult(path=path, value=text, text=text, confidence=confidence, **sure)  # type: ignore[arg-type]
            for path, (text, confidence) in texts.items()
        )
        return FormResult(template="slip", template_version=1, decision="accept", pages=(page,), fields=fields)


class WorkedQueue(InMemoryQueue):
    """A queue whose worker is there at once, or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.work: Callable[[str], object] = lambda scan_id: None
        self.told: list[tuple[str, Lane]] = []

    def enqueue_scan(self, scan_id: str, lane: Lane) -> None:
        self.told.append((scan_id, lane))
        self.work(scan_id)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def queue() -> WorkedQueue:
    return WorkedQueue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def services(blank_sqlite: Path, folder: Path, queue: WorkedQueue, reader: Reader) -> Iterator[Services]:
    path = folder / "records.sqlite"
    shutil.copy(blank_sqlite, path)
    database = open_quickly(f"sqlite:///{path}")
    services = Services(
        database=database.sessions,
        files=LocalFileStore(folder / "files"),
        queue=queue,
        check_picture=OPEN_PICTURE,
        now=lambda: datetime.now(UTC),
    )
    publish_template(services, actor="system", yaml=SLIP, files={"page-1.png": small_picture()})
    yield services
    database.engine.dispose()


@pytest.fixture(autouse=True)
def all_well(services: Services, queue: WorkedQueue, reader: Reader) -> None:
    """One service for all tests of a file: starting it is most of what they would do."""
    worker = Worker(name="w1", reader=reader, templates=TemplatesInUse(services), lease_seconds=60, max_attempts=1)
    queue.work = lambda scan_id: process_scan(services, scan_id, worker=worker)
    queue.told.clear()
    reader.outcome = "form"


@pytest.fixture
def no_worker(all_well: None, queue: WorkedQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    queue.work = lambda scan_id: None
    monkeypatch.setattr(read_now, "ANSWER_SECONDS", 0.0)


_shades = itertools.count()


@pytest.fixture
def paper() -> bytes:
    """A picture that no other test has: the same bytes would be the same scan."""
    return picture(next(_shades))


@pytest.fixture
def image(paper: bytes) -> str:
    return base64.b64encode(paper).decode()


@pytest.fixture
def make_key(services: Services) -> Callable[..., str]:
    def make(*scopes: Permission) -> str:
        wanted = scopes or (Permission.SCANS_READ, Permission.SCANS_WRITE)
        return create_key(services, actor="system", name="old program", scopes=wanted, held=list(Permission)).key

    return make


@pytest.fixture
def key(make_key: Callable[..., str]) -> str:
    return make_key()


@pytest.fixture(scope="module")
def make_app(services: Services, folder: Path) -> Callable[..., FastAPI]:
    def make(*compatible: str) -> FastAPI:
        settings = Settings.model_validate({"data_folder": folder, "compatible": compatible})
        sender = WebhookSender(allow=[], seconds=1)
        return create_app(services, settings, sender=sender, registry=CollectorRegistry())

    return make


@pytest.fixture(scope="module")
def address(make_app: Callable[..., FastAPI]) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(make_app("huawei", "baidu"), log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def http(address: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=address, trust_env=False, timeout=30) as client:
        yield client
