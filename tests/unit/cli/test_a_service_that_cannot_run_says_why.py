"""What is wrong with the settings is told before anything is made, in one sentence, and nothing is left running."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_service.cli.main import main


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setenv("OCR_DATA_FOLDER", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCR_PORT", "0")


@pytest.fixture
def taken_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = int(other.getsockname()[1])
        monkeypatch.setenv("OCR_PORT", str(port))
        yield port


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_port_in_use_is_told_before_anything_is_made(
    command: str, taken_port: int, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 1
    assert f"Port {taken_port} is in use" in capsys.readouterr().err
    assert not data_folder.exists()


def test_it_is_told_in_chinese_too(
    taken_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert main(["run"]) == 1
    assert f"端口 {taken_port} 已被其他程序占用" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["serve", "--port", "99999"], "OCR_PORT"),
        (["serve", "--port", "-1"], "OCR_PORT"),
        (["worker", "--count", "0"], "OCR_WORKERS"),
        (["worker", "--count", "65"], "OCR_WORKERS"),
    ],
)
def test_an_argument_that_cannot_be_is_told_like_a_setting(
    arguments: list[str], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert option in capsys.readouterr().err


def test_an_address_that_is_not_ours_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OCR_HOST", "192.0.2.1")
    assert main(["serve"]) == 1
    assert "cannot listen on 192.0.2.1" in capsys.readouterr().err


@pytest.mark.usefixtures("free_port")
@pytest.mark.parametrize("command", [["run"], ["serve"], ["user", "li"], ["template", "publish", "templates_forms"]])
def test_a_data_folder_that_cannot_be_is_told(
    command: list[str], data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data_folder.write_text("a file")
    assert main(command) == 1
    assert str(data_folder) in capsys.readouterr().err


@pytest.mark.usefixtures("free_port")
@pytest.mark.parametrize(
    ("variable", "value", "status", "sentence"),
    [
        ("DATABASE_URL", "mysql://db/ocr", 2, "must begin with one of"),
        ("DATABASE_URL", "postgresql+psycopg://ocr:hidden@127.0.0.1:1/ocr", 1, "The database cannot be used"),
        ("DATABASE_URL", "postgresql+psycopg://:::", 2, "DATABASE_URL"),
        ("REDIS_URL", "localhost:6379", 2, "must begin with one of"),
        ("OCR_DELIVERY_ALLOW", "10.0.0.0/99", 2, "10.0.0.0/99 is not a host name"),
        ("OCR_ADMINISTRATOR_PASSWORD", "short", 1, "10 to 200 characters"),
        ("OCR_TEMPLATES_FOLDER", "/no/such/folder", 1, "/no/such/folder"),
    ],
)
def test_a_setting_that_cannot_work_is_told_in_one_sentence(
    variable: str,
    value: str,
    status: int,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, value)
    assert main(["serve"]) == status
    told = capsys.readouterr().err
    assert sentence in told
    assert "hidden" not in told
    assert "Traceback" not in told


@pytest.mark.usefixtures("free_port")
@pytest.mark.parametrize("command", ["run", "timers"])
def test_a_watched_folder_that_is_not_there_is_told(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OCR_INTAKE_FOLDER", str(tmp_path / "scaner"))
    assert main([command]) == 1
    assert f"The watched folder {tmp_path / 'scaner'} is not there" in capsys.readouterr().err


def test_doctor_says_that_the_data_folder_cannot_be_written(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data_folder.write_text("a file")
    assert main(["doctor"]) == 1
    assert "nothing can be written to" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("OCR_WORKERS", "two", "OCR_WORKERS 必须是整数"),
        ("OCR_PORT", "70000", "OCR_PORT 不能大于 65535"),
        ("OCR_ENGINE", "magic", "OCR_ENGINE 只能是"),
        ("OCR_WORKER", "2", "没有 OCR_WORKER 这个设置"),
        ("REDIS_URL", "localhost", "REDIS_URL 必须以"),
        ("OCR_INTAKE_FOLDER", "models/in", "不能互相包含"),
    ],
)
def test_a_wrong_setting_is_told_in_the_terminals_language(
    variable: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv(variable, value)
    assert main(["doctor"]) == 2
    assert sentence in capsys.readouterr().err
