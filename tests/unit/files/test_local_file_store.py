"""Files lie under the hash of their content and are never half there."""

import hashlib
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ocr_service.files import FileMissing
from ocr_service.files.local import LocalFileStore
from ocr_service.reading.errors import FileTooLarge

DATA = b"a scan"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> LocalFileStore:
    return LocalFileStore(tmp_path)


def stored_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]


def test_bytes_come_back_under_their_hash(store: LocalFileStore, tmp_path: Path) -> None:
    assert store.store(DATA) == SHA256
    assert store.load(SHA256) == DATA
    assert stored_files(tmp_path) == [tmp_path / SHA256[:2] / SHA256[2:4] / SHA256]


def test_a_stream_is_kept_like_bytes(store: LocalFileStore) -> None:
    data = os.urandom(3_000_000)
    sha256, size = store.store_stream(io.BytesIO(data), limit_bytes=3_000_000)
    assert (store.load(sha256), size) == (data, 3_000_000)


def test_a_stream_beyond_the_limit_leaves_nothing(store: LocalFileStore, tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge) as refused:
        store.store_stream(io.BytesIO(bytes(2_000_001)), limit_bytes=2_000_000)
    assert refused.value.params == {"limit_mb": 2}
    assert stored_files(tmp_path) == []


def test_a_stream_that_breaks_off_leaves_nothing(store: LocalFileStore, tmp_path: Path) -> None:
    class CutOff(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(3)

    with pytest.raises(ConnectionResetError):
        store.store_stream(CutOff(DATA), limit_bytes=100)
    assert stored_files(tmp_path) == []


def test_a_missing_file_is_told(store: LocalFileStore) -> None:
    with pytest.raises(FileMissing):
        store.load(SHA256)


def test_a_damaged_file_is_told_and_healed_by_storing_it_again(store: LocalFileStore, tmp_path: Path) -> None:
    store.store(DATA)
    (tmp_path / SHA256[:2] / SHA256[2:4] / SHA256).write_bytes(b"bit rot")
    with pytest.raises(FileMissing):
        store.load(SHA256)
    store.store(DATA)
    assert store.load(SHA256) == DATA


def test_an_opened_file_is_read_piece_by_piece(store: LocalFileStore) -> None:
    store.store(DATA)
    with store.open(SHA256) as file:
        assert (file.read(2), file.read()) == (DATA[:2], DATA[2:])


def test_a_missing_or_damaged_file_is_not_opened(store: LocalFileStore, tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        store.open(SHA256)
    store.store(DATA)
    (tmp_path / SHA256[:2] / SHA256[2:4] / SHA256).write_bytes(b"bit rot")
    with pytest.raises(FileMissing):
        store.open(SHA256)


def test_an_opened_file_stays_what_was_checked(store: LocalFileStore) -> None:
    store.store(DATA)
    with store.open(SHA256) as file:
        store.forget(SHA256)
        assert file.read() == DATA


def test_forgetting_deletes_and_may_be_repeated(store: LocalFileStore) -> None:
    store.store(DATA)
    store.forget(SHA256)
    store.forget(SHA256)
    with pytest.raises(FileMissing):
        store.load(SHA256)


def test_what_was_stored_again_meanwhile_is_not_forgotten(store: LocalFileStore) -> None:
    store.store(DATA)
    now = datetime.now(UTC)
    store.forget(SHA256, stored_before=now - timedelta(hours=1))
    assert store.load(SHA256) == DATA
    store.forget(SHA256, stored_before=now + timedelta(hours=1))
    with pytest.raises(FileMissing):
        store.load(SHA256)


def test_old_files_are_listed_by_their_age(store: LocalFileStore, tmp_path: Path) -> None:
    store.store(DATA)
    other = store.store(b"another scan")
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    os.utime(tmp_path / SHA256[:2] / SHA256[2:4] / SHA256, (long_ago.timestamp(), long_ago.timestamp()))
    assert list(store.stored_before(long_ago + timedelta(days=1))) == [SHA256]
    assert set(store.stored_before(datetime.now(UTC) + timedelta(days=1))) == {SHA256, other}


def test_remains_of_a_killed_process_are_swept_up_by_age(store: LocalFileStore, tmp_path: Path) -> None:
    (tmp_path / "incoming" / "tmpabc").write_bytes(b"half")
    now = datetime.now(UTC)
    store.sweep_incoming(now - timedelta(hours=1))
    assert len(stored_files(tmp_path)) == 1
    store.sweep_incoming(now + timedelta(hours=1))
    assert stored_files(tmp_path) == []
    store.store(DATA)
