"""A receiver as an integrator would write it, for the demo and for tests: verifies, drops doubles, gives a reference.

It can be told to misbehave in every way that receivers do.
"""

import contextlib
import json
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Literal, Self

from ocr_service.delivery.signing import SignatureInvalid, verify

_MAX_BODY_BYTES: Final = 10_000_000

Kind = Literal["status", "silent", "drip", "endless", "cut", "cut_after_taking", "garbage"]


@dataclass(frozen=True, kw_only=True)
class Misbehaviour:
    """What happens to one request.

    status: answers `status` with `headers`, taking nothing. silent: takes nothing and says nothing. drip: sends a
    never-ending header, byte by byte. endless: takes the document and sends an answer without end. cut: hangs up.
    cut_after_taking: takes the document, then hangs up without an answer. garbage: answers something that is no HTTP.
    """

    kind: Kind
    status: int = 500
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Received:
    """A verified message that came for the first time, and the document number it was given."""

    id: str
    content_type: str
    body: bytes
    reference: str

    @property
    def event(self) -> dict[str, Any]:
        """The body of a JSON message; raises ValueError for any other."""
        event: dict[str, Any] = json.loads(self.body)
        return event


def approve(received: Received) -> dict[str, str]:
    """The plain answer: approved, under the document's number."""
    return {"status": "approved", "reference": received.reference}


class VerifyingReceiver:
    """An HTTP server on 127.0.0.1, in threads of its own; used as a context manager.

    `secrets` may be set later: an endpoint's secret is only known once the endpoint, with this server's `url`, exists.
    """

    def __init__(
        self,
        *,
        secrets: Sequence[str] = (),
        port: int = 0,
        answer: Callable[[Received], dict[str, str]] = approve,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`port` 0 takes a free one. `answer` makes the answer's JSON for each message, doubles included.

        `clock` tells the seconds since 1970 that messages' times are compared with.
        """
        self.secrets = tuple(secrets)
        self.requests = 0
        self.doubles: list[str] = []
        self.refused: list[str] = []
        self.make_answer = answer
        self._clock = clock
        self._received: dict[str, Received] = {}
        self._plan: deque[Misbehaviour] = deque()
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        receiver = self

        class Handler(_Handler):
            owner = receiver

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="receiver", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}/webhooks"

    @property
    def received(self) -> tuple[Received, ...]:
        """Every message once, in the order of its first arrival."""
        with self._changed:
            return tuple(self._received.values())

    def misbehave(self, kind: Kind, *, times: int = 1, status: int = 500, **headers: str) -> None:
        """Plans `times` misbehaviours; requests take them one by one, and after the last all is well again."""
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        with self._changed:
            self._plan.extend([Misbehaviour(kind=kind, status=status, headers=named)] * times)

    def wait_for(self, count: int, *, seconds: float = 10) -> bool:
        """Waits until `count` different messages have arrived; False where they have not within `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._received) >= count, seconds)

    def take(self, headers: dict[str, str], body: bytes) -> Received:
        """Verifies and keeps a message; a double is given back as it first came. Raises SignatureInvalid."""
        try:
            message_id = verify(self.secrets, headers, body, now=self._clock())
        except SignatureInvalid as error:
            with self._changed:
                self.refused.append(error.code)
            raise
        with self._changed:
            if message_id in self._received:
                self.doubles.append(message_id)
            else:
                number = f"DN-{len(self._received) + 1:06d}"
                kind = headers.get("content-type", "")
                self._received[message_id] = Received(id=message_id, content_type=kind, body=body, reference=number)
                self._changed.notify_all()
            return self._received[message_id]

    def next_misbehaviour(self) -> Misbehaviour | None:
        """What is planned for the request that has just come."""
        with self._changed:
            self.requests += 1
            return self._plan.popleft() if self._plan else None

    def answer(self, received: Received) -> bytes:
        return json.dumps(self.make_answer(received)).encode()

    def pause(self, seconds: float) -> bool:
        """Waits; True where the server is to stop."""
        return self._stopping.wait(seconds)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    owner: VerifyingReceiver

    def do_POST(self) -> None:
        # A sender that gives up in the middle is nothing to complain about here.
        with contextlib.suppress(OSError):
            self._serve()

    def _serve(self) -> None:
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > _MAX_BODY_BYTES:
            return self._reply(411 if not length.isdecimal() else 413, b"")
        body = self.rfile.read(int(length))
        wrong = self.owner.next_misbehaviour()
        if wrong is not None and wrong.kind not in ("endless", "cut_after_taking"):
            return self._misbehave(wrong)
        try:
            received = self.owner.take({name.lower(): value for name, value in self.headers.items()}, body)
        except SignatureInvalid as error:
            return self._reply(401, json.dumps({"error": error.code}).encode())
        if wrong is not None:
            return self._misbehave(wrong)
        return self._reply(200, self.owner.answer(received))

    def _misbehave(self, wrong: Misbehaviour) -> None:
        self.close_connection = True
        match wrong.kind:
            case "status":
                self._reply(wrong.status, b'{"error": "told to"}', wrong.headers)
            case "silent":
                self.owner.pause(60)
            case "drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
                while not self.owner.pause(0.02):
                    self.wfile.write(b"a")
            case "endless":
                self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
                while not self.owner.pause(0):
                    self.wfile.write(b"more and " * 1000)
            case "garbage":
                self.wfile.write(b"220 mail.factory.lan ESMTP\r\n")
            case "cut" | "cut_after_taking":
                pass  # the connection is closed as soon as this returns

    def _reply(self, status: int, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: whoever runs the receiver asks it what it got."""
