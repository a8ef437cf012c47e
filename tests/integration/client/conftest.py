"""The real service, and both clients with the same names, so that each test runs with each."""

import asyncio
import inspect
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from ocr_service.access.roles import Permission
from ocr_service.client import AsyncClient, Client
from ocr_service.delivery.sender import WebhookSender
from ocr_service.files.local import LocalFileStore
from ocr_service.queue.testing import InMemoryQueue
from ocr_service.settings import Settings
from ocr_service.usecases.people.manage_keys import create_key
from ocr_service.usecases.ports import Services
from ocr_service.web.app import create_app
from tests.doubles.open_picture import OPEN_PICTURE
from tests.doubles.quick import open_quickly

URL = "http://ocr.factory.lan"


class Driver:
    """Calls a client's methods by name; the asynchronous one's are run to their end; streams become lists."""

    def __init__(self, client: Client | AsyncClient, loop: asyncio.AbstractEventLoop | None) -> None:
        self._client = client
        self._loop = loop

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            made = getattr(self._client, name)(*given, **named)
            if inspect.isasyncgen(made):
                made = _collect(made)
            if self._loop is not None:
                return asyncio.run_coroutine_threadsafe(made, self._loop).result(60)
            return list(made) if inspect.isgenerator(made) else made

        return call


async def _collect(stream: Any) -> list[Any]:
    return [one async for one in stream]


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
def app(services: Services, tmp_path: Path) -> FastAPI:
    sender = WebhookSender(allow=[], seconds=1)
    return create_app(services, Settings(data_folder=tmp_path), sender=sender, registry=CollectorRegistry())


@pytest.fixture
def key(services: Services) -> str:
    scopes = (Permission.SCANS_READ, Permission.SCANS_WRITE, Permission.ANSWERS_WRITE)
    return create_key(services, actor="system", name="ERP", scopes=scopes, held=list(Permission)).key


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest) -> Iterator[Callable[..., Driver]]:
    """Makes a client of either kind: of the real service, or with a `handler` in its place."""
    loop = asyncio.new_event_loop() if request.param == "async" else None
    # In a thread of its own: a browser's test before this one may have left its own loop under way here.
    thread = threading.Thread(target=loop.run_forever) if loop else None
    if thread is not None:
        thread.start()
    made: list[Driver] = []

    def connect(key: str, handler: Callable[[httpx2.Request], httpx2.Response] | None = None) -> Driver:
        client: Client | AsyncClient
        if loop is None:
            url = URL if handler else request.getfixturevalue("address")
            client = Client(url, key=key, transport=httpx2.MockTransport(handler) if handler else None)
        elif handler:
            client = AsyncClient(URL, key=key, transport=httpx2.MockTransport(handler))
        else:
            client = AsyncClient(URL, key=key, transport=httpx2.ASGITransport(request.getfixturevalue("app")))
        made.append(Driver(client, loop))
        return made[-1]

    yield connect
    for driver in made:
        driver.close()
    if loop is not None and thread is not None:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def ocr(connect: Callable[..., Driver], key: str) -> Driver:
    return connect(key)
