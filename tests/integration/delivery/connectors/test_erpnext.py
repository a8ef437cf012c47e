import json
from collections.abc import Callable
from typing import Any

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn, Vendor

Start = Callable[[Vendor], StandIn]
SETTINGS = {"api_key": "key", "api_secret": "s3cret", "doctype": "Purchase Receipt", "submit": True}
DOCUMENT = {"supplier": "三和包装", "items": [{"item_code": "A-1", "qty": 5}]}


def frappe_error(status: int, kind: str, *messages: str) -> Reply:
    told = json.dumps([json.dumps({"message": text, "indicator": "red"}) for text in messages])
    return Reply({"exc_type": kind, "exception": f"frappe.exceptions.{kind}", "_server_messages": told}, status)


class Bench:
    """A Frappe site with one DocType; `wrong` is what it answers to a method instead, once each."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.wrong: dict[str, list[Reply | None]] = {}

    def __call__(self, request: Request) -> Reply | None:
        assert request.path.startswith("/api/resource/Purchase%20Receipt")
        if request.headers["authorization"] != "token key:s3cret":
            return frappe_error(401, "AuthenticationError")
        if request.method == "POST":
            name = f"PR-{len(self.documents) + 1}"
            if self.wrong.get("POST", [None])[0] is None:
                self.documents[name] = {**request.json, "name": name, "docstatus": 0}
        if self.wrong.get(request.method):
            return self.wrong[request.method].pop(0)
        match request.method:
            case "GET":
                [[field, _, wanted]] = json.loads(request.query["filters"])
                rows = [one for one in self.documents.values() if one[field] == wanted]
                assert request.query["fields"] == '["*"]'
                return Reply({"data": rows})
            case "POST":
                return Reply({"data": self.documents[name]})
        document = self.documents[request.path.rpartition("/")[2]]
        document |= request.json
        return Reply({"data": document})


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def send(start: Start, bench: Bench, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Any]:
    url = start(bench).url
    return lambda again=False, **other: sender.send(message(url, "erpnext", SETTINGS | other, DOCUMENT, again=again))


def test_a_document_is_created_and_submitted(bench: Bench, send: Callable[..., Any]) -> None:
    attempt = send()
    assert (attempt.error, attempt.said.status, attempt.said.reference) == (None, "approved", "PR-1")
    made = bench.documents["PR-1"]
    assert (made["custom_delivery_id"], made["supplier"], made["docstatus"]) == ("msg_01", "三和包装", 1)


def test_a_draft_is_not_approved(bench: Bench, send: Callable[..., Any]) -> None:
    assert send(submit=False).said is None
    assert bench.documents["PR-1"]["docstatus"] == 0


def test_a_line_cut_after_creating_makes_no_second_document(bench: Bench, send: Callable[..., Any]) -> None:
    bench.wrong["POST"] = [None]
    assert [send().error, send(again=True).error] == ["delivery_broken_answer", None]
    assert [(name, one["docstatus"]) for name, one in bench.documents.items()] == [("PR-1", 1)]


def test_a_validation_error_is_a_rejection_in_erpnexts_words(bench: Bench, send: Callable[..., Any]) -> None:
    bench.wrong["POST"] = [frappe_error(417, "LinkValidationError", "Could not find <b>Item</b>: A-1", "Row 1")]
    attempt = send()
    assert (attempt.error, attempt.said.status, attempt.status) == (None, "rejected", 417)
    assert attempt.said.reason == "Could not find Item: A-1; Row 1"


def test_a_refused_key_is_told(send: Callable[..., Any]) -> None:
    assert send(api_secret="wrong").error == "connector_login_refused"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (frappe_error(403, "PermissionError", "No permission for Purchase Receipt"), "connector_permission"),
        (frappe_error(404, "DoesNotExistError", "DocType"), "connector_address"),
        (frappe_error(429, "RateLimitExceededError"), "connector_busy"),
        (frappe_error(417, "TimestampMismatchError"), "connector_refused"),
        (Reply(status=500, text="Traceback"), "delivery_status_5xx"),
        (Reply(text="<html>"), "connector_answer_unclear"),
    ],
)
def test_each_other_error_has_its_code(bench: Bench, send: Callable[..., Any], reply: Reply, error: str) -> None:
    bench.wrong["POST"] = [reply]
    assert send().error == error


def test_the_test_creates_nothing(
    start: Start, bench: Bench, sender: KindSender, message: Callable[..., Message]
) -> None:
    server = start(bench)
    assert sender.test(message(server.url, "erpnext", SETTINGS, DOCUMENT)).error is None
    assert bench.documents == {}
