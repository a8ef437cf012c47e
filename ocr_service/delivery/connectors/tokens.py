"""Access tokens and sessions, kept while they last: receivers limit how often they may be asked for."""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from ocr_service.delivery.connectors.connector import ConnectorFailed

T = TypeVar("T")
# A token is given up this long before its end, so that none runs out on its way.
_MARGIN_SECONDS: Final = 120
_MOST: Final = 1000


class SessionLost(Exception):
    """The receiver does not know the token any more. `detail` is its own message."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True, kw_only=True)
class Token:
    """`seconds` is how long it is valid from now on."""

    value: str
    seconds: float


class TokenStore:
    """The tokens of one connector, by account; may be used by several threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[str, float]] = {}

    def use(self, account: tuple[str, ...], sign_in: Callable[[], Token], call: Callable[[str], T]) -> T:
        """`call` with a token; where that has run out (SessionLost), once more with a fresh one.

        Raises ConnectorFailed ``connector_session_lost`` where the fresh one is not known either.
        """
        # The account holds secrets: only their digest is kept.
        key = hashlib.sha256("\0".join(account).encode()).hexdigest()
        kept = self._find(key)
        if kept is not None:
            try:
                return call(kept)
            except SessionLost:
                pass
        try:
            return call(self._keep(key, sign_in()))
        except SessionLost as lost:
            self._drop(key)
            raise ConnectorFailed("connector_session_lost", lost.detail) from None

    def _find(self, key: str) -> str | None:
        with self._lock:
            value, end = self._kept.get(key, ("", 0.0))
        return value if time.monotonic() < end else None

    def _keep(self, key: str, token: Token) -> str:
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = (token.value, time.monotonic() + token.seconds - _MARGIN_SECONDS)
        return token.value

    def _drop(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)
