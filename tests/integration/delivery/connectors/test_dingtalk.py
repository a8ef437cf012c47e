import json
from collections.abc import Callable
from typing import Any

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.conftest import NOW
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn, Vendor

Start = Callable[[Vendor], StandIn]
SETTINGS = {
    "app_key": "key",
    "app_secret": "s3cret",
    "process_code": "PROC-1",
    "originator": "manager1",
    "id_component": "投递编号",
}
FORM = {"供应商": "三和包装", "金额": 12.5, "明细": [{"品名": "纸箱", "数量": 5}], "备注": None}


class DingTalk:
    """One approval; `wrong` is what it answers to a start instead, once each."""

    def __init__(self) -> None:
        self.instances: dict[str, dict[str, Any]] = {}
        self.token = 0
        self.wrong: list[Reply | None] = []

    def __call__(self, request: Request) -> Reply | None:
        if request.path == "/v1.0/oauth2/accessToken":
            if request.json != {"appKey": "key", "appSecret": "s3cret"}:
                return Reply({"code": "invalidClientIdOrSecret", "message": "无效的clientId或clientSecret"}, 400)
            self.token += 1
            return Reply({"accessToken": f"token-{self.token}", "expireIn": 7200})
        if request.headers.get("x-acs-dingtalk-access-token") != f"token-{self.token}":
            return Reply({"requestid": "R", "code": "InvalidAuthentication", "message": "不合法的access_token"}, 400)
        match request.method, request.path:
            case "POST", "/v1.0/workflow/processInstances":
                return self.start(request)
            case "POST", "/v1.0/workflow/processes/instanceIds/query":
                return self.page(request.json)
        return Reply({"result": self.instances[request.query["processInstanceId"]], "success": True})

    def start(self, request: Request) -> Reply | None:
        reply = self.wrong.pop(0) if self.wrong else Reply()
        if reply is not None and reply.json:
            return reply
        name = f"inst-{len(self.instances)}"
        self.instances[name] = {**request.json, "status": "RUNNING", "title": "入库"}
        return reply and Reply({"instanceId": name})

    def page(self, query: dict[str, Any]) -> Reply:
        assert query["startTime"] < NOW.timestamp() * 1000
        assert (query["processCode"], query["userIds"]) == ("PROC-1", ["manager1"])
        start = query["nextToken"]
        names = list(self.instances)[start : start + query["maxResults"]]
        rest = len(self.instances) > start + len(names)
        return Reply({"result": {"list": names, **({"nextToken": start + len(names)} if rest else {})}})


@pytest.fixture
def dingtalk() -> DingTalk:
    return DingTalk()


@pytest.fixture
def send(start: Start, dingtalk: DingTalk, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Any]:
    url = start(dingtalk).url
    return lambda again=False, **other: sender.send(message(url, "dingtalk", SETTINGS | other, FORM, again=again))


def test_an_approval_is_started_with_every_value_as_text(dingtalk: DingTalk, send: Callable[..., Any]) -> None:
    attempt = send()
    assert (attempt.error, attempt.said, attempt.answer) == (None, None, '{"reference": "inst-0"}')
    started = dingtalk.instances["inst-0"]
    values = {one["name"]: one["value"] for one in started["formComponentValues"]}
    assert (started["originatorUserId"], started["processCode"], started["deptId"]) == ("manager1", "PROC-1", -1)
    assert values["投递编号"] == "msg_01"
    assert (values["供应商"], values["金额"], "备注" in values) == ("三和包装", "12.5", False)
    assert json.loads(values["明细"]) == [[{"name": "品名", "value": "纸箱"}, {"name": "数量", "value": "5"}]]


def test_a_line_cut_after_starting_makes_no_second_approval(dingtalk: DingTalk, send: Callable[..., Any]) -> None:
    dingtalk.instances = {f"other-{number}": {"formComponentValues": []} for number in range(25)}
    dingtalk.wrong = [None]
    assert [send().error, send(again=True).answer] == ["delivery_broken_answer", '{"reference": "inst-25"}']
    assert len(dingtalk.instances) == 26


@pytest.mark.parametrize(("result", "said"), [("agree", "approved"), ("refuse", "rejected")])
def test_a_repeat_brings_the_decision_where_there_is_one(
    dingtalk: DingTalk, send: Callable[..., Any], result: str, said: str
) -> None:
    send()
    remarks = [{"remark": "数量不对"}, {"remark": ""}]
    dingtalk.instances["inst-0"] |= {"status": "COMPLETED", "result": result, "operationRecords": remarks}
    answer = send(again=True).said
    assert (answer.status, answer.reference) == (said, "inst-0")
    assert answer.reason == ("数量不对" if said == "rejected" else "")


def test_where_too_many_came_since_none_is_started(dingtalk: DingTalk, send: Callable[..., Any]) -> None:
    dingtalk.instances = {f"other-{number}": {"formComponentValues": []} for number in range(101)}
    assert (send(again=True).error, len(dingtalk.instances)) == ("connector_document_unclear", 101)


def test_a_token_that_ran_out_is_fetched_anew(dingtalk: DingTalk, send: Callable[..., Any]) -> None:
    send()
    dingtalk.token = 7
    assert (send().error, dingtalk.token) == (None, 8)


def test_a_wrong_secret_is_told(send: Callable[..., Any]) -> None:
    attempt = send(app_secret="wrong")
    assert attempt.error == "connector_login_refused"
    assert attempt.answer == "无效的clientId或clientSecret (invalidClientIdOrSecret)"


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "processCodeError", "connector_refused"),
        (403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", "connector_permission"),
        (403, "Forbidden.AccessDenied.QpsLimitForApi", "connector_busy"),
        (500, "systemError", "delivery_status_5xx"),
    ],
)
def test_each_other_error_has_its_code(
    dingtalk: DingTalk, send: Callable[..., Any], status: int, code: str, error: str
) -> None:
    dingtalk.wrong = [Reply({"code": code, "message": "不行"}, status)]
    attempt = send()
    assert (attempt.error, attempt.answer) == (error, f"不行 ({code})")


def test_a_form_that_does_not_fit_is_rejected(dingtalk: DingTalk, send: Callable[..., Any]) -> None:
    dingtalk.wrong = [Reply({"code": "formConverterError", "message": "表单数据校验失败，失败控件：金额"}, 400)]
    assert send().said.reason == "表单数据校验失败，失败控件：金额 (formConverterError)"
