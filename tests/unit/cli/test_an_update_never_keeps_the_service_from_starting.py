"""A form that cannot come in beside what was published here is told; only one that is wrong stops the start."""

from pathlib import Path

import pytest

from ocr_service import wiring
from ocr_service.cli.folder_forms import publish_folder
from ocr_service.cli.main import main
from ocr_service.settings import load_settings
from ocr_service.usecases.templates.publish_template import show_template
from tests.integration.usecases.conftest import PICTURE, SLIP


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("OCR_DATA_FOLDER", str(tmp_path / "data"))
    folder = tmp_path / "forms" / "slip"
    folder.mkdir(parents=True)
    (folder / "page-1.png").write_bytes(PICTURE)
    (folder / "template.yaml").write_text(SLIP, encoding="utf-8")
    assert main(["template", "publish", str(folder)]) == 0
    return folder.parent


def test_a_form_whose_version_was_forgotten_is_left_out_and_told(
    forms: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (forms / "slip" / "template.yaml").write_text(SLIP.replace("en: Note", "en: Remark"), encoding="utf-8")
    services = wiring.open_services(load_settings())
    assert publish_folder(services, forms)
    told = capsys.readouterr().err
    assert f"{forms / 'slip'} was left out" in told
    assert "higher version" in told
    assert show_template(services, name="slip").yaml == SLIP


def test_a_form_that_is_wrong_stops_the_start(forms: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (forms / "slip" / "template.yaml").write_text("name: slip", encoding="utf-8")
    assert not publish_folder(wiring.open_services(load_settings()), forms)
    assert f"{forms / 'slip'}:" in capsys.readouterr().err
