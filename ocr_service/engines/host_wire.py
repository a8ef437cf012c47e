"""What the reading host and its child say to each other over one socket.

To the child goes pickle, written by this program alone. From the child comes JSON followed by raw bytes, never
pickle: the child handles hostile files, and whoever took it over must not run code in the host.
"""

import json
import pickle
import socket
import struct
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, runtime_checkable

from ocr_service.forms.result import FormResult
from ocr_service.forms.template import TemplatePackage

# A hundred pages' pictures are about 200 MB; a child that claims more is out of its mind.
LONGEST_ANSWER: Final = 1_000_000_000
# Comes before an answer, once for each page that was looked at and once for each that was read.
PAGE_DONE: Final = "page_done"
_LENGTH: Final = struct.Struct("!Q")
_LENGTHS: Final = struct.Struct("!QI")


class WarmReader(Protocol):
    """What runs in the child: reads scans in its own process, with everything loaded."""

    @property
    def engine_name(self) -> str: ...

    def learn(self, packages: tuple[TemplatePackage, ...]) -> list[str]:
        """From now on these are the known forms; returns the names of those that cannot be used."""
        ...

    def read(
        self,
        data: bytes,
        only_template: str | None,
        only_pages: tuple[int, ...] | None,
        *,
        after_page: Callable[[], None],
    ) -> FormResult:
        """Raises ScanError for a bad file; see `reading.read_form.read_form` for `after_page`."""
        ...


@runtime_checkable
class ListKeeper(Protocol):
    """A warm reader that can be given lists of the master data."""

    def keep_lists(self, changed: Mapping[str, tuple[str, ...]], names: Collection[str]) -> None:
        """From now on these are the entries of the lists in `changed`; lists not among `names` are let go."""
        ...


@runtime_checkable
class Servant(Protocol):
    """What else may run in a child: it answers requests of any kind, one at a time."""

    @property
    def engine_name(self) -> str: ...

    def answer(self, kind: str, arguments: tuple[Any, ...]) -> "Answer":
        """Raises ScanError for a bad file."""
        ...


# Must be picklable: a function of a module, or a functools.partial of one.
ReaderOpener = Callable[[], WarmReader | Servant]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came from the child: `kind` with its JSON `content`, and raw bytes beside it."""

    kind: str
    content: Any = None
    blobs: tuple[bytes, ...] = field(default=(), repr=False)


class AnswerMalformed(Exception):
    """What came from the child is no answer."""


def pack_request(kind: str, *arguments: Any) -> bytes:
    """A request to the child, ready to be sent."""
    body = pickle.dumps((kind, arguments), protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


def receive_request(connection: socket.socket) -> tuple[str, tuple[Any, ...]] | None:
    """The next request; None where the host has closed the connection."""
    length = _receive(connection, _LENGTH.size)
    if length is None:
        return None
    body = _receive(connection, _LENGTH.unpack(length)[0])
    return None if body is None else pickle.loads(body)


def _receive(connection: socket.socket, size: int) -> bytes | None:
    received = bytearray()
    while len(received) < size:
        part = connection.recv(min(size - len(received), 1 << 20))
        if not part:
            return None
        received += part
    return bytes(received)


def send_answer(connection: socket.socket, answer: Answer) -> None:
    """Sends an answer to the host; waits until it has taken all of it."""
    sizes = [len(blob) for blob in answer.blobs]
    head = json.dumps({"kind": answer.kind, "content": answer.content, "sizes": sizes}, allow_nan=False).encode()
    connection.sendall(_LENGTHS.pack(len(head) + sum(sizes), len(head)) + head)
    for blob in answer.blobs:
        connection.sendall(blob)


class AnswerParts:
    """Puts answers together from the pieces in which they arrive."""

    def __init__(self) -> None:
        self._received = bytearray()

    def add(self, part: bytes) -> Iterator[Answer]:
        """The answers that are complete now, in their order; raises AnswerMalformed, also for more after the last one.

        Any number of ``page_done`` may come before the answer proper, which is the last.
        """
        self._received += part
        while len(self._received) >= _LENGTHS.size:
            total, head = _LENGTHS.unpack_from(self._received)
            if head > total or total > LONGEST_ANSWER:
                raise AnswerMalformed("lengths")
            end = _LENGTHS.size + total
            if len(self._received) < end:
                return
            answer = _unpack_answer(bytes(self._received[_LENGTHS.size : end]), head)
            del self._received[:end]
            if answer.kind != PAGE_DONE and self._received:
                raise AnswerMalformed("more than one answer")
            yield answer


def _unpack_answer(body: bytes, head: int) -> Answer:
    try:
        described = json.loads(body[:head])
        kind, content, sizes = described["kind"], described["content"], described["sizes"]
        if not isinstance(kind, str) or any(type(size) is not int or size < 0 for size in sizes):
            raise AnswerMalformed("head")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise AnswerMalformed("head") from error
    blobs, at = [], head
    for size in sizes:
        blobs.append(body[at : at + size])
        at += size
    if at != len(body):
        raise AnswerMalformed("sizes")
    return Answer(kind=kind, content=content, blobs=tuple(blobs))
