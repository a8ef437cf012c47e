"""What the use cases ask of the outside, and the bundle of it that the composition root hands them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from sqlalchemy.orm import Session, sessionmaker

from ocr_service.forms.result import FormResult
from ocr_service.forms.template import TemplatePackage
from ocr_service.queue import Lane
from ocr_service.reading.proposing.page_rulings import Line
from ocr_service.reading.proposing.propose_form import ProposedPage
from ocr_service.reading.quality.judge_upload import PageLook


class FileStore(Protocol):
    """Keeps bytes under their SHA-256 (hex). What was stored once stays until `forget`."""

    def store(self, data: bytes) -> str:
        """Keeps the bytes durably (fsync) and returns their SHA-256; storing the same bytes again is no error."""
        ...

    def store_stream(self, stream: BinaryIO, limit_bytes: int) -> tuple[str, int]:
        """Like `store` for a stream, without holding it in memory: SHA-256 and size. Raises FileTooLarge."""
        ...

    def load(self, sha256: str) -> bytes:
        """The bytes; raises FileMissing where they are not there or not what the hash says."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Like `load`, as a file to read piece by piece and to close; it stays whole though forgotten meanwhile."""
        ...

    def forget(self, sha256: str, *, stored_before: datetime | None = None) -> None:
        """Deletes the bytes, with `stored_before` only where nobody stored them since; no error where they are gone."""
        ...

    def stored_before(self, moment: datetime) -> Iterator[str]:
        """The SHA-256 of everything that was last stored before `moment`, in no order."""
        ...

    def sweep_incoming(self, moment: datetime) -> None:
        """Deletes what was begun to be stored before `moment` and never finished."""
        ...


class JobQueue(Protocol):
    """Tells workers that there is something to do. A lost hint loses nothing: timers repeat it."""

    def enqueue_scan(self, scan_id: str, lane: Lane) -> None:
        """Raises QueueUnavailable where the queue cannot be reached; the caller carries on."""
        ...

    def waiting(self) -> dict[Lane, int]:
        """How many hints wait in each lane; raises QueueUnavailable."""
        ...


class FormReader(Protocol):
    """Reads one scan with the given templates, somewhere where a bad file can do no harm."""

    def read(
        self,
        data: bytes,
        packages: tuple[TemplatePackage, ...],
        *,
        only_template: str | None,
        only_pages: tuple[int, ...] | None = None,
        while_waiting: Callable[[], None],
    ) -> FormResult:
        """Raises ScanError for a bad file, ReaderFailed where reading crashed, hung or outgrew its memory.

        `only_pages` are the numbers of the file's pages that make up this scan, where it is one of several in its file.
        `while_waiting` is called about once a second during a long page, so that leases and heartbeats go on.
        """
        ...

    @property
    def engine_name(self) -> str: ...


class UploadJudge(Protocol):
    """Looks at a file as soon as it has come, somewhere where a bad file can do no harm.

    `patience` is how many seconds the sender can wait; where they are not enough, or the file was too much for whoever
    looked, the answer is None and nothing else happens. Raises ScanError for a file that cannot be read.
    """

    def look(self, data: bytes, *, patience: float) -> tuple[PageLook, ...] | None:
        """What is wrong with the first pages' pictures (see `reading.judge_upload.judge_upload`)."""
        ...

    def preview(self, data: bytes, number: int, *, patience: float) -> bytes | None:
        """A page as it came in, as a JPEG; None also where the file has no such page."""
        ...

    def rulings(self, picture: bytes, size_mm: tuple[float, float], *, patience: float) -> list[Line] | None:
        """The lines on a form's picture, in millimetres (see `reading.proposing.page_rulings`)."""
        ...

    def join(self, pictures: Sequence[bytes], *, patience: float) -> bytes | None:
        """The pictures as the pages of one PDF, in their order."""
        ...


class FormProposer(Protocol):
    """Proposes zones for a page of an unknown form, somewhere where a bad file can do no harm."""

    def propose(self, data: bytes, page: int, *, blank: bool) -> ProposedPage | None:
        """None where there is no such page (from 1); `blank` says that nothing was filled in on it.

        Raises ScanError for a bad file, ReaderFailed where it was too much, EngineError where a model is missing.
        """
        ...


class TrialReader(Protocol):
    """Reads a scan for an author who waits for it, with a form that is not in use yet."""

    def read(
        self, data: bytes, packages: tuple[TemplatePackage, ...], *, only_template: str | None = None
    ) -> FormResult:
        """`packages` are the forms in use and, last of all, the one that is tried.

        Raises ScanError for a bad file, ReaderFailed where it was too much, EngineError where a model is missing or a
        picture of the tried form cannot be used.
        """
        ...


class PictureCheck(Protocol):
    """Opens a form's reference picture as readers will, somewhere where a bad file can do no harm."""

    def __call__(self, picture: bytes) -> None:
        """Raises ScanError where it cannot be used (see `reading.opening.check_reference`), ReaderFailed where it was
        too much, EngineError where nobody can look."""
        ...


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything a use case may need from outside; made by ``wiring.py`` alone."""

    database: sessionmaker[Session]
    files: FileStore
    queue: JobQueue
    check_picture: PictureCheck
    now: Callable[[], datetime]
