import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender


def test_a_good_receiver_verifies_the_message_and_answers(
    message: Callable[..., Message], receiver: VerifyingReceiver, sender: WebhookSender
) -> None:
    attempt = sender.send(message(receiver.url))
    assert (attempt.status, attempt.error, attempt.complete) == (200, None, True)
    assert attempt.answer == '{"status": "approved", "reference": "DN-000001"}'
    assert [(got.id, got.event) for got in receiver.received] == [("msg_1", {"data": {"号": 1}})]


def test_a_double_is_dropped_and_answered_as_before(
    message: Callable[..., Message], receiver: VerifyingReceiver, sender: WebhookSender
) -> None:
    answers = {sender.send(message(receiver.url)).answer for _ in range(3)}
    assert len(answers) == 1
    assert (len(receiver.received), receiver.doubles) == (1, ["msg_1", "msg_1"])


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_wrong_by_ten_minutes_is_refused_and_named(
    message: Callable[..., Message], receiver: VerifyingReceiver, sender: WebhookSender, minutes: int
) -> None:
    attempt = sender.send(message(receiver.url, at=datetime.now(UTC) + timedelta(minutes=minutes)))
    assert (attempt.status, attempt.error) == (401, "delivery_clocks_differ")
    assert attempt.asks_for_rest, "every other message would be refused, too"
    assert receiver.refused == ["webhook_time_outside"]
    assert receiver.received == ()


@pytest.mark.parametrize(("status", "minutes"), [(401, 2), (404, 10), (500, 10)])
def test_clocks_are_not_blamed_for_what_is_not_theirs(
    message: Callable[..., Message], receiver: VerifyingReceiver, sender: WebhookSender, status: int, minutes: int
) -> None:
    receiver.misbehave("status", status=status)
    attempt = sender.send(message(receiver.url, at=datetime.now(UTC) - timedelta(minutes=minutes)))
    assert attempt.error == f"delivery_status_{status // 100}xx"


def test_a_yes_is_one_whatever_the_receivers_clock_says(
    message: Callable[..., Message], receiver: VerifyingReceiver, sender: WebhookSender
) -> None:
    receiver.misbehave("status", status=200)
    assert sender.send(message(receiver.url, at=datetime.now(UTC) - timedelta(minutes=10))).error is None


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (201, None),
        (204, None),
        (301, "delivery_redirect"),
        (304, "delivery_redirect"),
        (400, "delivery_status_4xx"),
        (404, "delivery_status_4xx"),
        (410, "delivery_gone"),
        (429, "delivery_status_4xx"),
        (500, "delivery_status_5xx"),
        (503, "delivery_status_5xx"),
        (700, "delivery_broken_answer"),
    ],
)
def test_only_2xx_is_a_yes(
    message: Callable[..., Message], receiver: VerifyingReceiver, sender: WebhookSender, status: int, error: str | None
) -> None:
    receiver.misbehave("status", status=status)
    attempt = sender.send(message(receiver.url))
    assert (attempt.status, attempt.error) == (status, error)


@pytest.mark.parametrize("kind", ["silent", "drip"])
def test_no_receiver_holds_the_sender_beyond_its_time(
    message: Callable[..., Message], receiver: VerifyingReceiver, hasty_sender: WebhookSender, kind: str
) -> None:
    receiver.misbehave(kind)  # type: ignore[arg-type]
    attempt = hasty_sender.send(message(receiver.url))
    assert (attempt.status, attempt.error) == (None, "delivery_timeout")


@pytest.mark.parametrize("kind", ["cut", "cut_after_taking", "garbage"])
def test_an_answer_that_is_none_is_no_yes(
    message: Callable[..., Message], receiver: VerifyingReceiver, sender: WebhookSender, kind: str
) -> None:
    receiver.misbehave(kind)  # type: ignore[arg-type]
    attempt = sender.send(message(receiver.url))
    assert (attempt.status, attempt.error) == (None, "delivery_broken_answer")
    assert len(receiver.received) == (1 if kind == "cut_after_taking" else 0)


def test_of_an_endless_answer_64_kib_are_read(
    message: Callable[..., Message], receiver: VerifyingReceiver, sender: WebhookSender
) -> None:
    receiver.misbehave("endless")
    attempt = sender.send(message(receiver.url))
    assert (attempt.status, attempt.error, attempt.complete) == (200, None, False)
    assert len(attempt.body) == 64 * 1024
    assert attempt.answer == ("more and " * 300)[:2000]


def test_a_closed_port_is_refused(message: Callable[..., Message], sender: WebhookSender) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    attempt = sender.send(message(f"http://127.0.0.1:{port}/"))
    assert (attempt.status, attempt.error, attempt.asks_for_rest) == (None, "delivery_refused", True)


@pytest.mark.parametrize(
    ("given", "seconds"), [("120", 120), ("0", 0), ("soon", None), ("-5", None), ("1e9", None), ("9" * 50, 999_999_999)]
)
def test_retry_after_in_seconds(
    message: Callable[..., Message],
    receiver: VerifyingReceiver,
    sender: WebhookSender,
    given: str,
    seconds: float | None,
) -> None:
    receiver.misbehave("status", status=503, retry_after=given)
    assert sender.send(message(receiver.url)).retry_after == seconds


@pytest.mark.parametrize(("offset", "seconds"), [(90, 90), (-90, 0)])
def test_retry_after_as_a_date(
    message: Callable[..., Message], receiver: VerifyingReceiver, sender: WebhookSender, offset: int, seconds: float
) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    receiver.misbehave("status", status=503, retry_after=format_datetime(at + timedelta(seconds=offset), usegmt=True))
    assert sender.send(message(receiver.url, at=at)).retry_after == seconds


def test_a_nul_in_the_answer_can_be_kept_by_a_database(
    secret: str, message: Callable[..., Message], sender: WebhookSender
) -> None:
    with VerifyingReceiver(secrets=[secret]) as receiver:
        receiver.answer = lambda received: b"a\0b\xff"  # type: ignore[method-assign]
        attempt = sender.send(message(receiver.url))
    assert attempt.answer == "a\ufffdb\ufffd"
