"""One picture in, its values out, in one request: by way of the queue's urgent lane, as every other scan."""

import base64
import binascii
import io
import time
from dataclasses import dataclass
from typing import Final

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from ocr_service.access.caller import Caller
from ocr_service.forms.content import LocalText
from ocr_service.records.states import ScanState
from ocr_service.usecases.errors import TemplateNotFound
from ocr_service.usecases.following.find_scans import FieldView, ScanDetail, show_scan
from ocr_service.usecases.receiving.accept_scan import AcceptedScan, ScanWishes, Upload, accept_scan
from ocr_service.web.api.forms import MB
from ocr_service.web.field_labels import in_language
from ocr_service.web.parts import WebParts, parts_of

# The vendors' own clients wait a minute.
ANSWER_SECONDS: Final = 45.0
_FIRST_LOOK_SECONDS: Final = 0.05
_LAST_LOOK_SECONDS: Final = 0.5
_LANGUAGE: Final = "zh-CN"
_UNDER_WAY: Final = frozenset({ScanState.RECEIVED, ScanState.QUEUED, ScanState.READING})
_OF_NO_USE: Final = frozenset({ScanState.FAILED, ScanState.CANCELLED, ScanState.REJECTED})


class NotInTime(Exception):
    """The scan is safe and will be read, but not within the time that a request may take."""


class NoFormFound(Exception):
    """It is none of the known forms, or not the one that was named."""


class NotReadable(Exception):
    """The picture could not be read, or is of no use."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Where a value stands in a table, which is named as fields are: `row` counts from 1."""

    table: str
    row: int


@dataclass(frozen=True, kw_only=True)
class Word:
    """A value under its Chinese label, which is what the vendors' users named their fields."""

    name: str
    cell: Cell | None
    field: FieldView


@dataclass(frozen=True, kw_only=True)
class Read:
    """A form that was read."""

    scan_id: str
    state: str
    template: str
    title: str
    words: tuple[Word, ...]

    @property
    def headers(self) -> dict[str, str]:
        """What the vendors' answers have no place for: the scan, and whether a person still looks at it."""
        return {"X-Ocr-Scan": self.scan_id, "X-Ocr-State": self.state}


def decode_picture(text: str) -> bytes:
    """Base64, with or without the prefix that browsers put before it. Raises ValueError."""
    # A plus sign that was not encoded arrives in a form as a space.
    plain = text.partition(";base64,")[2] if text.startswith("data:") else text
    joined = plain.replace(" ", "+").replace("\r", "").replace("\n", "")
    try:
        return base64.b64decode(joined, validate=True)
    except binascii.Error:
        raise ValueError("no Base64") from None


async def read_now(request: Request, caller: Caller, data: bytes, *, template: str | None) -> Read:
    """Raises FileRefused, TemplateNotFound, NotInTime, NoFormFound, NotReadable."""
    if template is not None and not template.isprintable():
        raise TemplateNotFound(template="")  # PostgreSQL could not even look for a NUL
    parts = parts_of(request)
    deadline = time.monotonic() + ANSWER_SECONDS
    accepted = await run_in_threadpool(_hand_in, parts, caller, data, template)
    detail = await _wait(parts, accepted.scan_id, deadline)
    state = ScanState(detail.summary.state)
    if state in _OF_NO_USE:
        raise NotReadable
    if state is ScanState.NEEDS_TEMPLATE or detail.summary.template is None:
        raise NoFormFound
    return await run_in_threadpool(_describe, parts, detail, detail.summary.template)


def _hand_in(parts: WebParts, caller: Caller, data: bytes, template: str | None) -> AcceptedScan:
    """The same picture again is the same paper, unless nothing came of it or another form was asked for."""
    accepted = _accept(parts, caller, data, template, allow_duplicate=False)
    if accepted.is_new:
        return accepted
    first = show_scan(parts.services, scan_id=accepted.scan_id).summary
    fits = template in (None, first.template, first.wanted_template)
    if fits and first.state not in {*_OF_NO_USE, ScanState.NEEDS_TEMPLATE}:
        return accepted
    return _accept(parts, caller, data, template, allow_duplicate=True)


def _accept(
    parts: WebParts, caller: Caller, data: bytes, template: str | None, *, allow_duplicate: bool
) -> AcceptedScan:
    return accept_scan(
        parts.services,
        actor=caller.actor,
        upload=Upload(file_name="", stream=io.BytesIO(data)),
        source="api",
        limit_bytes=parts.settings.max_upload_mb * MB,
        wishes=ScanWishes(lane="urgent", template=template, allow_duplicate=allow_duplicate),
    )


async def _wait(parts: WebParts, scan_id: str, deadline: float) -> ScanDetail:
    """Asks the database, which is the truth, until a worker has read the scan; of a split file, its first form."""
    look = _FIRST_LOOK_SECONDS
    while True:
        detail = await run_in_threadpool(show_scan, parts.services, scan_id=scan_id)
        if detail.summary.state == ScanState.SPLIT and detail.documents:
            scan_id = detail.documents[0].id
            continue
        if detail.summary.state not in _UNDER_WAY:
            return detail
        if time.monotonic() >= deadline:
            raise NotInTime
        await anyio.sleep(look)
        look = min(look * 1.5, _LAST_LOOK_SECONDS)


def _describe(parts: WebParts, detail: ScanDetail, template: str) -> Read:
    names = parts.labels.of(parts.services, template, detail.summary.template_version)
    return Read(
        scan_id=detail.summary.id,
        state=detail.summary.state,
        template=template,
        title=in_language(names.title, _LANGUAGE) or template,
        words=tuple(_word(field, names.labels) for field in detail.fields),
    )


def _word(field: FieldView, labels: dict[str, LocalText]) -> Word:
    table, bracket, rest = field.path.partition("[")
    if not bracket:
        return Word(name=_name(field.path, "", labels), cell=None, field=field)
    row, _, column = rest.partition("].")
    cell = Cell(table=_name(table, "", labels), row=int(row) + 1)
    return Word(name=_name(column, f"{table}.", labels), cell=cell, field=field)


def _name(name: str, place: str, labels: dict[str, LocalText]) -> str:
    """The label, as long as nothing else in the same place has the same one: then the name tells them apart."""
    label = in_language(labels.get(place + name, {}), _LANGUAGE)
    beside = [one for key, one in labels.items() if key.startswith(place) and key.count(".") == place.count(".")]
    same = sum(in_language(one, _LANGUAGE) == label for one in beside)
    return label if label and same == 1 else name
