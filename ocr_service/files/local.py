"""Keeps files in a folder, each under the SHA-256 of its content: ``ab/cd/abcd...``."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from ocr_service.files import FileMissing
from ocr_service.reading.errors import FileTooLarge

_PIECE_BYTES: Final = 1 << 20


class LocalFileStore:
    """A `usecases.ports.FileStore` in a folder of this machine (or one that all machines mount)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # On the same file system as its destination, so that moving a file there is one step.
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    def store(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()

        def write(file: BinaryIO) -> str:
            file.write(data)
            return sha256

        return self._keep(write)

    def store_stream(self, stream: BinaryIO, limit_bytes: int) -> tuple[str, int]:
        size = 0

        def write(file: BinaryIO) -> str:
            nonlocal size
            digest = hashlib.sha256()
            while piece := stream.read(_PIECE_BYTES):
                size += len(piece)
                if size > limit_bytes:
                    raise FileTooLarge(limit_mb=limit_bytes // 1_000_000)
                digest.update(piece)
                file.write(piece)
            return digest.hexdigest()

        return self._keep(write), size

    def load(self, sha256: str) -> bytes:
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise FileMissing(sha256) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileMissing(f"{sha256}: the file is damaged")
        return data

    def open(self, sha256: str) -> BinaryIO:
        """Reads the file through once for its hash before anybody gets a byte.

        A damage found half-way could not be told any more: the receiver would keep a broken file under a good answer.
        The price is one more read, mostly from the memory that the system keeps files in (40 MB take about 0.04 s).
        What was checked is what is read later: files are only ever replaced whole, and this handle keeps the old one.
        """
        try:
            file = self._path(sha256).open("rb")
        except FileNotFoundError:
            raise FileMissing(sha256) from None
        try:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise FileMissing(f"{sha256}: the file is damaged")
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return file

    def forget(self, sha256: str, *, stored_before: datetime | None = None) -> None:
        path = self._path(sha256)
        with self._lock():
            try:
                if stored_before is None or _stored_at(path) < stored_before:
                    path.unlink()
            except FileNotFoundError:
                return

    def stored_before(self, moment: datetime) -> Iterator[str]:
        for path in self._folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            try:
                if _stored_at(path) < moment:
                    yield path.name
            except FileNotFoundError:
                continue

    def sweep_incoming(self, moment: datetime) -> None:
        """Deletes what uploads that were cut off before `moment` left behind."""
        for path in self._incoming.iterdir():
            if path.name != "lock" and _stored_at(path) < moment:
                path.unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def _keep(self, write: Callable[[BinaryIO], str]) -> str:
        descriptor, name = tempfile.mkstemp(dir=self._incoming)
        try:
            with os.fdopen(descriptor, "wb") as file:
                sha256 = write(file)
                file.flush()
                os.fsync(file.fileno())
            path = self._path(sha256)
            with self._lock():
                self._make_folders(path)
                # Also where the file is there already: its age starts anew, and a damaged one is healed.
                os.replace(name, path)
            _sync_folder(path.parent)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return sha256

    def _make_folders(self, path: Path) -> None:
        for folder in (path.parent.parent, path.parent):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                _sync_folder(folder.parent)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Between a file's age being looked at and its deletion nobody stores it again (see `forget`)."""
        with (self._incoming / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _stored_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
