from pathlib import Path

import pytest

from ocr_service.queue.connection import connect
from ocr_service.stack.valkey import EmbeddedValkey, ValkeyError


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
    assert killed._process is not None
    killed._process.kill()
    killed._process.wait()
    assert (tmp_path / "queue" / "valkey.sock").is_socket()
    with EmbeddedValkey(tmp_path / "queue") as valkey:
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
