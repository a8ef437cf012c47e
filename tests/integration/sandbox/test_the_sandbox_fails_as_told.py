"""The real sender against the sandbox: each failure, by its name, ends in the code that operators see."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from ocr_service.cli.sandbox.certificate import wrong_certificate
from ocr_service.cli.sandbox.failures import FAILURES
from ocr_service.cli.sandbox.pages import PagedSandbox
from ocr_service.cli.sandbox.receiver import Arrival
from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.sender import WebhookSender
from ocr_service.delivery.signing import new_secret

# name -> the attempt's status and error, and whether the sandbox kept the message
BECOMES: dict[str, tuple[int | None, str | None, bool]] = {
    "time-out": (None, "delivery_timeout", False),
    "slow": (None, "delivery_timeout", False),
    "500": (500, "delivery_status_5xx", False),
    "429": (429, "delivery_status_4xx", False),
    "410": (410, "delivery_gone", False),
    "cut": (None, "delivery_broken_answer", False),
    "cut-after-taking": (None, "delivery_broken_answer", True),
    "cut-within-answer": (200, None, True),
    "endless": (200, None, True),
    "large": (200, None, True),
    "error-in-200": (200, None, False),
    "no-http": (None, "delivery_broken_answer", False),
}


@pytest.fixture
def secret() -> str:
    return new_secret()


@pytest.fixture
def shown() -> list[Arrival]:
    return []


@pytest.fixture
def sandbox(secret: str, shown: list[Arrival]) -> Iterator[PagedSandbox]:
    with PagedSandbox(secrets=[secret], port=0, beside=wrong_certificate(), show=shown.append) as running:
        yield running


def send(sandbox: PagedSandbox, secret: str, *, url: str | None = None, seconds: float = 10, id: str = "m1") -> Attempt:
    message = Message(id=id, url=url or sandbox.url, body='{"号": 1}', secrets=(secret,), at=datetime.now(UTC))
    return WebhookSender(allow=["127.0.0.1"], seconds=seconds).send(message)


def ask(sandbox: PagedSandbox, method: str, path: str, **given: Any) -> httpx2.Response:
    return httpx2.request(method, f"http://127.0.0.1:{sandbox.port}{path}", trust_env=False, **given)


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_happens_once_and_then_all_is_well(
    sandbox: PagedSandbox, secret: str, shown: list[Arrival], name: str
) -> None:
    status, error, taken = BECOMES[name]
    sandbox.fail(name)
    attempt = send(sandbox, secret, seconds=0.4 if error == "delivery_timeout" else 10)
    assert (attempt.status, attempt.error) == (status, error)
    assert (attempt.complete and attempt.status is not None) is (name in ("500", "429", "410", "error-in-200"))
    assert (len(sandbox.received) == 1) is taken
    assert [one.failure for one in shown] == [name]
    assert send(sandbox, secret).error is None
    assert [one.times for one in shown] == [1, 2]


def test_retry_after_is_sent_as_ordered(sandbox: PagedSandbox, secret: str) -> None:
    assert ask(sandbox, "POST", "/failures", json={"fail": "429", "retry_after": 77}).json()["planned"] == ["429"]
    assert send(sandbox, secret).retry_after == 77


def test_a_wrong_certificate_waits_at_the_same_port(sandbox: PagedSandbox, secret: str, shown: list[Arrival]) -> None:
    attempt = send(sandbox, secret, url=f"https://127.0.0.1:{sandbox.port}/webhooks")
    assert attempt.error == "delivery_tls"
    assert send(sandbox, secret).status == 200
    assert {one.verdict for one in shown} == {"handshake_failed", "verified"}


def test_it_fails_until_it_is_told_to_be_well(sandbox: PagedSandbox, secret: str) -> None:
    ask(sandbox, "POST", "/failures", json={"fail": "500", "times": "always"})
    assert [send(sandbox, secret).status for _ in range(3)] == [500, 500, 500]
    assert ask(sandbox, "DELETE", "/failures").json()["planned"] == []
    assert send(sandbox, secret).status == 200


def test_it_tells_why_a_message_does_not_verify(sandbox: PagedSandbox, secret: str, shown: list[Arrival]) -> None:
    assert send(sandbox, new_secret()).status == 401
    assert [one.verdict for one in shown] == ["webhook_signature_wrong"]
    assert sandbox.received == ()


def test_a_double_is_marked(sandbox: PagedSandbox, secret: str) -> None:
    for _ in range(2):
        send(sandbox, secret)
    state = ask(sandbox, "GET", "/state").json()
    assert [(one["id"], one["verdict"], one["times"]) for one in state["messages"]] == [
        ("m1", "verified", 1),
        ("m1", "verified", 2),
    ]


def test_the_secret_may_come_later(secret: str, shown: list[Arrival]) -> None:
    with PagedSandbox(secrets=[], port=0, beside=wrong_certificate(), show=shown.append) as sandbox:
        assert send(sandbox, secret).status == 200
        assert ask(sandbox, "PUT", "/secret", json={"secret": secret}).json()["verifies"] is True
        assert send(sandbox, new_secret(), id="m2").status == 401
    assert [one.verdict for one in shown] == ["no_secret", "webhook_signature_wrong"]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"json": {"fail": "sideways"}}, 422),
        ({"json": {"fail": "500", "times": 0}}, 422),
        ({"json": []}, 422),
        ({"content": '{"fail": "500"}', "headers": {"content-type": "text/plain"}}, 415),
        ({"json": {"fail": "500"}, "headers": {"host": "evil.example:80"}}, 403),
    ],
)
def test_an_order_that_is_none_changes_nothing(sandbox: PagedSandbox, given: dict[str, Any], status: int) -> None:
    assert ask(sandbox, "POST", "/failures", **given).status_code == status
    assert sandbox.planned == []


def test_the_page_has_a_button_for_each_failure(sandbox: PagedSandbox) -> None:
    page = ask(sandbox, "GET", "/")
    assert all(f'value="{name}"' in page.text for name in FAILURES)
    assert "<script>" not in page.text
    assert ask(sandbox, "GET", "/sandbox.js").headers["content-type"].startswith("text/javascript")


def test_a_client_that_says_nothing_holds_up_nobody(sandbox: PagedSandbox, secret: str) -> None:
    with socket.create_connection(("127.0.0.1", sandbox.port)):
        assert send(sandbox, secret).status == 200
