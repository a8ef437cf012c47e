"""What a name, a redirect or the environment says later leads nowhere else."""

from collections.abc import Callable, Sequence

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender


def test_a_name_is_looked_up_once_and_its_address_pinned(
    message: Callable[..., Message], receiver: VerifyingReceiver
) -> None:
    answers = iter([["127.0.0.1"], ["192.0.2.66"]])
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    sender = WebhookSender(allow=["erp.lan", "127.0.0.0/8"], seconds=10, resolve=rebinding)
    attempt = sender.send(message(f"http://erp.lan:{receiver.port}/webhooks"))
    assert (attempt.error, asked) == (None, ["erp.lan"])


def test_a_name_that_moves_to_an_inner_address_is_refused(
    message: Callable[..., Message], receiver: VerifyingReceiver
) -> None:
    sender = WebhookSender(allow=["erp.lan"], seconds=10, resolve=lambda host, port: ["127.0.0.1"])
    attempt = sender.send(message(f"http://erp.lan:{receiver.port}/webhooks"))
    assert attempt.error == "delivery_not_allowed"
    assert receiver.requests == 0


def test_the_next_checked_address_is_tried_where_the_first_does_not_answer(
    message: Callable[..., Message], receiver: VerifyingReceiver
) -> None:
    sender = WebhookSender(allow=["127.0.0.0/8"], seconds=10, resolve=lambda host, port: ["127.1.2.3", "127.0.0.1"])
    assert sender.send(message(f"http://erp.lan:{receiver.port}/webhooks")).error is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    message: Callable[..., Message], secret: str, receiver: VerifyingReceiver, sender: WebhookSender, status: int
) -> None:
    with VerifyingReceiver(secrets=[secret]) as elsewhere:
        receiver.misbehave("status", status=status, location=elsewhere.url)
        attempt = sender.send(message(receiver.url))
        assert (attempt.status, attempt.error) == (status, "delivery_redirect")
        assert elsewhere.requests == 0


def test_proxies_of_the_environment_are_not_used(
    message: Callable[..., Message],
    secret: str,
    receiver: VerifyingReceiver,
    sender: WebhookSender,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with VerifyingReceiver(secrets=[secret]) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert sender.send(message(receiver.url)).error is None
        assert (proxy.requests, receiver.requests) == (0, 1)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.2:1/", "delivery_not_allowed"),
        ("http://[::1]:1/", "delivery_not_allowed"),
        ("http://2130706433:1/", "delivery_url_invalid"),
        ("http://a:b@127.0.0.1:1/", "delivery_url_credentials"),
        ("gopher://127.0.0.1:1/", "delivery_url_invalid"),
    ],
)
def test_what_is_not_allowed_is_not_tried(
    message: Callable[..., Message], sender: WebhookSender, url: str, error: str
) -> None:
    attempt = sender.send(message(url))
    assert (attempt.status, attempt.error) == (None, error)
