import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ocr_service.delivery.attempt import Attempt, DestinationRefused, Message
from ocr_service.delivery.connectors import registry
from ocr_service.delivery.kind_sender import KindSender


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "drops" / "erp").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    return tmp_path / "drops"


@pytest.fixture
def sender(root: Path) -> KindSender:
    registry.connectors.cache_clear()
    return KindSender(allow=[], seconds=10, folder=root)


@pytest.fixture
def send(sender: KindSender, message: Callable[..., Message]) -> Callable[..., Attempt]:
    return lambda url="file:///erp", **settings: sender.send(message(url, "file-drop", settings))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_form_becomes_a_file_with_nothing_beside_it(root: Path, send: Callable[..., Attempt]) -> None:
    attempt = send(prefix="IN_")
    assert (attempt.error, attempt.answer) == (None, '{"reference": "IN_msg_01.json"}')
    assert names(root / "erp") == ["IN_msg_01.json"]
    assert (root / "erp" / "IN_msg_01.json").read_text(encoding="utf-8") == '{"号": 1}'


def test_a_repeat_replaces_the_file(root: Path, send: Callable[..., Attempt]) -> None:
    (root / "erp" / ".msg_01.json.part").write_bytes(b"left by a crash, and longer than what comes now")
    assert [send().error, send().error] == [None, None]
    assert names(root / "erp") == ["msg_01.json"]
    assert (root / "erp" / "msg_01.json").read_text(encoding="utf-8") == '{"号": 1}'


def test_the_file_stands_under_its_name_only_when_it_is_safe(
    root: Path, send: Callable[..., Attempt], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    real = os.fsync

    def watching(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        seen.append((kind, names(root / "erp")))
        real(handle)

    monkeypatch.setattr(os, "fsync", watching)
    send()
    assert seen == [("file", [".msg_01.json.part"]), ("folder", ["msg_01.json"])]


def test_a_folder_that_is_missing_is_told(send: Callable[..., Attempt]) -> None:
    attempt = send("file:///nowhere")
    assert (attempt.error, attempt.answer, attempt.final) == ("connector_folder", "No such file or directory", False)


@pytest.mark.parametrize("url", ["file:///../outside", "file:///erp/%2e%2e/../../outside", "file:///link"])
def test_nothing_is_written_outside(root: Path, sender: KindSender, send: Callable[..., Attempt], url: str) -> None:
    (root / "link").symlink_to(root.parent / "outside")
    assert send(url).error == "delivery_not_allowed"
    with pytest.raises(DestinationRefused):
        sender.check(url, "file-drop")
    assert names(root.parent / "outside") == []


def test_without_a_set_folder_there_are_no_local_drops(message: Callable[..., Message]) -> None:
    with pytest.raises(DestinationRefused):
        KindSender(allow=[], seconds=1).check("file:///erp", "file-drop")


@pytest.mark.parametrize("url", ["file://host/erp", "/erp", "ftp://127.0.0.1/", "sftp://127.0.0.1/a?b", "sftp:///a"])
def test_an_address_of_another_kind_is_refused(sender: KindSender, url: str) -> None:
    with pytest.raises(DestinationRefused) as caught:
        sender.check(url, "file-drop")
    assert caught.value.code == "delivery_url_invalid"


def test_the_test_writes_nothing(root: Path, sender: KindSender, message: Callable[..., Message]) -> None:
    urls = ("file:///erp", "file:///nowhere")
    assert [sender.test(message(url, "file-drop", {})).error for url in urls] == [None, "connector_folder"]
    assert names(root / "erp") == []
