"""Every way in which receivers fail, for the demo, the sandbox and tests."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedIOBase
from typing import Final, Literal

Kind = Literal[
    "status", "silent", "drip", "endless", "large", "error_body", "cut", "cut_after_taking", "cut_within", "garbage"
]

# Longer than any sender may wait (OCR_DELIVERY_SECONDS).
_SILENT_SECONDS: Final = 180.0
LARGE_BYTES: Final = 50_000_000
_PIECE: Final = b"more and " * 1000


@dataclass(frozen=True, kw_only=True)
class Misbehaviour:
    """What happens to one request.

    status: answers `status` with `headers`, taking nothing. silent: takes nothing and says nothing. drip: sends a
    never-ending header, byte by byte. endless: takes the document and sends an answer without end. large: takes it and
    answers 50 MB. error_body: takes nothing and answers 200 with an error in the body. cut: hangs up. cut_after_taking:
    takes the document, then hangs up without an answer. cut_within: takes it and hangs up in the middle of its answer.
    garbage: answers something that is no HTTP.
    """

    kind: Kind
    status: int = 500
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def takes(self) -> bool:
        """Whether the document is kept although the answer goes wrong."""
        return self.kind in ("endless", "large", "cut_after_taking", "cut_within")


def misbehave(kind: Kind, out: BufferedIOBase, pause: Callable[[float], bool]) -> None:
    """Writes what a receiver sends that misbehaves; `pause` waits, and is true where the server is to stop.

    The connection is to be closed afterwards. `status` is no business of this function: it is an answer like any other.
    """
    match kind:
        case "silent":
            pause(_SILENT_SECONDS)
        case "drip":
            out.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
            while not pause(0.02):
                out.write(b"a")
        case "endless":
            out.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
            while not pause(0):
                out.write(_PIECE)
        case "large":
            out.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n\r\n" % LARGE_BYTES)
            left = LARGE_BYTES
            while left and not pause(0):
                left -= out.write(_PIECE[:left])
        case "error_body":
            body = b'{"success": false, "message": "told to"}'
            head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
            out.write(head + body)
        case "garbage":
            out.write(b"220 mail.factory.lan ESMTP\r\n")
        case "cut_within":
            out.write(
                b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 200\r\n\r\n{"status": "appr'
            )
