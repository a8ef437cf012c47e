"""Files that come in piece by piece: a lost connection costs the piece that was under way, not the file.

The sender begins an upload, sends its bytes in order, asks how many are there where he has lost count, and hands the
whole file in. What is never handed in is forgotten after a day.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ocr_service.reading.errors import FileEmpty, FileTooLarge
from ocr_service.records.uploads import PartialUpload, UploadPiece
from ocr_service.usecases.errors import FileRefused, UsecaseError
from ocr_service.usecases.ports import Services
from ocr_service.usecases.receiving.accept_scan import AcceptedScan, ScanWishes, Source, Upload, accept_scan
from ocr_service.usecases.receiving.file_names import clean_file_name

KEPT_FOR: Final = timedelta(hours=24)
# Of one sender at a time; a page sends a few at once, and what it left behind is forgotten within a day.
MOST_OPEN: Final = 500
_MB: Final = 1_000_000
# A file up to this size is put together in memory.
_IN_MEMORY_BYTES: Final = 4 * _MB


class UploadNotFound(UsecaseError):
    """There is no such upload of this sender; it was handed in long ago, dropped, or forgotten after a day."""

    code = "upload_not_found"


class UploadOffsetWrong(UsecaseError):
    """The piece does not begin where the last one ended. Params: received."""

    code = "upload_offset_wrong"


class UploadTooLong(UsecaseError):
    """More bytes came than the file was said to have. Params: size."""

    code = "upload_too_long"


class UploadIncomplete(UsecaseError):
    """The file is not whole yet. Params: received, size."""

    code = "upload_incomplete"


class TooManyUploads(UsecaseError):
    """The sender has begun too many uploads without handing them in. Params: limit."""

    code = "too_many_uploads"


@dataclass(frozen=True, kw_only=True)
class UploadView:
    """How far a file has come; `scan_id` is what it led to."""

    id: str
    file_name: str
    size_bytes: int
    received: int
    created_at: datetime
    scan_id: str | None

    @property
    def forgotten_at(self) -> datetime:
        return self.created_at + KEPT_FOR


def begin_upload(services: Services, *, actor: str, file_name: str, size_bytes: int, limit_bytes: int) -> UploadView:
    """Raises FileRefused (empty, too large) and TooManyUploads."""
    if size_bytes < 1:
        raise FileRefused(FileEmpty())
    if size_bytes > limit_bytes:
        raise FileRefused(FileTooLarge(limit_mb=limit_bytes // _MB))
    with services.database.begin() as session:
        open_ones = select(func.count()).where(PartialUpload.actor == actor, PartialUpload.scan_id.is_(None))
        if (session.scalar(open_ones) or 0) >= MOST_OPEN:
            raise TooManyUploads(limit=MOST_OPEN)
        upload = PartialUpload(
            actor=actor, created_at=services.now(), file_name=clean_file_name(file_name), size_bytes=size_bytes
        )
        session.add(upload)
        session.flush()
        return _view(upload)


def show_upload(services: Services, *, actor: str, upload_id: str) -> UploadView:
    """Raises UploadNotFound."""
    with services.database() as session:
        return _view(_find(session, actor, upload_id))


def add_piece(services: Services, *, actor: str, upload_id: str, offset: int, data: bytes) -> UploadView:
    """Adds the bytes from `offset` on. Of two who send the same piece at once one is told where the file ends now.

    Raises UploadNotFound, UploadOffsetWrong, UploadTooLong.
    """
    # Before the row that names it: see `following.forget_old`.
    sha256 = services.files.store(data) if data else ""
    with services.database.begin() as session:
        upload = _find(session, actor, upload_id)
        if offset + len(data) > upload.size_bytes:
            raise UploadTooLong(size=upload.size_bytes)
        if not data:
            return _view(upload)
        grown = (
            update(PartialUpload)
            .where(PartialUpload.id == upload_id, PartialUpload.received == offset, PartialUpload.scan_id.is_(None))
            .values(received=PartialUpload.received + len(data))
        )
        if session.execute(grown.execution_options(synchronize_session=False)).rowcount != 1:  # type: ignore[attr-defined]
            session.refresh(upload)
            raise UploadOffsetWrong(received=upload.received)
        session.add(UploadPiece(upload_id=upload_id, start=offset, size_bytes=len(data), sha256=sha256))
        session.flush()
        session.refresh(upload)
        return _view(upload)


@contextmanager
def whole_file(services: Services, *, actor: str, upload_id: str) -> Iterator[BinaryIO]:
    """The file, put together. Raises UploadNotFound and UploadIncomplete."""
    with services.database() as session:
        upload = _find(session, actor, upload_id)
        hashes = session.scalars(
            select(UploadPiece.sha256).where(UploadPiece.upload_id == upload_id).order_by(UploadPiece.start)
        ).all()
        if upload.received < upload.size_bytes or upload.scan_id is not None:
            raise UploadIncomplete(received=upload.received, size=upload.size_bytes)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as file:
        for sha256 in hashes:
            file.write(services.files.load(sha256))
        file.seek(0)
        yield file  # type: ignore[misc]  # has all that a file has, but no such type


def hand_in(
    services: Services,
    *,
    actor: str,
    upload_ids: tuple[str, ...],
    stream: BinaryIO,
    file_name: str,
    source: Source,
    limit_bytes: int,
    wishes: ScanWishes,
) -> AcceptedScan:
    """Takes in what the uploads hold, and notes on them what became of it. Raises what `accept_scan` raises."""
    accepted = accept_scan(
        services,
        actor=actor,
        upload=Upload(file_name=file_name, stream=stream),
        source=source,
        limit_bytes=limit_bytes,
        wishes=wishes,
    )
    # Where the same bytes had come before, the sender may yet want another scan of them: the pieces stay.
    if accepted.is_new:
        with services.database.begin() as session:
            mine = (PartialUpload.id.in_(upload_ids), PartialUpload.actor == actor)
            session.execute(update(PartialUpload).where(*mine).values(scan_id=accepted.scan_id))
            session.execute(delete(UploadPiece).where(UploadPiece.upload_id.in_(upload_ids)))
    return accepted


def drop_upload(services: Services, *, actor: str, upload_id: str) -> None:
    """Forgets an upload that is not wanted any more. Raises UploadNotFound."""
    with services.database.begin() as session:
        session.delete(_find(session, actor, upload_id))


def forget_uploads(services: Services) -> int:
    """Forgets what was begun more than a day ago; the pieces' files are swept up later (`following.forget_old`)."""
    with services.database.begin() as session:
        old = PartialUpload.created_at < services.now() - KEPT_FOR
        gone: int = session.execute(delete(PartialUpload).where(old)).rowcount  # type: ignore[attr-defined]
    return gone


def _find(session: Session, actor: str, upload_id: str) -> PartialUpload:
    upload = session.get(PartialUpload, upload_id)
    if upload is None or upload.actor != actor:
        raise UploadNotFound
    return upload


def _view(upload: PartialUpload) -> UploadView:
    return UploadView(
        id=upload.id,
        file_name=upload.file_name,
        size_bytes=upload.size_bytes,
        received=upload.received,
        created_at=upload.created_at,
        scan_id=upload.scan_id,
    )
