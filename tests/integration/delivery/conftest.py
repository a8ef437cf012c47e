from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.delivery.signing import new_secret


@pytest.fixture
def receiver(secret: str) -> Iterator[VerifyingReceiver]:
    with VerifyingReceiver(secrets=[secret]) as running:
        yield running


@pytest.fixture
def sender() -> WebhookSender:
    return WebhookSender(allow=["127.0.0.1"], seconds=10)


@pytest.fixture
def hasty_sender() -> WebhookSender:
    """For receivers that keep one waiting."""
    return WebhookSender(allow=["127.0.0.1"], seconds=0.3)


@pytest.fixture
def secret() -> str:
    return new_secret()


@pytest.fixture
def message(secret: str) -> Callable[..., Message]:
    def make(url: str, *, at: datetime | None = None) -> Message:
        return Message(id="msg_1", url=url, body='{"data": {"号": 1}}', secrets=(secret,), at=at or datetime.now(UTC))

    return make
