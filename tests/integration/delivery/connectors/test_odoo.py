from collections.abc import Callable
from typing import Any

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn, Vendor

Start = Callable[[Vendor], StandIn]
SETTINGS = {
    "database": "factory",
    "user": "ocr@factory.lan",
    "api_key": "s3cret",
    "model": "stock.picking",
    "id_field": "x_delivery_id",
    "confirm": "action_confirm",
}
VALUES = {"origin": "A-1", "move_ids": [[0, 0, {"product_id": 7, "product_uom_qty": 5}]]}


def odoo_error(name: str, message: str) -> Reply:
    data = {"name": name, "message": message, "debug": "Traceback: s3cret", "arguments": [message]}
    return Reply({"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "message": "Odoo Server Error", "data": data}})


class Server:
    """An Odoo with one model; `wrong` is what it answers to a method instead, once each."""

    def __init__(self) -> None:
        self.records: dict[int, dict[str, Any]] = {}
        self.wrong: dict[str, list[Reply | None]] = {}
        self.methods: list[str] = []

    def __call__(self, request: Request) -> Reply | None:
        params = request.json["params"]
        if params["service"] == "common":
            right = params["args"] == ["factory", "ocr@factory.lan", "s3cret", {}]
            return Reply({"jsonrpc": "2.0", "id": 1, "result": 2 if right else False})
        assert params["method"] == "execute_kw"
        database, user, key, model, method, positional, named = params["args"]
        assert (database, user, key, model) == ("factory", 2, "s3cret", "stock.picking")
        self.methods.append(method)
        if method == "create" and self.wrong.get("create", [None])[0] is None:
            number = len(self.records) + 1
            self.records[number] = {**positional[0], "id": number, "name": f"IN/{number}", "state": "draft"}
        if self.wrong.get(method):
            return self.wrong[method].pop(0)
        return Reply({"jsonrpc": "2.0", "id": 1, "result": self.run(method, positional, named)})

    def run(self, method: str, positional: list[Any], named: dict[str, Any]) -> Any:
        match method:
            case "search_read":
                [[[field, _, wanted]]] = positional
                return [one for one in self.records.values() if one[field] == wanted][: named["limit"]]
            case "read":
                return [self.records[number] for number in positional[0]]
            case "create":
                return len(self.records)
        self.records[positional[0][0]]["state"] = "assigned"
        return True


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def send(start: Start, server: Server, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Any]:
    url = start(server).url
    return lambda again=False, **other: sender.send(message(url, "odoo", SETTINGS | other, VALUES, again=again))


def test_a_record_is_created_and_confirmed(server: Server, send: Callable[..., Any]) -> None:
    attempt = send()
    assert (attempt.error, attempt.said.status, attempt.said.reference) == (None, "approved", "IN/1")
    assert (server.records[1]["x_delivery_id"], server.records[1]["state"]) == ("msg_01", "assigned")


def test_a_record_that_is_not_confirmed_is_not_approved(server: Server, send: Callable[..., Any]) -> None:
    attempt = send(confirm="")
    assert (attempt.said, attempt.answer) == (None, '{"reference": "IN/1"}')


@pytest.mark.parametrize("cut", ["create", "action_confirm"])
def test_a_line_cut_on_the_way_makes_no_second_record(server: Server, send: Callable[..., Any], cut: str) -> None:
    server.wrong[cut] = [None]
    assert [send().error, send(again=True).error] == ["delivery_broken_answer", None]
    assert [one["state"] for one in server.records.values()] == ["assigned"]


def test_what_was_confirmed_is_not_confirmed_again(server: Server, send: Callable[..., Any]) -> None:
    assert [send().error, send(again=True).error] == [None, None]
    assert server.methods.count("action_confirm") == 1


@pytest.mark.parametrize("name", ["odoo.exceptions.ValidationError", "odoo.exceptions.UserError"])
def test_what_odoo_does_not_want_is_rejected_without_its_traceback(
    server: Server, send: Callable[..., Any], name: str
) -> None:
    server.wrong["create"] = [odoo_error(name, "数量必须为正")]
    attempt = send()
    assert (attempt.said.status, attempt.said.reason) == ("rejected", "数量必须为正")
    assert "s3cret" not in attempt.answer


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("odoo.exceptions.AccessError", "connector_permission"),
        ("odoo.exceptions.AccessDenied", "connector_login_refused"),
        ("builtins.ValueError", "connector_refused"),
    ],
)
def test_each_other_error_has_its_code(server: Server, send: Callable[..., Any], name: str, error: str) -> None:
    server.wrong["create"] = [odoo_error(name, "no")]
    assert (send().error, len(server.records)) == (error, 0)


def test_a_record_that_cannot_be_confirmed_is_named(server: Server, send: Callable[..., Any]) -> None:
    server.wrong["action_confirm"] = [odoo_error("odoo.exceptions.UserError", "库存不足")]
    attempt = send()
    assert (attempt.error, attempt.answer) == ("connector_document_partial", "IN/1: 库存不足")


def test_a_wrong_key_is_told(send: Callable[..., Any]) -> None:
    assert send(api_key="wrong").error == "connector_login_refused"
