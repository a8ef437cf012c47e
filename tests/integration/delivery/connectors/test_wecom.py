from collections.abc import Callable
from typing import Any

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn, Vendor

Start = Callable[[Vendor], StandIn]
SETTINGS = {
    "corp_id": "ww1",
    "secret": "s3cret",
    "template_id": "3Tmm",
    "creator": "WangXiaoMing",
    "id_control": "Text-9",
}
FORM = {
    "Text-1": "三和包装",
    "Money-2": "12.50",
    "Number-3": 5,
    "Date-4": "2026-03-02",
    "Selector-5": "option-1",
    "Table-6": [{"Text-7": "纸箱"}],
    "item-8": {"control": "Textarea", "value": {"text": "旧模板"}},
    "Text-10": None,
}


class WeCom:
    """One template; `wrong` is what it answers to an application instead, once each."""

    def __init__(self) -> None:
        self.applications: dict[str, dict[str, Any]] = {}
        self.token = 0
        self.wrong: list[Reply | None] = []

    def __call__(self, request: Request) -> Reply | None:
        if request.path == "/cgi-bin/gettoken":
            if request.query != {"corpid": "ww1", "corpsecret": "s3cret"}:
                return Reply({"errcode": 40001, "errmsg": "invalid credential"})
            self.token += 1
            return Reply({"errcode": 0, "errmsg": "ok", "access_token": f"token-{self.token}", "expires_in": 7200})
        if request.query["access_token"] != f"token-{self.token}":
            return Reply({"errcode": 42001, "errmsg": "access_token expired"})
        match request.path:
            case "/cgi-bin/oa/applyevent":
                return self.apply(request.json)
            case "/cgi-bin/oa/getapprovalinfo":
                return self.page(request.json)
        assert request.path == "/cgi-bin/oa/getapprovaldetail"
        return Reply({"errcode": 0, "info": self.applications[request.json["sp_no"]]})

    def apply(self, given: dict[str, Any]) -> Reply | None:
        reply = self.wrong.pop(0) if self.wrong else Reply()
        if reply is not None and (reply.json or reply.text):
            return reply
        lines = [one["text"] for line in given["summary_list"] for one in line["summary_info"]]
        assert 1 <= len(lines) <= 3
        assert all(1 <= len(line) <= 20 for line in lines)
        number = f"2026{len(self.applications):04}"
        self.applications[number] = {**given, "sp_no": number, "sp_status": 1}
        return reply and Reply({"errcode": 0, "errmsg": "ok", "sp_no": number})

    def page(self, given: dict[str, Any]) -> Reply:
        assert {one["key"]: one["value"] for one in given["filters"]} == {
            "template_id": "3Tmm",
            "creator": "WangXiaoMing",
        }
        assert int(given["starttime"]) < int(given["endtime"])
        start = int(given["new_cursor"] or 0)
        numbers = list(self.applications)[start : start + given["size"]]
        rest = len(self.applications) > start + len(numbers)
        return Reply(
            {"errcode": 0, "sp_no_list": numbers, **({"new_next_cursor": str(start + len(numbers))} if rest else {})}
        )


@pytest.fixture
def wecom() -> WeCom:
    return WeCom()


@pytest.fixture
def send(start: Start, wecom: WeCom, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Any]:
    url = start(wecom).url

    def act(form: Any = FORM, *, again: bool = False, **other: str) -> Any:
        return sender.send(message(url, "wecom", SETTINGS | other, form, again=again))

    return act


def test_an_application_is_handed_in_with_each_control_in_its_form(wecom: WeCom, send: Callable[..., Any]) -> None:
    attempt = send()
    assert (attempt.error, attempt.said, attempt.answer) == (None, None, '{"reference": "20260000"}')
    handed = wecom.applications["20260000"]
    assert (handed["creator_userid"], handed["template_id"], handed["use_template_approver"]) == (
        "WangXiaoMing",
        "3Tmm",
        1,
    )
    assert {one["id"]: (one["control"], one["value"]) for one in handed["apply_data"]["contents"]} == {
        "Text-1": ("Text", {"text": "三和包装"}),
        "Money-2": ("Money", {"new_money": "12.50"}),
        "Number-3": ("Number", {"new_number": "5"}),
        "Date-4": ("Date", {"date": {"type": "day", "s_timestamp": "1772380800"}}),
        "Selector-5": ("Selector", {"selector": {"type": "single", "options": [{"key": "option-1"}]}}),
        "Table-6": (
            "Table",
            {"children": [{"list": [{"control": "Text", "id": "Text-7", "value": {"text": "纸箱"}}]}]},
        ),
        "item-8": ("Textarea", {"text": "旧模板"}),
        "Text-9": ("Text", {"text": "msg_01"}),
    }


def test_approvers_see_the_first_values_on_their_card(wecom: WeCom, send: Callable[..., Any]) -> None:
    send(
        {
            "Table-6": [{"Text-7": "纸箱"}],
            "Text-1": "苏州工业园区三和包装材料科技有限公司第二分厂",
            "Number-3": 5,
            "Text-2": "",
        }
    )
    send({"Table-6": [{"Text-7": "纸箱"}]})

    shown = [[line["summary_info"][0]["text"] for line in one["summary_list"]] for one in wecom.applications.values()]
    assert shown == [["苏州工业园区三和包装材料科技有限公司第二", "5", "msg_01"], ["msg_01"]]


def test_a_line_cut_after_handing_in_makes_no_second_application(wecom: WeCom, send: Callable[..., Any]) -> None:
    wecom.wrong = [None]
    assert [send().error, send(again=True).answer] == ["delivery_broken_answer", '{"reference": "20260000"}']
    assert len(wecom.applications) == 1


@pytest.mark.parametrize(("status", "said"), [(2, "approved"), (3, "rejected")])
def test_a_repeat_brings_the_decision_where_there_is_one(
    wecom: WeCom, send: Callable[..., Any], status: int, said: str
) -> None:
    send()
    record = [{"details": [{"speech": "数量不对"}, {"speech": ""}]}]
    wecom.applications["20260000"] |= {"sp_status": status, "sp_record": record}
    answer = send(again=True).said
    assert (answer.status, answer.reference) == (said, "20260000")
    assert answer.reason == ("数量不对" if said == "rejected" else "")


def test_where_too_many_came_since_none_is_handed_in(wecom: WeCom, send: Callable[..., Any]) -> None:
    wecom.applications = {str(number): {"apply_data": {"contents": []}} for number in range(301)}
    assert (send(again=True).error, len(wecom.applications)) == ("connector_document_unclear", 301)


def test_a_token_that_ran_out_is_fetched_anew(wecom: WeCom, send: Callable[..., Any]) -> None:
    send()
    wecom.token = 7
    assert (send().error, wecom.token) == (None, 8)


def test_a_wrong_secret_is_told(send: Callable[..., Any]) -> None:
    attempt = send(secret="wrong")
    assert (attempt.error, attempt.answer) == ("connector_login_refused", "invalid credential (40001)")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (45009, "connector_busy"),
        (-1, "connector_busy"),
        (60020, "connector_permission"),
        (301055, "connector_permission"),
        (42001, "connector_session_lost"),
        (40003, "connector_refused"),
    ],
)
def test_each_error_has_its_code(wecom: WeCom, send: Callable[..., Any], code: int, error: str) -> None:
    wecom.wrong = [Reply({"errcode": code, "errmsg": "no"})] * 2
    attempt = send()
    assert (attempt.error, attempt.answer) == (error, f"no ({code})")


def test_a_form_that_does_not_fit_is_rejected(wecom: WeCom, send: Callable[..., Any]) -> None:
    wecom.wrong = [Reply({"errcode": 301025, "errmsg": "金额格式错误"})]
    assert send().said.reason == "金额格式错误 (301025)"


@pytest.mark.parametrize("form", [{"Date-4": "2. März"}, {"Vacation-1": "x"}, {"Table-6": "x"}])
def test_a_value_that_its_control_cannot_take_is_named(
    wecom: WeCom, send: Callable[..., Any], form: dict[str, Any]
) -> None:
    attempt = send(form)
    assert (attempt.error, attempt.answer, attempt.final) == ("connector_document_shape", next(iter(form)), True)


def test_a_page_in_the_place_of_an_answer_is_told(wecom: WeCom, send: Callable[..., Any]) -> None:
    wecom.wrong = [Reply(text="<html>")]
    assert send().error == "connector_answer_unclear"
