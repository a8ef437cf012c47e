"""Sends what is due to the receivers, side by side, so that a dead receiver holds up nobody but itself."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from ocr_service.delivery.attempt import Attempt, Sender
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.usecases.delivering.claim_delivery import may_go
from ocr_service.usecases.delivering.send_delivery import send_delivery
from ocr_service.usecases.ports import Services

_THREADS: Final = 24
_CANDIDATES: Final = 8
_LOOK_AGAIN_SECONDS: Final = 0.5


def deliver_due(
    services: Services,
    sender: Sender,
    *,
    days: float,
    attempt_seconds: float,
    public_url: str = "",
    limit: int = 1000,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Sends until nothing is due, about `limit` tries were made or it is `stopping`; returns how many were made.

    `days` is how long tries go on before a person must decide, `attempt_seconds` the sender's limit for one try,
    `public_url` how receivers reach this service (for links to large messages).
    Any number of processes may do this at once. What one of the threads raises comes out here, after the others ended.
    """
    lease = timedelta(seconds=2 * attempt_seconds + 30)
    send = partial(send_delivery, services, sender, days=days, lease=lease, public_url=public_url)
    return _Round(services, send, lambda made: made >= limit or stopping()).run()


class _Round:
    """As many lanes for each endpoint as it takes at once, each a thread that sends one delivery after the other.

    An endpoint that cannot be reached, asks for less or takes no more is left alone for the rest of the round.
    """

    def __init__(
        self, services: Services, send: Callable[[str], Attempt | None], is_over: Callable[[int], bool]
    ) -> None:
        self._services = services
        self._send = send
        self._is_over = is_over
        self._made = 0
        self._counting = threading.Lock()
        self._resting: set[str] = set()

    def run(self) -> int:
        running: dict[Future[None], str] = {}
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="deliver") as pool:
            while True:
                for endpoint_id, lanes in self._endpoints_with_work():
                    busy = list(running.values()).count(endpoint_id)
                    for _ in range(lanes - busy):
                        running[pool.submit(self._lane, endpoint_id)] = endpoint_id
                if not running:
                    return self._made
                # Looking again while a slow receiver is waited for lets the others' new work begin at once.
                done, _ = wait(running, timeout=_LOOK_AGAIN_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    running.pop(future)
                    future.result()

    def _endpoints_with_work(self) -> list[tuple[str, int]]:
        """Receivers for which something is due, and how many messages each takes at once."""
        if self._is_over(self._made):
            return []
        with self._services.database() as session:
            due = _due(Delivery.endpoint_id, self._services.now()).add_columns(WebhookEndpoint.max_concurrent)
            return [(one, lanes) for one, lanes in session.execute(due.distinct()) if one not in self._resting]

    def _lane(self, endpoint_id: str) -> None:
        while endpoint_id not in self._resting and not self._is_over(self._made):
            attempt = self._send_next(endpoint_id)
            if attempt is None:
                return
            with self._counting:
                self._made += 1
            if attempt.asks_for_rest:
                self._resting.add(endpoint_id)

    def _send_next(self, endpoint_id: str) -> Attempt | None:
        tried: set[str] = set()
        while candidates := self._candidates(endpoint_id):
            if tried.issuperset(candidates):
                # Due, but it takes no more just now: the next round looks again.
                self._resting.add(endpoint_id)
                break
            # The other lanes look at the same rows: of two who claim one, the slower goes on to the next.
            for delivery_id in candidates:
                attempt = self._send(delivery_id)
                if attempt is not None:
                    return attempt
            tried.update(candidates)
        return None

    def _candidates(self, endpoint_id: str) -> Sequence[str]:
        with self._services.database() as session:
            due = _due(Delivery.id, self._services.now()).where(Delivery.endpoint_id == endpoint_id)
            return session.scalars(due.order_by(Delivery.next_try_at, Delivery.id).limit(_CANDIDATES)).all()


def _due(column: InstrumentedAttribute[str], now: datetime) -> Select[str]:
    return select(column).join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id).where(may_go(now))
