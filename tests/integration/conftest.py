"""Databases for the integration tests: every test that asks for `database` runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ocr_service.files.local import LocalFileStore
from ocr_service.queue import Lane, QueueUnavailable
from ocr_service.records.migrations import migrate
from ocr_service.records.session import Database
from ocr_service.records.tables import metadata
from ocr_service.usecases.ports import Services
from tests.doubles.open_picture import OPEN_PICTURE
from tests.doubles.quick import hurry, open_quickly
from tests.integration.postgresql_server import PostgresqlServer, find_programs


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **amount: float) -> None:
        self.time += timedelta(**amount)


class RecordingQueue:
    """A job queue that remembers what it was told and can be switched off."""

    def __init__(self) -> None:
        self.hints: list[tuple[str, Lane]] = []
        self.available = True

    def enqueue_scan(self, scan_id: str, lane: Lane) -> None:
        self._check()
        self.hints.append((scan_id, lane))

    def waiting(self) -> dict[Lane, int]:
        self._check()
        counts: dict[Lane, int] = {"urgent": 0, "normal": 0, "bulk": 0}
        for _, lane in self.hints:
            counts[lane] += 1
        return counts

    def _check(self) -> None:
        if not self.available:
            raise QueueUnavailable


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs (initdb, postgres) are not installed")
    with PostgresqlServer.started(programs) as server:
        server.create_database("blank")
        migrate(server.url("blank"))
        server.create_database("shared", template="blank")
        yield server


@pytest.fixture(scope="session")
def blank_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "records.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the newest schema and no rows."""
    if request.param == "sqlite":
        yield copy_sqlite(request, tmp_path)
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        yield server.url("shared")
        server.empty_database("shared", [table.name for table in metadata.sorted_tables])


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Like `database_url`, for a test that changes the schema; on PostgreSQL it costs half a second."""
    if request.param == "sqlite":
        yield copy_sqlite(request, tmp_path)
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        name = server.create_database(template="blank")
        yield server.url(name)
        server.drop_database(name)


def copy_sqlite(request: pytest.FixtureRequest, folder: Path) -> str:
    path = folder / "records.sqlite"
    shutil.copy(request.getfixturevalue("blank_sqlite"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_quickly(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
def files(tmp_path: Path) -> LocalFileStore:
    return LocalFileStore(tmp_path / "files")


@pytest.fixture
def services(database: Database, files: LocalFileStore, queue: RecordingQueue, clock: Clock) -> Services:
    return Services(database=database.sessions, files=files, queue=queue, check_picture=OPEN_PICTURE, now=clock)
