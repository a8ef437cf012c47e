"""A receiver as an integrator would write it, for the demo, the sandbox and tests: verifies, drops doubles, answers.

It can be told to misbehave in every way that receivers do.
"""

import json
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from ocr_service.delivery.misbehaviour import Kind, Misbehaviour
from ocr_service.delivery.receiver_server import ReceiverServer, Reply
from ocr_service.delivery.signing import SignatureInvalid, verify


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
        beside: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`port` 0 takes a free one. `answer` makes the answer's JSON for each message, doubles included.

        With `tls` the server speaks TLS only, with `beside` it speaks TLS and plain HTTP on the same port.
        `clock` tells the seconds since 1970 that messages' times are compared with.
        """
        self.secrets = tuple(secrets)
        self.requests = 0
        self.doubles: list[str] = []
        self.refused: list[str] = []
        self.make_answer = answer
        self._clock = clock
        self._received: dict[str, Received] = {}
        self._plan: deque[Misbehaviour | None] = deque()
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._server = ReceiverServer(self, port=port, beside=beside)
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

    def behave(self, *, times: int = 1) -> None:
        """Plans `times` requests that meet with nothing odd, between misbehaviours."""
        with self._changed:
            self._plan.extend([None] * times)

    def wait_for(self, count: int, *, seconds: float = 10) -> bool:
        """Waits until `count` different messages have arrived; False where they have not within `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._received) >= count, seconds)

    def take(self, headers: dict[str, str], body: bytes) -> Received:
        """Verifies and keeps a message; a double is given back as it first came. Raises SignatureInvalid."""
        try:
            message_id = self.verify(headers, body)
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

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        """The id of a message that may be taken. Raises SignatureInvalid."""
        return verify(self.secrets, headers, body, now=self._clock())

    def next_misbehaviour(self) -> Misbehaviour | None:
        """What is planned for the request that has just come."""
        with self._changed:
            self.requests += 1
            return self._plan.popleft() if self._plan else None

    def serve(self, headers: dict[str, str], body: bytes, wrong: Misbehaviour | None) -> Reply:
        """Takes a message and answers it, or lets the answer go `wrong`. Raises SignatureInvalid."""
        return Reply(status=200, body=self.answer(self.take(headers, body)))

    def answer(self, received: Received) -> bytes:
        return json.dumps(self.make_answer(received)).encode()

    def left_out(self, headers: dict[str, str], body: bytes, wrong: Misbehaviour) -> None:
        """Nothing is kept of a message that was met with `wrong`."""

    def handshake_failed(self) -> None:
        """A sender that does not trust the certificate has done what it should."""

    def side_page(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """This receiver has no pages: every request is a message."""
        return None

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
