"""A web service on a database in a temporary folder."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from ocr_service.files.local import LocalFileStore
from ocr_service.queue.testing import InMemoryQueue
from ocr_service.records.migrations import migrate
from ocr_service.settings import Settings
from ocr_service.usecases.ports import FormProposer, Services, TrialReader, UploadJudge
from ocr_service.web.app import create_app
from tests.doubles.open_picture import OPEN_PICTURE
from tests.doubles.quick import open_quickly
from tests.integration.api.api_stage import Clock, RecordingSender, Stage


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("blank") / "blank.sqlite"
    migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture
def make_stage(blank_database: bytes, tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    clients = ExitStack()

    def make(
        *,
        trusted_hosts: tuple[str, ...] = (),
        proposer: FormProposer | None = None,
        trial: TrialReader | None = None,
        judge: UploadJudge | None = None,
        **options: Any,
    ) -> Stage:
        folder = tmp_path / "data"
        folder.mkdir()
        (folder / "records.sqlite").write_bytes(blank_database)
        settings = Settings(**{"data_folder": folder, "models_folder": folder / "models", **options})
        database = open_quickly(settings.database_url)
        clients.callback(database.engine.dispose)
        clock, queue, sender = Clock(), InMemoryQueue(), RecordingSender()
        services = Services(
            database=database.sessions,
            files=LocalFileStore(folder / "files"),
            queue=queue,
            check_picture=OPEN_PICTURE,
            now=clock,
        )
        app = create_app(
            services,
            settings,
            sender=sender,
            proposer=proposer,
            trial=trial,
            judge=judge,
            registry=CollectorRegistry(),
            trusted_hosts=trusted_hosts,
        )
        return Stage(app, services, settings, clock, queue, sender, folder, clients)

    with clients:
        yield make


@pytest.fixture
def stage(make_stage: Callable[..., Stage]) -> Stage:
    return make_stage()
