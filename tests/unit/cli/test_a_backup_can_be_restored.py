"""A backup, unpacked into an empty data folder, is the service as it was."""

import io
import stat
import tarfile
from pathlib import Path

import pytest

from ocr_service import wiring
from ocr_service.cli.main import main
from ocr_service.settings import Settings
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.following.search_audit import AuditFilter, search_audit
from ocr_service.usecases.receiving.accept_scan import Upload, accept_scan

PDF = b"%PDF-1.7 a paper"


@pytest.fixture
def backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A backup of a service with one scan, and the scan's id."""
    monkeypatch.setenv("OCR_DATA_FOLDER", str(tmp_path / "data"))
    services = wiring.open_services(Settings(data_folder=tmp_path / "data"))
    upload = Upload(file_name="a.pdf", stream=io.BytesIO(PDF))
    scan = accept_scan(services, actor="system", upload=upload, source="api", limit_bytes=1000)
    assert main(["backup", str(tmp_path / "backup.tar")]) == 0
    return tmp_path / "backup.tar", scan.scan_id


def test_everything_is_there_after_unpacking(backup: tuple[Path, str], tmp_path: Path) -> None:
    archive, scan_id = backup
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "restored", filter="data")

    services = wiring.open_services(Settings(data_folder=tmp_path / "restored"))
    scan = show_scan(services, scan_id=scan_id).summary

    assert scan.file_name == "a.pdf"
    assert services.files.load(scan.file_sha256) == PDF


def test_nobody_else_can_read_it(backup: tuple[Path, str], tmp_path: Path) -> None:
    assert stat.S_IMODE(backup[0].stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(
    backup: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()

    assert main(["backup", str(tmp_path / "folder")]) == 1
    assert "No backup was made" in capsys.readouterr().err
    assert not list(tmp_path.glob(".*.part"))


def test_the_service_knows_when_it_was_made(backup: tuple[Path, str], tmp_path: Path) -> None:
    services = wiring.open_services(Settings(data_folder=tmp_path / "data"))
    entries = search_audit(services, only=AuditFilter(actions=("backup.made",))).entries
    assert [entry.new for entry in entries] == [{"file_name": "backup.tar"}]
