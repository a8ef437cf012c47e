from pathlib import Path

import pytest

from ocr_service.queue import connection
from ocr_service.queue.connection import LONGEST_SOCKET_PATH, SocketFolderUnsafe, connect, reachable_socket


def test_a_server_with_password_and_database() -> None:
    options = connect("redis://:pass@queue.lan:6380/2", answer_seconds=3).get_connection_kwargs()
    assert (options["host"], options["port"], options["db"]) == ("queue.lan", 6380, 2)
    assert (options["password"], options["socket_timeout"]) == ("pass", 3)


def test_a_socket_with_options() -> None:
    assert connect("unix:///run/valkey.sock?db=3", answer_seconds=3).get_connection_kwargs()["db"] == 3


def test_a_path_is_taken_as_it_stands() -> None:
    options = connect("unix:///data/100% #1/valkey.sock", answer_seconds=3).get_connection_kwargs()
    assert options["path"] == "/data/100% #1/valkey.sock"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(connection.tempfile, "gettempdir", lambda: str(tmp_path))
    return tmp_path


def test_two_long_paths_get_two_short_ones(temporary: Path) -> None:
    short = {reachable_socket(Path("/" + "n" * LONGEST_SOCKET_PATH + end)) for end in "ab"}
    assert len(short) == 2
    assert {path.parent.parent for path in short} == {temporary}


def test_a_folder_that_others_can_write_to_is_not_used(temporary: Path) -> None:
    folder = reachable_socket(Path("/" + "n" * 200)).parent
    folder.chmod(0o777)
    with pytest.raises(SocketFolderUnsafe):
        reachable_socket(Path("/" + "n" * 200))


def test_a_link_that_somebody_laid_is_not_followed(temporary: Path) -> None:
    folder = reachable_socket(Path("/" + "n" * 200)).parent
    folder.rmdir()
    (temporary / "theirs").mkdir(mode=0o700)
    folder.symlink_to(temporary / "theirs")
    with pytest.raises(SocketFolderUnsafe):
        reachable_socket(Path("/" + "n" * 200))
