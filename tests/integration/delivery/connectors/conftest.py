import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from typing import Any, Final

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.connectors import registry
from ocr_service.delivery.connectors.connector import GROUP
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.stand_in import StandIn, Vendor

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
INSTALLED: Final = entry_points(group=GROUP)


@pytest.fixture(autouse=True)
def packages_are_searched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda *, group: INSTALLED)


@pytest.fixture
def start() -> Iterator[Callable[[Vendor], StandIn]]:
    with ExitStack() as stack:
        yield lambda vendor: stack.enter_context(StandIn(vendor))


@pytest.fixture
def sender() -> KindSender:
    """Its connectors know no session of another test's."""
    registry.connectors.cache_clear()
    return KindSender(allow=["127.0.0.1"], seconds=10)


@pytest.fixture
def message() -> Callable[..., Message]:
    def make(url: str, kind: str, settings: dict[str, Any], document: Any = None, *, again: bool = False) -> Message:
        return Message(
            id="msg_01",
            url=url,
            body=json.dumps({"号": 1} if document is None else document, ensure_ascii=False),
            secrets=("whsec_" + "A" * 43 + "=",),
            at=NOW,
            kind=kind,
            settings=settings,
            first_try_at=NOW - timedelta(minutes=5) if again else None,
        )

    return make
