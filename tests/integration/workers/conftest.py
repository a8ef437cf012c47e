"""The records are tested on both databases elsewhere; here SQLite stands for them."""

import shutil
from pathlib import Path

import pytest

from ocr_service.usecases.ports import Services
from workers.intake import WatchedFolder

JPEG = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture
def database_url(blank_sqlite: Path, tmp_path: Path) -> str:
    shutil.copy(blank_sqlite, tmp_path / "records.sqlite")
    return f"sqlite:///{tmp_path / 'records.sqlite'}"


class Inbox:
    """A watched folder on a clock that a test moves."""

    def __init__(self, services: Services, path: Path) -> None:
        self.path = path
        self.time = 0.0
        self.watched = WatchedFolder(services, path, limit_bytes=1000, site="suzhou-2", clock=lambda: self.time)

    def look_after(self, seconds: float) -> int:
        self.time += seconds
        return self.watched.look()

    def put(self, name: str, data: bytes = JPEG) -> Path:
        (self.path / name).write_bytes(data)
        return self.path / name

    def names(self, folder: str = ".") -> list[str]:
        return sorted(entry.name for entry in (self.path / folder).iterdir() if not entry.is_dir())


@pytest.fixture
def inbox(services: Services, tmp_path: Path) -> Inbox:
    (tmp_path / "inbox").mkdir()
    return Inbox(services, tmp_path / "inbox")
