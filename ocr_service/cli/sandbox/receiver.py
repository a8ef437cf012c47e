"""The sandbox's receiver: remembers each request with what became of it, and fails as told, once or until stopped."""

import json
import ssl
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ocr_service.cli.sandbox.failures import FAILURES, RETRY_AFTER_SECONDS
from ocr_service.delivery.misbehaviour import Misbehaviour
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.receiver_server import Reply
from ocr_service.delivery.signing import ID_HEADER, SignatureInvalid

_KEPT: Final = 200
_FAILURE_OF_KIND: Final = {(one.kind, one.status): name for name, one in FAILURES.items()}

Verdict = str  # see Arrival


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One request. `verdict` is ``verified``, ``no_secret`` (nothing to verify with), ``not_looked_at`` (a failure came
    first), ``handshake_failed``, or the code of what is wrong with the signature. `times` counts the message's id.
    """

    number: int
    at: float
    id: str
    verdict: Verdict
    times: int
    failure: str | None
    content_type: str = ""
    body: bytes = b""

    def document(self) -> dict[str, object]:
        """For programs."""
        shown = {name: value for name, value in vars(self).items() if name != "body"}
        return {**shown, "body": self.body.decode("utf-8", "replace")}


class SandboxReceiver(VerifyingReceiver):
    """Takes whatever comes; where it has a secret, only what is signed with it."""

    def __init__(
        self, *, secrets: Sequence[str], port: int, beside: ssl.SSLContext, show: Callable[[Arrival], None]
    ) -> None:
        """`show` is called from the connections' threads. Raises OSError where the port is taken."""
        super().__init__(secrets=secrets, port=port, beside=beside)
        self._show = show
        self._standing: Misbehaviour | None = None
        self._arrivals: deque[Arrival] = deque(maxlen=_KEPT)
        self._times: dict[str, int] = {}
        self._number = 0

    @property
    def arrivals(self) -> list[Arrival]:
        """The newest 200, oldest first."""
        with self._changed:
            return list(self._arrivals)

    @property
    def planned(self) -> list[str]:
        """The names of the failures to come, in their order; a standing one comes last."""
        with self._changed:
            return [_name(one) for one in (*filter(None, self._plan), *([self._standing] if self._standing else []))]

    def fail(self, name: str, *, times: int | None = 1, retry_after: int = RETRY_AFTER_SECONDS) -> None:
        """Plans failures; with `times` None it fails like this until `be_well`. Raises KeyError for an unknown name."""
        failure = FAILURES[name]
        headers = (("retry-after", str(retry_after)),) if failure.status == 429 else ()
        wrong = Misbehaviour(kind=failure.kind, status=failure.status, headers=headers)
        with self._changed:
            if times is None:
                self._standing = wrong
            else:
                self._plan.extend([wrong] * times)

    def be_well(self) -> None:
        """Forgets all failures that were planned."""
        with self._changed:
            self._plan.clear()
            self._standing = None

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        return super().verify(headers, body) if self.secrets else headers.get(ID_HEADER, "")

    def next_misbehaviour(self) -> Misbehaviour | None:
        return super().next_misbehaviour() or self._standing

    def serve(self, headers: dict[str, str], body: bytes, wrong: Misbehaviour | None) -> Reply:
        try:
            reply = super().serve(headers, body, wrong)
        except SignatureInvalid as error:
            self._note(headers, body, verdict=error.code, wrong=None)
            raise
        self._note(headers, body, verdict="verified" if self.secrets else "no_secret", wrong=wrong)
        return reply

    def left_out(self, headers: dict[str, str], body: bytes, wrong: Misbehaviour) -> None:
        self._note(headers, body, verdict="not_looked_at", wrong=wrong)

    def handshake_failed(self) -> None:
        self._note({}, b"", verdict="handshake_failed", wrong=None)

    def _note(self, headers: Mapping[str, str], body: bytes, *, verdict: Verdict, wrong: Misbehaviour | None) -> None:
        message_id = headers.get(ID_HEADER, "")
        with self._changed:
            self._number += 1
            if message_id:
                self._times[message_id] = self._times.get(message_id, 0) + 1
            arrival = Arrival(
                number=self._number,
                at=time.time(),
                id=message_id,
                verdict=verdict,
                times=self._times.get(message_id, 0),
                failure=None if wrong is None else _name(wrong),
                content_type=headers.get("content-type", ""),
                body=body,
            )
            self._arrivals.append(arrival)
            self._show(arrival)


def pretty(body: bytes) -> str:
    """JSON with indents, everything else as it is."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")


def _name(wrong: Misbehaviour) -> str:
    return _FAILURE_OF_KIND[wrong.kind, wrong.status]
