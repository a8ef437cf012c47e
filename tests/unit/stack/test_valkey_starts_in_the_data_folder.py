from pathlib import Path

import pytest

from ocr_service.queue.connection import connect
from ocr_service.stack import valkey as stack_valkey
from ocr_service.stack.valkey import EmbeddedValkey, ValkeyError


def kill(valkey: EmbeddedValkey) -> None:
    assert valkey._process is not None
    valkey._process.kill()
    valkey._process.wait()


def test_it_answers_and_keeps_its_files_in_the_folder(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "queue") as valkey:
        client = connect(valkey.url, answer_seconds=2)
        assert client.ping()
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("port") == {"port": "0"}
        assert (tmp_path / "queue" / "valkey.sock").is_socket()
    assert not (tmp_path / "queue" / "valkey.sock").exists()


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "queue") as valkey:
        connect(valkey.url, answer_seconds=2).set("kept", "yes")
    with EmbeddedValkey(tmp_path / "queue") as valkey:
        assert connect(valkey.url, answer_seconds=2).get("kept") == b"yes"


def test_a_second_one_from_the_same_folder_is_refused(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "queue"):
        with pytest.raises(ValkeyError) as refused:
            EmbeddedValkey(tmp_path / "queue").start()
        assert refused.value.code == "valkey_already_runs"


def test_a_socket_left_by_a_killed_server_is_replaced(tmp_path: Path) -> None:
    killed = EmbeddedValkey(tmp_path / "queue")
    killed.start()
    kill(killed)
    assert (tmp_path / "queue" / "valkey.sock").is_socket()
    with EmbeddedValkey(tmp_path / "queue") as valkey:
        assert connect(valkey.url, answer_seconds=2).ping()


def test_one_that_is_killed_is_started_again_with_what_it_knew(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "queue") as valkey:
        connect(valkey.url, answer_seconds=2).config_set("appendfsync", "always")
        connect(valkey.url, answer_seconds=2).set("kept", "yes")
        kill(valkey)
        valkey.look()
        assert connect(valkey.url, answer_seconds=2).get("kept") == b"yes"
    assert not (tmp_path / "queue" / "valkey.sock").exists()


def test_one_that_cannot_be_started_again_is_tried_again_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack_valkey, "_FIRST_PAUSE_SECONDS", 0.0)
    with EmbeddedValkey(tmp_path / "queue") as valkey:
        (manifest,) = (tmp_path / "queue" / "appendonlydir").glob("*.manifest")
        good = manifest.read_text()
        manifest.write_text("not a manifest\n")
        kill(valkey)
        valkey.look()
        assert valkey.has_died()
        manifest.write_text(good)
        valkey.look()
        assert connect(valkey.url, answer_seconds=2).ping()


@pytest.mark.parametrize("name", ["送货单 data", "it's 100% #1", "n" * 120])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    with EmbeddedValkey(tmp_path / name / "queue") as valkey:
        assert connect(valkey.url, answer_seconds=2).ping()


def test_a_broken_append_only_file_is_told(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "queue") as valkey:
        connect(valkey.url, answer_seconds=2).set("kept", "yes")
    for file in (tmp_path / "queue" / "appendonlydir").glob("*.manifest"):
        file.write_text("not a manifest\n")
    with pytest.raises(ValkeyError) as failed:
        EmbeddedValkey(tmp_path / "queue").start()
    assert failed.value.code == "valkey_did_not_start"
    assert failed.value.params["log"]
