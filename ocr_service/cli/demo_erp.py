"""The demo's ERP: takes every result, and some seconds later calls back what it has decided, signed."""

import json
import queue
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import httpx2

from ocr_service.cli.language import say
from ocr_service.delivery.receiver import Received, VerifyingReceiver
from ocr_service.delivery.signing import signed_headers
from ocr_service.records.base import new_id

_DECIDES_AFTER_SECONDS: Final = 2.0
# The kinds of values by which an ERP knows a document that it has already.
_KNOWN_BY: Final = ("code", "barcode")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the ERP called back about one delivery. `field` is what a rejection is about; `outcome` what came of it."""

    scan_id: str
    reference: str
    approved: bool
    field: str
    reason: str
    outcome: str


class DemoErp:
    """Approves everything but the first form that has a value to quarrel with; used as a context manager."""

    def __init__(self) -> None:
        self.receiver = VerifyingReceiver(answer=self._take)
        self.decisions: list[Decision] = []
        self._waiting: queue.Queue[tuple[float, Received]] = queue.Queue()
        self._taken: set[str] = set()
        self._has_rejected = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._decide, name="demo-erp", daemon=True)

    def connect(self, service_url: str, endpoint_id: str, secret: str) -> None:
        """Told how to verify messages, and where to call back."""
        self.receiver.secrets = (secret,)
        self._callbacks = f"{service_url}/api/v1/callbacks/{endpoint_id}"
        self._secret = secret
        self._thread.start()

    def wait_for_decisions(self, count: int, *, seconds: float) -> bool:
        """Until so many were called back; False where they were not within `seconds`."""
        end = time.monotonic() + seconds
        while len(self.decisions) < count and time.monotonic() < end:
            time.sleep(0.05)
        return len(self.decisions) >= count

    def _take(self, received: Received) -> dict[str, str]:
        """The answer at once says no more than the document's number: people have yet to look at it."""
        if received.id not in self._taken:
            self._taken.add(received.id)
            self._waiting.put((time.monotonic() + _DECIDES_AFTER_SECONDS, received))
        return {"reference": received.reference}

    def _decide(self) -> None:
        with httpx2.Client(timeout=30, trust_env=False) as client:
            while not self._stopping.is_set():
                try:
                    due, received = self._waiting.get(timeout=0.1)
                except queue.Empty:
                    continue
                if not self._stopping.wait(max(0.0, due - time.monotonic())):
                    self.decisions.append(self._call_back(client, received))

    def _call_back(self, client: httpx2.Client, received: Received) -> Decision:
        data = received.event["data"]
        named = [one["path"] for one in data["fields"] if one["type"] in _KNOWN_BY and one["value"]]
        field = named[0] if named and not self._has_rejected else ""
        answer: dict[str, Any] = {"delivery_id": received.id, "reference": received.reference}
        reason = ""
        if field:
            self._has_rejected = True
            reason = say("cli.demo.erp_reason")
            answer |= {"status": "rejected", "fields": [{"path": field, "reason": reason}]}
        else:
            answer |= {"status": "approved"}
        body = json.dumps(answer, ensure_ascii=False).encode()
        headers = signed_headers([self._secret], new_id("answer"), int(time.time()), body)
        outcome = self._post(client, body, headers)
        return Decision(
            scan_id=data["scan_id"],
            reference=received.reference,
            approved=not field,
            field=field,
            reason=reason,
            outcome=outcome,
        )

    def _post(self, client: httpx2.Client, body: bytes, headers: dict[str, str]) -> str:
        try:
            answer = client.post(self._callbacks, content=body, headers={**headers, "content-type": "application/json"})
        except httpx2.TransportError as error:
            return str(error)
        return str(answer.json().get("outcome") or answer.json().get("code"))

    def __enter__(self) -> Self:
        self.receiver.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self.receiver.__exit__(kind, error, trace)
