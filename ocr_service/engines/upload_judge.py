"""The first look at uploads, in a child process of the web service: decoders of hostile files stay out of it."""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import structlog
from pydantic import TypeAdapter, ValidationError

from ocr_service.engines.errors import EngineError
from ocr_service.engines.guarded_child import ChildBusy, ChildLimits, GuardedChild
from ocr_service.engines.host_wire import Answer
from ocr_service.engines.join_pictures import join_pictures
from ocr_service.reading.errors import ReaderFailed
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.proposing.page_rulings import Line, page_rulings
from ocr_service.reading.quality.judge_upload import PageLook, judge_upload, preview_page

log = structlog.get_logger()

# A page of 12 megapixels takes a fifth of a second; the rest is for machines that are busy.
LOOK_SECONDS: Final = 0.8
_LIMITS: Final = ChildLimits(opening_seconds=60, seconds=6, memory_mb=1500, recycle=500)
# Of pages that were found bad: they are asked for at once, and weigh a fifth of a megabyte each.
_PREVIEWS: Final = 16
_LOOKS: Final = TypeAdapter(tuple[PageLook, ...])
_LINES: Final = TypeAdapter(list[Line])


def open_upload_servant(limits: ScanLimits) -> "UploadServant":
    """What the child runs."""
    return UploadServant(limits)


class UploadServant:
    """Implements `host_wire.Servant`."""

    engine_name: str = "upload"

    def __init__(self, limits: ScanLimits) -> None:
        self._limits = limits
        self._previews: dict[tuple[str, int], bytes] = {}

    def answer(self, kind: str, arguments: tuple[Any, ...]) -> Answer:
        """``look`` (data): the looks as JSON; ``preview`` (data, page number): a JPEG, or nothing;
        ``rulings`` (picture, size in mm): its lines as JSON; ``join`` (pictures): one PDF. Raises ScanError.
        """
        if kind == "look":
            data = arguments[0]
            looks = judge_upload(data, self._limits, seconds=LOOK_SECONDS, keep=partial(self._keep, _hash(data)))
            return Answer(kind="looks", content=_LOOKS.dump_python(looks, mode="json"))
        if kind == "rulings":
            return Answer(kind="rulings", content=page_rulings(arguments[0], self._limits, size_mm=arguments[1]))
        if kind == "join":
            return Answer(kind="joined", blobs=(join_pictures(arguments[0], self._limits),))
        data, number = arguments
        picture = self._previews.get((_hash(data), number)) or preview_page(data, self._limits, number)
        return Answer(kind="preview", blobs=() if picture is None else (picture,))

    def _keep(self, file_hash: str, number: int, preview: bytes) -> None:
        self._previews[file_hash, number] = preview
        while len(self._previews) > _PREVIEWS:
            del self._previews[next(iter(self._previews))]


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class UploadJudge:
    """Implements `usecases.ports.UploadJudge`."""

    def __init__(self, limits: ScanLimits) -> None:
        self._child = GuardedChild(partial(open_upload_servant, limits), _LIMITS, threads=1)
        self._child.open_ahead()

    def look(self, data: bytes, *, patience: float) -> tuple[PageLook, ...] | None:
        """See `usecases.ports.UploadJudge`."""
        try:
            answer = self._child.ask("look", data, patience=patience)
            return _LOOKS.validate_python(answer.content)
        except (ChildBusy, ReaderFailed, EngineError, ValidationError) as error:
            log.warning("upload_not_judged", detail=f"{type(error).__name__} {error}".strip())
            return None

    def preview(self, data: bytes, number: int, *, patience: float) -> bytes | None:
        """See `usecases.ports.UploadJudge`."""
        try:
            blobs = self._child.ask("preview", data, number, patience=patience).blobs
        except (ChildBusy, ReaderFailed, EngineError) as error:
            log.warning("upload_not_drawn", detail=f"{type(error).__name__} {error}".strip())
            return None
        return blobs[0] if blobs else None

    def rulings(self, picture: bytes, size_mm: tuple[float, float], *, patience: float) -> list[Line] | None:
        """See `usecases.ports.UploadJudge`."""
        try:
            return _LINES.validate_python(self._child.ask("rulings", picture, size_mm, patience=patience).content)
        except (ChildBusy, ReaderFailed, EngineError, ValidationError) as error:
            log.warning("rulings_not_found", detail=f"{type(error).__name__} {error}".strip())
            return None

    def join(self, pictures: Sequence[bytes], *, patience: float) -> bytes | None:
        """See `usecases.ports.UploadJudge`."""
        try:
            blobs = self._child.ask("join", list(pictures), patience=patience).blobs
        except (ChildBusy, ReaderFailed, EngineError) as error:
            log.warning("pages_not_joined", detail=f"{type(error).__name__} {error}".strip())
            return None
        return blobs[0] if blobs else None

    def close(self) -> None:
        """Ends the child."""
        self._child.close()
