from collections.abc import Callable

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.connectors.registry import SettingsInvalid, read_settings
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn, Vendor

Start = Callable[[Vendor], StandIn]


def test_the_request_is_what_the_settings_say(
    start: Start, sender: KindSender, message: Callable[..., Message]
) -> None:
    server = start(lambda request: Reply({"status": "approved", "reference": "A-1"}, 201))
    settings = {
        "method": "PUT",
        "path": "/orders/{no}/forms/{delivery_id}?a=b",
        "headers": {"X-Plant": "7"},
        "auth": "basic",
        "user": "ocr",
        "password": "pä ss",
    }
    attempt = sender.send(message(server.url, "rest", settings, {"no": "A/1 号"}))
    [request] = server.requests
    assert (attempt.status, attempt.error, attempt.complete) == (201, None, True)
    assert (request.method, request.path, request.query) == (
        "PUT",
        "/orders/A%2F1%20%E5%8F%B7/forms/msg_01",
        {"a": "b"},
    )
    assert request.json == {"no": "A/1 号"}
    assert {name: request.headers[name] for name in ("x-plant", "idempotency-key", "authorization")} == {
        "x-plant": "7",
        "idempotency-key": "msg_01",
        "authorization": "Basic b2NyOnDDpCBzcw==",
    }


@pytest.mark.parametrize(
    ("status", "code", "rests"),
    [
        (302, "delivery_redirect", False),
        (400, "connector_refused", False),
        (401, "connector_login_refused", True),
        (403, "connector_permission", False),
        (404, "connector_address", False),
        (409, "connector_refused", False),
        (429, "connector_busy", True),
        (500, "delivery_status_5xx", False),
        (503, "delivery_status_5xx", True),
    ],
)
def test_each_failure_has_its_code_and_the_receivers_own_words(
    start: Start, sender: KindSender, message: Callable[..., Message], status: int, code: str, rests: bool
) -> None:
    server = start(lambda request: Reply(status=status, text="不行", headers=(("retry-after", "30"),)))
    attempt = sender.send(message(server.url, "rest", {}))
    assert (attempt.status, attempt.error, attempt.answer, attempt.asks_for_rest) == (status, code, "不行", rests)


def test_a_conflict_on_a_repeat_says_that_the_first_one_arrived(
    start: Start, sender: KindSender, message: Callable[..., Message]
) -> None:
    server = start(lambda request: Reply({"reference": "A-1"}, 409))
    assert sender.send(message(server.url, "rest", {}, again=True)).error is None


def test_a_path_whose_value_is_missing_is_given_up_at_once(
    start: Start, sender: KindSender, message: Callable[..., Message]
) -> None:
    server = start(lambda request: Reply())
    attempt = sender.send(message(server.url, "rest", {"path": "/{no}"}, {"no": None}))
    assert (attempt.error, attempt.final, attempt.answer) == ("connector_document_shape", True, "no")
    assert server.requests == []


def test_the_test_changes_nothing(start: Start, sender: KindSender, message: Callable[..., Message]) -> None:
    def vendor(request: Request) -> Reply:
        right = request.headers.get("authorization") == "Bearer good"
        return Reply(status=405 if right else 401)

    server = start(vendor)
    good, bad = ({"auth": "bearer", "token": token} for token in ("good", "bad"))
    assert sender.test(message(server.url, "rest", good)).error is None
    assert sender.test(message(server.url, "rest", bad)).error == "connector_login_refused"
    assert {request.method for request in server.requests} == {"OPTIONS"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"headers": {"Host": "evil.example"}}, "headers"),
        ({"headers": {"X": "a\r\nY: b"}}, "headers.X"),
        ({"path": "@evil.example/"}, "path"),
        ({"method": "DELETE"}, "method"),
        ({"auth": "basic", "user": "a"}, "settings"),
        ({"auth": "bearer", "token": "a\nb"}, "settings"),
        ({"certificate": "../key"}, "certificate"),
        ({"secret_thing": "s3cret"}, "secret_thing"),
    ],
)
def test_settings_that_could_do_harm_are_refused_without_showing_them(given: dict[str, object], field: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings("rest", given)
    assert caught.value.field == field
    assert "s3cret" not in str(caught.value)


def test_nothing_goes_to_an_address_that_is_not_allowed(sender: KindSender, message: Callable[..., Message]) -> None:
    attempt = sender.send(message("http://127.0.0.2/", "rest", {}))
    assert (attempt.error, attempt.status) == ("delivery_not_allowed", None)


def test_a_connector_that_is_not_installed_is_told(sender: KindSender, message: Callable[..., Message]) -> None:
    attempt = sender.send(message("http://127.0.0.1/", "no-such-kind", {}))
    assert (attempt.error, attempt.final) == ("connector_unknown", True)
