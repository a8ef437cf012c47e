from collections.abc import Callable
from typing import Any

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.connectors.yonyou import signature
from ocr_service.delivery.kind_sender import KindSender
from ocr_service.records.base import new_id
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn, Vendor

Start = Callable[[Vendor], StandIn]
DOCUMENT = {"vouchdate": "2026-03-02", "purInRecords": [{"qty": 5}]}


class Bip:
    """A BIP with one interface; `wrong` is what it answers to a save instead, once each."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.token = 0
        self.knows_conditions = True
        self.wrong: list[Reply | None] = []

    def __call__(self, request: Request) -> Reply | None:
        if request.path == "/iuap-api-auth/open-auth/selfAppAuth/base/v1/getAccessToken":
            return self.give_token(request)
        assert request.path in [f"/iuap-api-gateway/yonbip/scm/purinrecord/{name}" for name in ("single/save", "list")]
        if request.query["access_token"] != f"token-{self.token}":
            return Reply({"code": "310036", "message": "access_token 已失效"})
        if request.path.endswith("list"):
            return self.list(request.json)
        data = request.json["data"]
        reply = self.wrong.pop(0) if self.wrong else Reply()
        if reply is not None and (reply.json or reply.text):
            return reply
        document = self.documents.setdefault(data["resubmitCheckKey"], {**data, "code": f"RK{len(self.documents)}"})
        return reply and Reply({"code": "200", "message": "操作成功", "data": {"id": 17, "code": document["code"]}})

    def list(self, wanted: dict[str, Any]) -> Reply:
        if self.wrong:
            return self.wrong.pop(0) or Reply()
        code = wanted.get("code", "")
        # Other documents' codes may hold the wanted one.
        rows = [{"code": f"{code}1", "status": 1}, *self.documents.values()]
        rows = [one for one in rows if code in one["code"]]
        if self.knows_conditions:
            for one in wanted["simpleVOs"]:
                assert one["op"] == "eq"
                rows = [row for row in rows if row.get(one["field"]) == one["value1"]]
        shown = ("code", "out_sys_id")
        found = [{"status": row.get("status", 0)} | {name: row.get(name) for name in shown} for row in rows]
        page = {"pageIndex": wanted["pageIndex"], "recordCount": len(found), "recordList": found}
        return Reply({"code": "200", "message": "操作成功", "data": page})

    def give_token(self, request: Request) -> Reply:
        signed = {name: request.query[name] for name in ("appKey", "timestamp")}
        if request.query["signature"] != signature(signed, "s3cret"):
            return Reply({"code": "50000", "message": "签名错误"})
        self.token += 1
        return Reply(
            {"code": "00000", "message": "成功！", "data": {"access_token": f"token-{self.token}", "expire": 7200}}
        )


@pytest.fixture
def bip() -> Bip:
    return Bip()


@pytest.fixture
def send(start: Start, bip: Bip, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Any]:
    url = start(bip).url
    settings = {
        "token_url": f"{url}/iuap-api-auth/open-auth/selfAppAuth/base/v1/getAccessToken",
        "app_key": "key",
        "app_secret": "s3cret",
        "path": "/yonbip/scm/purinrecord/single/save",
    }
    gateway = f"{url}/iuap-api-gateway"
    return lambda again=False, **other: sender.send(message(gateway, "yonyou", settings | other, DOCUMENT, again=again))


def test_the_signature_is_that_of_the_published_algorithm() -> None:
    # By openssl: printf 'appKeyktimestamp1' | openssl dgst -sha256 -hmac s -binary | base64
    assert signature({"timestamp": "1", "appKey": "k"}, "s") == "1QVBz2H/w1iAIOvyQFbN4mRFm1e8JZxtUnCFXUygB0k="


def test_a_document_is_saved_under_our_number(bip: Bip, send: Callable[..., Any]) -> None:
    attempt = send()
    assert (attempt.error, attempt.answer) == (None, '{"reference": "RK0"}')
    assert bip.documents["msg_01"]["vouchdate"] == "2026-03-02"


def test_a_line_cut_after_saving_makes_no_second_document(bip: Bip, send: Callable[..., Any]) -> None:
    bip.wrong = [None]
    assert [send().error, send(again=True).answer] == ["delivery_broken_answer", '{"reference": "RK0"}']
    assert len(bip.documents) == 1


def test_a_repeat_that_is_listed_under_our_number_is_not_saved_again(bip: Bip, send: Callable[..., Any]) -> None:
    listed = {"source_field": "out_sys_id", "list_path": "/yonbip/scm/purinrecord/list"}
    bip.wrong = [None]
    assert send(**listed).error == "delivery_broken_answer"
    saved = dict(bip.documents)
    # An interface without idempotency of its own would save what comes now once more.
    bip.documents = {"anything": saved["msg_01"]}

    assert send(again=True, **listed).answer == '{"reference": "RK0"}'
    assert list(bip.documents) == ["anything"]


def test_a_repeat_that_is_not_listed_is_saved(bip: Bip, send: Callable[..., Any]) -> None:
    listed = {"source_field": "out_sys_id", "list_path": "/yonbip/scm/purinrecord/list"}
    assert send(again=True, **listed).answer == '{"reference": "RK0"}'
    assert bip.documents["msg_01"]["out_sys_id"] == "msg_01"


def test_our_numbers_are_as_short_as_idempotency_wants_them() -> None:
    assert len(new_id("msg")) <= 32


@pytest.mark.parametrize(("again", "said"), [(True, None), (False, "rejected")])
def test_a_repeat_that_yonyou_calls_one_is_no_rejection(
    bip: Bip, send: Callable[..., Any], again: bool, said: str | None
) -> None:
    bip.wrong = [Reply({"code": "999", "message": "请勿重复提交"})]
    attempt = send(again=again)
    assert (attempt.error, attempt.said and attempt.said.status) == (None, said)


def test_a_token_that_ran_out_is_fetched_anew(bip: Bip, send: Callable[..., Any]) -> None:
    assert send().error is None
    bip.token = 7
    assert (send(again=True).error, bip.token) == (None, 8)


def test_a_wrong_secret_is_told(send: Callable[..., Any]) -> None:
    attempt = send(app_secret="wrong")
    assert (attempt.error, attempt.answer) == ("connector_login_refused", "签名错误 (50000)")


@pytest.mark.parametrize(
    "told",
    [
        {"code": "999", "message": "物料不存在"},
        {"code": "200", "message": "ok", "data": {"count": 1, "failCount": 1, "messages": ["物料不存在"]}},
    ],
)
def test_what_yonyou_does_not_want_is_rejected(bip: Bip, send: Callable[..., Any], told: dict[str, Any]) -> None:
    bip.wrong = [Reply(told)]
    attempt = send()
    assert (attempt.error, attempt.said.status) == (None, "rejected")
    assert attempt.said.reason.startswith("物料不存在")


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply({"code": "310008", "message": "未授权此 API"}), "connector_permission"),
        (Reply({"code": "310099", "message": "token 不匹配"}), "connector_session_lost"),
        (Reply({"code": "404", "message": "no api"}), "connector_refused"),
        (Reply({"message": "limit"}, 429), "connector_busy"),
        (Reply(text="<html>", status=502), "delivery_status_5xx"),
        (Reply(text="<html>"), "connector_answer_unclear"),
    ],
)
def test_each_other_error_has_its_code(bip: Bip, send: Callable[..., Any], reply: Reply, error: str) -> None:
    bip.wrong = [reply, reply]
    assert send().error == error
