import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn, Vendor

Start = Callable[[Vendor], StandIn]
SETTINGS = {"app_id": "cli_1", "app_secret": "s3cret", "approval_code": "7C46", "originator": "59a9"}
FORM = [{"id": "widget1", "type": "input", "value": "三和包装"}]


class Feishu:
    """One approval; `wrong` is what it answers to a start instead, once each."""

    def __init__(self) -> None:
        self.instances: dict[str, dict[str, Any]] = {}
        self.token = 0
        self.wrong: list[Reply | None] = []

    def __call__(self, request: Request) -> Reply | None:
        if request.path == "/open-apis/auth/v3/tenant_access_token/internal":
            if request.json != {"app_id": "cli_1", "app_secret": "s3cret"}:
                return Reply({"code": 10014, "msg": "app secret invalid"})
            self.token += 1
            return Reply({"code": 0, "msg": "ok", "tenant_access_token": f"t-{self.token}", "expire": 7200})
        if request.headers["authorization"] != f"Bearer t-{self.token}":
            return Reply({"code": 99991663, "msg": "Invalid access token"}, 400)
        if request.method == "GET":
            wanted = request.path.rpartition("/")[2]  # the instance's code, or the uuid that it was started with
            return Reply(
                {
                    "code": 0,
                    "data": next(
                        one for uuid, one in self.instances.items() if wanted in (uuid, one.get("instance_code"))
                    ),
                }
            )
        assert request.path == "/open-apis/approval/v4/instances"
        return self.start(request.json)

    def start(self, given: dict[str, Any]) -> Reply | None:
        reply = self.wrong.pop(0) if self.wrong else Reply()
        if reply is not None and (reply.json or reply.text):
            return reply
        key = str(uuid.UUID(given["uuid"])).upper()
        if key in self.instances:
            return Reply({"code": 60012, "msg": "uuid conflict"}, 400)
        code = f"INST-{len(self.instances)}"
        self.instances[key] = {**given, "instance_code": code, "status": "PENDING"}
        return reply and Reply({"code": 0, "msg": "success", "data": {"instance_code": code}})


@pytest.fixture
def feishu() -> Feishu:
    return Feishu()


@pytest.fixture
def send(start: Start, feishu: Feishu, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Any]:
    url = start(feishu).url

    def act(form: Any = None, *, again: bool = False, **other: str) -> Any:
        return sender.send(message(url, "feishu", SETTINGS | other, FORM if form is None else form, again=again))

    return act


def test_an_approval_is_started(feishu: Feishu, send: Callable[..., Any]) -> None:
    attempt = send()
    assert (attempt.error, attempt.said, attempt.answer) == (None, None, '{"reference": "INST-0"}')
    [started] = feishu.instances.values()
    assert (started["approval_code"], started["user_id"], json.loads(started["form"])) == ("7C46", "59a9", FORM)


def test_the_originator_may_be_named_otherwise(feishu: Feishu, send: Callable[..., Any]) -> None:
    send(originator_kind="open_id")
    [started] = feishu.instances.values()
    assert (started["open_id"], "user_id" in started) == ("59a9", False)


def test_a_line_cut_after_starting_makes_no_second_approval(feishu: Feishu, send: Callable[..., Any]) -> None:
    feishu.wrong = [None]
    assert [send().error, send(again=True).answer] == ["delivery_broken_answer", '{"reference": "INST-0"}']
    assert len(feishu.instances) == 1


@pytest.mark.parametrize(("status", "said"), [("APPROVED", "approved"), ("REJECTED", "rejected")])
def test_a_repeat_brings_the_decision_where_there_is_one(
    feishu: Feishu, send: Callable[..., Any], status: str, said: str
) -> None:
    send()
    next(iter(feishu.instances.values())).update(
        status=status, timeline=[{"type": "REJECT", "comment": "数量不对"}, {"type": "START"}]
    )
    answer = send(again=True).said
    assert (answer.status, answer.reference) == (said, "INST-0")
    assert answer.reason == ("数量不对" if said == "rejected" else "")


def test_a_token_that_ran_out_is_fetched_anew(feishu: Feishu, send: Callable[..., Any]) -> None:
    send()
    feishu.token = 7
    assert (send(again=True).error, feishu.token) == (None, 8)


def test_a_wrong_secret_is_told(send: Callable[..., Any]) -> None:
    attempt = send(app_secret="wrong")
    assert (attempt.error, attempt.answer) == ("connector_login_refused", "app secret invalid (10014)")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (99991400, "connector_busy"),
        (99991672, "connector_permission"),
        (1390002, "connector_address"),
        (99991663, "connector_session_lost"),
        (1395001, "connector_refused"),
    ],
)
def test_each_error_has_its_code(feishu: Feishu, send: Callable[..., Any], code: int, error: str) -> None:
    feishu.wrong = [Reply({"code": code, "msg": "no"}, 400)] * 2
    attempt = send()
    assert (attempt.error, attempt.answer) == (error, f"no ({code})")


def test_a_form_that_does_not_fit_is_rejected(feishu: Feishu, send: Callable[..., Any]) -> None:
    feishu.wrong = [Reply({"code": 1390001, "msg": "param is invalid: widget1"}, 400)]
    assert send().said.reason == "param is invalid: widget1 (1390001)"


@pytest.mark.parametrize("form", [{"widget1": "x"}, ["x"], [{"type": "input"}]])
def test_a_form_that_is_no_list_of_widgets_is_given_up(send: Callable[..., Any], form: Any) -> None:
    attempt = send(form)
    assert (attempt.error, attempt.final) == ("connector_document_shape", True)


def test_a_page_in_the_place_of_an_answer_is_told(feishu: Feishu, send: Callable[..., Any]) -> None:
    feishu.wrong = [Reply(text="<html>", status=502)]
    assert send().error == "delivery_status_5xx"
