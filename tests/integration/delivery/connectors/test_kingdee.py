from collections.abc import Callable
from typing import Any

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn, Vendor

Start = Callable[[Vendor], StandIn]
SETTINGS = {
    "account_set": "6277",
    "user": "ocr",
    "app_id": "235685_x",
    "app_secret": "s3cret",
    "form_id": "STK_InStock",
    "id_field": "F_OCR_ID",
    "until": "audit",
}
MODEL = {"FDate": "2026-03-02", "FInStockEntry": [{"FRealQty": 5}]}


def response(*errors: tuple[str, str], code: int = 0, number: str = "RK-1") -> Reply:
    told = [{"FieldName": field, "Message": text, "DIndex": 0} for field, text in errors]
    entities = [] if errors else [{"Id": 100, "Number": number, "DIndex": 0}]
    status = {"IsSuccess": not errors, "Errors": told, "SuccessEntitys": entities, "MsgCode": code}
    return Reply({"Result": {"ResponseStatus": status, "Id": 100, "Number": number if not errors else ""}})


class Galaxy:
    """A Galaxy with one kind of bill; `wrong` is what it answers to an operation instead, once each."""

    def __init__(self) -> None:
        self.bills: dict[str, dict[str, str]] = {}
        self.session = 0
        self.wrong: dict[str, list[Reply | None]] = {}
        self.calls: list[str] = []

    def __call__(self, request: Request) -> Reply | None:
        assert request.path.startswith("/k3cloud/Kingdee.BOS.WebApi.ServicesStub.")
        assert request.path.endswith(".common.kdsvc")
        operation = request.path.removesuffix(".common.kdsvc").rpartition(".")[2]
        self.calls.append(operation)
        if operation == "LoginByAppSecret":
            return self.log_in(request.json["parameters"])
        if f"kdservice-sessionid=session-{self.session}" not in request.headers["cookie"]:
            return response(("", "会话信息已丢失，请重新登录"), code=1)
        if operation == "Save":
            saved = self.save(request.json)
        wrong = self.wrong.get(operation)
        if wrong:
            return wrong.pop(0)
        match operation:
            case "ExecuteBillQuery":
                wanted = request.json["data"]["FilterString"].removeprefix("F_OCR_ID='").removesuffix("'")
                return Reply([[b["number"], b["state"]] for b in self.bills.values() if b["id"] == wanted])
            case "Save":
                return response(number=saved)
            case "Submit":
                return self.advance(request.json, "B")
        return self.advance(request.json, "C")

    def log_in(self, given: list[Any]) -> Reply:
        if given != ["6277", "ocr", "235685_x", "s3cret", 2052]:
            return Reply({"LoginResultType": 0, "Message": "用户名或密码错误"})
        self.session += 1
        cookie = ("set-cookie", f"kdservice-sessionid=session-{self.session}; path=/; HttpOnly")
        return Reply({"LoginResultType": 1, "KDSVCSessionId": f"session-{self.session}"}, headers=(cookie,))

    def save(self, given: dict[str, Any]) -> str:
        assert (given["formid"], given["data"]["Model"]["FDate"]) == ("STK_InStock", "2026-03-02")
        number = f"RK-{len(self.bills) + 1}"
        if "Save" not in self.wrong or self.wrong["Save"] == [None]:
            self.bills[number] = {"number": number, "id": given["data"]["Model"]["F_OCR_ID"], "state": "A"}
        return number

    def advance(self, given: dict[str, Any], state: str) -> Reply:
        [number] = given["data"]["Numbers"]
        self.bills[number]["state"] = state
        return response(number=number)


@pytest.fixture
def galaxy() -> Galaxy:
    return Galaxy()


@pytest.fixture
def send(start: Start, galaxy: Galaxy, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Any]:
    url = f"{start(galaxy).url}/k3cloud/"
    return lambda again=False, **other: sender.send(message(url, "kingdee", SETTINGS | other, MODEL, again=again))


def test_a_bill_is_saved_submitted_and_audited(galaxy: Galaxy, send: Callable[..., Any]) -> None:
    attempt = send()
    assert (attempt.error, attempt.said.status, attempt.said.reference) == (None, "approved", "RK-1")
    assert galaxy.bills["RK-1"] == {"number": "RK-1", "id": "msg_01", "state": "C"}
    assert galaxy.calls == ["LoginByAppSecret", "ExecuteBillQuery", "Save", "Submit", "Audit"]


def test_a_bill_that_is_only_saved_has_a_number_but_no_approval_yet(galaxy: Galaxy, send: Callable[..., Any]) -> None:
    attempt = send(until="save")
    assert (attempt.error, attempt.said, attempt.answer) == (None, None, '{"reference": "RK-1"}')
    assert galaxy.bills["RK-1"]["state"] == "A"


def test_a_line_cut_after_saving_makes_no_second_bill(galaxy: Galaxy, send: Callable[..., Any]) -> None:
    galaxy.wrong["Save"] = [None]
    first, second = send(), send(again=True)
    assert (first.error, second.error) == ("delivery_broken_answer", None)
    assert {number: bill["state"] for number, bill in galaxy.bills.items()} == {"RK-1": "C"}


def test_a_session_that_ran_out_is_opened_anew(galaxy: Galaxy, send: Callable[..., Any]) -> None:
    assert send().error is None
    galaxy.session = 7
    assert send(again=True).error is None
    assert (galaxy.calls.count("LoginByAppSecret"), len(galaxy.bills)) == (2, 1)


def test_a_session_is_used_for_many_bills(galaxy: Galaxy, send: Callable[..., Any]) -> None:
    assert [send().error, send(again=True).error] == [None, None]
    assert galaxy.calls.count("LoginByAppSecret") == 1


def test_a_refused_log_in_is_told_in_galaxys_words(galaxy: Galaxy, send: Callable[..., Any]) -> None:
    attempt = send(app_secret="wrong")
    assert (attempt.error, attempt.answer) == ("connector_login_refused", "用户名或密码错误")
    assert attempt.asks_for_rest


@pytest.mark.parametrize(
    ("code", "error"), [(2, "connector_permission"), (14, "connector_busy"), (4, "connector_refused")]
)
def test_an_error_has_its_code(galaxy: Galaxy, send: Callable[..., Any], code: int, error: str) -> None:
    galaxy.wrong["Save"] = [response(("FX", "不行"), code=code)]
    attempt = send()
    assert (attempt.error, attempt.answer) == (error, "FX: 不行")


def test_a_bill_that_galaxy_does_not_want_is_rejected_with_its_reason(galaxy: Galaxy, send: Callable[..., Any]) -> None:
    galaxy.wrong["Save"] = [response(("FMaterialId", "物料不存在"), ("FStockId", "仓库必填"), code=11)]
    attempt = send()
    assert (attempt.error, attempt.said.status) == (None, "rejected")
    assert attempt.said.reason == "FMaterialId: 物料不存在; FStockId: 仓库必填"


def test_a_bill_that_gets_stuck_is_taken_on_from_there(galaxy: Galaxy, send: Callable[..., Any]) -> None:
    galaxy.wrong["Audit"] = [response(("", "库存不足"), code=4)]
    stuck, done = send(), send(again=True)
    assert (stuck.error, stuck.answer) == ("connector_document_partial", "RK-1: 库存不足")
    assert (done.error, galaxy.calls.count("Save"), galaxy.calls.count("Submit")) == (None, 1, 1)


def test_a_wrong_field_in_the_query_is_no_word_on_the_document(galaxy: Galaxy, send: Callable[..., Any]) -> None:
    wrong = response(("", "字段F_OCR_ID不存在"), code=11).json
    galaxy.wrong["ExecuteBillQuery"] = [Reply([[wrong]])]
    assert send().error == "connector_refused"


def test_a_page_in_the_place_of_an_answer_is_told(
    start: Start, sender: KindSender, message: Callable[..., Message]
) -> None:
    server = start(lambda request: Reply(text="<html>维护中</html>"))
    assert sender.send(message(server.url, "kingdee", SETTINGS, MODEL)).error == "connector_answer_unclear"
    assert sender.test(message(server.url, "kingdee", SETTINGS, MODEL)).error == "connector_answer_unclear"
