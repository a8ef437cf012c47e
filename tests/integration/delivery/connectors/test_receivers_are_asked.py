"""What became of a document is asked for in each system's own way, and read from what it shows."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.connectors import registry
from ocr_service.delivery.kind_sender import KindSender
from ocr_service.delivery.question import Asked, Question
from tests.integration.delivery.connectors import (
    test_dingtalk,
    test_erpnext,
    test_feishu,
    test_kingdee,
    test_odoo,
    test_sap,
    test_wecom,
    test_yonyou,
)
from tests.integration.delivery.connectors.conftest import NOW
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn, Vendor

Start = Callable[[Vendor], StandIn]
PATHS = {"kingdee": "/k3cloud", "sap": test_sap.ROOT, "yonyou": "/iuap-api-gateway"}
SAP = test_sap.SETTINGS | test_sap.DECIDED | {"rejected_when": "X, Y"}
YONYOU = {
    "token_url": "{base}/iuap-api-auth/open-auth/selfAppAuth/base/v1/getAccessToken",
    "app_key": "key",
    "app_secret": "s3cret",
    "path": "/yonbip/scm/purinrecord/single/save",
    "list_path": "/yonbip/scm/purinrecord/list",
}


@pytest.fixture
def ask(start: Start, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Asked]:
    """Hands a document in, lets `become` happen to it, and asks."""

    def act(
        vendor: Any, kind: str, settings: dict[str, Any], document: Any, become: Callable[[], None] = lambda: None
    ) -> Asked:
        base = start(vendor).url
        url = base + PATHS.get(kind, "")
        settings = {name: value.replace("{base}", base) if isinstance(value, str) else value
                    for name, value in settings.items()}  # fmt: skip
        attempt = sender.send(message(url, kind, settings, document))
        assert attempt.error is None, attempt
        assert registry.can_ask(kind, settings)
        become()
        reference = json.loads(attempt.answer)["reference"]
        return sender.ask(
            Question(
                delivery_id="msg_01",
                reference=reference,
                url=url,
                kind=kind,
                sent_at=NOW,
                at=NOW,
                settings=settings,
            )
        )

    return act


def said(asked: Asked) -> tuple[Any, ...]:
    assert asked.error is None, asked
    answer = asked.answer
    return (None,) if answer is None else (answer.status, answer.reference, answer.reason)


@pytest.mark.parametrize(
    ("becomes", "expected"),
    [
        ({}, (None,)),
        ({"status": "COMPLETED", "result": "agree"}, ("approved", "inst-0", "")),
        ({"status": "COMPLETED", "result": "refuse"}, ("rejected", "inst-0", "数量不对")),
        ({"status": "TERMINATED", "operationRecords": []}, ("rejected", "inst-0", "入库 (TERMINATED)")),
    ],
)
def test_dingtalk_is_asked(ask: Callable[..., Asked], becomes: dict[str, Any], expected: tuple[Any, ...]) -> None:
    vendor = test_dingtalk.DingTalk()

    def become() -> None:
        vendor.instances["inst-0"] |= {"operationRecords": [{"remark": "数量不对"}]} | becomes

    assert said(ask(vendor, "dingtalk", test_dingtalk.SETTINGS, test_dingtalk.FORM, become)) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (1, (None,)),
        (2, ("approved", "20260000", "")),
        (10, ("approved", "20260000", "")),
        (3, ("rejected", "20260000", "单价不符")),
        (6, ("rejected", "20260000", "单价不符")),
    ],
)
def test_wecom_is_asked(ask: Callable[..., Asked], status: int, expected: tuple[Any, ...]) -> None:
    vendor = test_wecom.WeCom()

    def become() -> None:
        record = [{"details": [{"speech": "单价不符"}]}]
        vendor.applications["20260000"] |= {"sp_status": status, "sp_record": record}

    assert said(ask(vendor, "wecom", test_wecom.SETTINGS, test_wecom.FORM, become)) == expected


def test_an_application_that_was_taken_back_says_so(ask: Callable[..., Asked]) -> None:
    vendor = test_wecom.WeCom()

    def become() -> None:
        vendor.applications["20260000"] |= {"sp_status": 4, "sp_name": "入库"}

    asked = ask(vendor, "wecom", test_wecom.SETTINGS, test_wecom.FORM, become)
    assert said(asked) == ("rejected", "20260000", "入库 (已撤销)")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("PENDING", (None,)),
        ("APPROVED", ("approved", "INST-0", "")),
        ("REJECTED", ("rejected", "INST-0", "缺少合同")),
        ("CANCELED", ("rejected", "INST-0", "缺少合同")),
    ],
)
def test_feishu_is_asked(ask: Callable[..., Asked], status: str, expected: tuple[Any, ...]) -> None:
    vendor = test_feishu.Feishu()

    def become() -> None:
        [instance] = vendor.instances.values()
        instance |= {"status": status, "timeline": [{"type": "REJECT", "comment": "缺少合同"}]}

    assert said(ask(vendor, "feishu", test_feishu.SETTINGS, test_feishu.FORM, become)) == expected


def test_what_feishu_approved_and_was_taken_back_is_no_approval(ask: Callable[..., Asked]) -> None:
    vendor = test_feishu.Feishu()

    def become() -> None:
        [instance] = vendor.instances.values()
        instance |= {"status": "APPROVED", "reverted": True}

    asked = ask(vendor, "feishu", test_feishu.SETTINGS, test_feishu.FORM, become)
    assert said(asked) == ("rejected", "INST-0", "REVERTED")


@pytest.mark.parametrize(("state", "expected"), [("B", (None,)), ("D", (None,)), ("C", ("approved", "RK-1", ""))])
def test_kingdee_is_asked(ask: Callable[..., Asked], state: str, expected: tuple[Any, ...]) -> None:
    vendor = test_kingdee.Galaxy()

    def become() -> None:
        vendor.bills["RK-1"]["state"] = state

    settings = test_kingdee.SETTINGS | {"until": "submit"}
    assert said(ask(vendor, "kingdee", settings, test_kingdee.MODEL, become)) == expected


@pytest.mark.parametrize(
    ("becomes", "expected"),
    [
        ({}, (None,)),
        ({"docstatus": 1}, ("approved", "PR-1", "")),
        ({"docstatus": 2}, ("rejected", "PR-1", "PR-1: Cancelled")),
        ({"workflow_state": "Rejected"}, ("rejected", "PR-1", "PR-1: Rejected")),
    ],
)
def test_erpnext_is_asked(ask: Callable[..., Asked], becomes: dict[str, Any], expected: tuple[Any, ...]) -> None:
    vendor = test_erpnext.Bench()
    settings = test_erpnext.SETTINGS | {"submit": False}
    become = lambda: vendor.documents["PR-1"].update(becomes)  # noqa: E731
    assert said(ask(vendor, "erpnext", settings, test_erpnext.DOCUMENT, become)) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("assigned", (None,)),
        ("done", ("approved", "IN/1", "")),
        ("cancel", ("rejected", "IN/1", "IN/1: cancel")),
    ],
)
def test_odoo_is_asked(ask: Callable[..., Asked], state: str, expected: tuple[Any, ...]) -> None:
    vendor = test_odoo.Server()
    settings = test_odoo.SETTINGS | {"confirm": ""}
    become = lambda: vendor.records[1].update(state=state)  # noqa: E731
    assert said(ask(vendor, "odoo", settings, test_odoo.VALUES, become)) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("A", (None,)),
        ("B", (None,)),
        ("C", ("approved", "180000000", "")),
        ("Y", ("rejected", "180000000", "180000000: Y")),
    ],
)
def test_sap_is_asked(ask: Callable[..., Asked], status: str, expected: tuple[Any, ...]) -> None:
    vendor = test_sap.Gateway()
    become = lambda: vendor.documents[0].update(status=status)  # noqa: E731
    assert said(ask(vendor, "sap", SAP, test_sap.ENTITY, become)) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [(0, (None,)), (3, (None,)), (1, ("approved", "RK0", "")), (4, ("rejected", "RK0", "RK0: 4"))],
)
def test_yonyou_is_asked(ask: Callable[..., Asked], status: int, expected: tuple[Any, ...]) -> None:
    vendor = test_yonyou.Bip()
    become = lambda: vendor.documents["msg_01"].update(status=status)  # noqa: E731
    assert said(ask(vendor, "yonyou", YONYOU | {"rejected_when": "4"}, test_yonyou.DOCUMENT, become)) == expected


@pytest.mark.parametrize(
    ("reply", "error", "final"),
    [
        ({"code": "310008", "message": "未授权此 API"}, "connector_permission", False),
        ({"code": "1002", "message": "数据不存在"}, "connector_document_gone", True),
        (
            {"code": "200", "data": {"recordCount": 30, "recordList": [{"code": "RK01"}]}},
            "connector_document_unclear",
            False,
        ),
        ({"code": "200", "data": {"recordCount": "?", "recordList": None}}, "connector_document_gone", True),
    ],
)
def test_what_yonyous_list_does_not_show_is_told(
    ask: Callable[..., Asked], reply: dict[str, Any], error: str, final: bool
) -> None:
    vendor = test_yonyou.Bip()
    asked = ask(vendor, "yonyou", YONYOU, test_yonyou.DOCUMENT, lambda: vendor.wrong.append(Reply(reply)))
    assert (asked.error, asked.final) == (error, final)


@pytest.mark.parametrize("knows_conditions", [True, False])
def test_yonyou_is_asked_by_our_number_where_its_documents_hold_it(
    start: Start, sender: KindSender, ask: Callable[..., Asked], knows_conditions: bool
) -> None:
    vendor = test_yonyou.Bip()
    vendor.knows_conditions = knows_conditions

    def become() -> None:
        vendor.documents["msg_01"].update(status=1, code="CGRK0007")  # they may renumber it

    asked = ask(vendor, "yonyou", YONYOU | {"source_field": "out_sys_id"}, test_yonyou.DOCUMENT, become)
    assert said(asked) == ("approved", "CGRK0007", "")


def test_yonyou_needs_no_code_to_be_asked_by_our_number(start: Start, sender: KindSender) -> None:
    vendor = test_yonyou.Bip()
    vendor.documents["msg_01"] = {"code": "RK7", "out_sys_id": "msg_01", "status": 1}
    base = start(vendor).url
    settings = YONYOU | {"token_url": YONYOU["token_url"].replace("{base}", base), "source_field": "out_sys_id"}
    question = Question(
        delivery_id="msg_01",
        reference=None,
        url=base + PATHS["yonyou"],
        kind="yonyou",
        sent_at=NOW,
        at=NOW,
        settings=settings,
    )
    assert said(sender.ask(question)) == ("approved", "RK7", "")


def test_yonyou_without_a_list_query_is_not_asked() -> None:
    assert not registry.can_ask("yonyou", YONYOU | {"list_path": ""})


@pytest.mark.parametrize(
    ("vendor", "kind", "settings", "document", "attribute"),
    [
        (test_sap.Gateway, "sap", SAP, test_sap.ENTITY, "documents"),
        (test_yonyou.Bip, "yonyou", YONYOU, test_yonyou.DOCUMENT, "documents"),
        (test_kingdee.Galaxy, "kingdee", {**test_kingdee.SETTINGS, "until": "save"}, test_kingdee.MODEL, "bills"),
        (test_erpnext.Bench, "erpnext", {**test_erpnext.SETTINGS, "submit": False}, test_erpnext.DOCUMENT, "documents"),
        (test_odoo.Server, "odoo", {**test_odoo.SETTINGS, "confirm": ""}, test_odoo.VALUES, "records"),
    ],
)
def test_a_document_that_was_deleted_there_is_asked_for_no_more(
    ask: Callable[..., Asked], vendor: type, kind: str, settings: dict[str, Any], document: Any, attribute: str
) -> None:
    system = vendor()
    asked = ask(system, kind, settings, document, getattr(system, attribute).clear)
    assert (asked.error, asked.final) == ("connector_document_gone", True)


class Shop:
    """Any system with an address for each document."""

    def __init__(self, shown: Any, status: int = 200) -> None:
        self.reply = Reply(shown, status)
        self.asked: list[str] = []

    def __call__(self, request: Request) -> Reply:
        if request.method == "POST":
            return Reply({"reference": "单/7"})
        assert request.headers["authorization"] == "Bearer t0k3n"
        self.asked.append(request.path)
        return self.reply


@pytest.mark.parametrize("kind", ["webhook", "rest"])
@pytest.mark.parametrize(
    ("shown", "status", "expected"),
    [
        ({"state": 3, "no": "A-1"}, 200, ("approved", "A-1", "")),
        ({"state": 4, "no": "A-1", "why": "数量"}, 200, ("rejected", "A-1", "数量")),
        ({"state": 1}, 200, (None,)),
        ({"message": "unknown"}, 404, (None,)),
    ],
)
def test_any_address_is_asked(
    start: Start, sender: KindSender, kind: str, shown: Any, status: int, expected: tuple[Any, ...]
) -> None:
    shop = Shop(shown, status)
    url = start(shop).url
    settings = {
        "auth": "bearer",
        "token": "t0k3n",
        "poll_url": f"{url}/documents/{{reference}}/state",
        "poll_answer": '{status: lookup(`{"3": "approved", "4": "rejected"}`, to_string(state)), '
        "reference: no, reason: why || ''}",
    }
    question = Question(
        delivery_id="msg_01", reference="单/7", url=url, kind=kind, sent_at=NOW, at=NOW, settings=settings
    )
    assert registry.can_ask(kind, settings)
    assert said(sender.ask(question)) == expected
    assert shop.asked == ["/documents/%E5%8D%95%2F7/state"]


def test_who_cannot_be_asked_is_known(sender: KindSender) -> None:
    assert not registry.can_ask("webhook", {})
    assert not registry.can_ask("rest", {"poll_url": ""})
    assert not registry.can_ask("file-drop", {})
    assert not registry.can_ask("gone-connector", {})


@pytest.mark.parametrize("url", ["http://erp.lan/state", "http://erp.lan/{number}", "ftp://erp.lan/{reference}"])
def test_an_address_that_names_no_document_is_refused(url: str) -> None:
    with pytest.raises(registry.SettingsInvalid):
        registry.read_settings("webhook", {"poll_url": url})


def test_a_wrong_expression_is_refused_when_it_is_saved() -> None:
    with pytest.raises(registry.SettingsInvalid):
        registry.read_settings("rest", {"poll_answer": "{status: "})


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply({"x": 1}, 500), "delivery_status_5xx"),
        (Reply([1]), "delivery_answer_unclear"),
        (Reply({}, 401), "connector_login_refused"),
    ],
)
def test_what_goes_wrong_has_a_code(start: Start, sender: KindSender, reply: Reply, code: str) -> None:
    url = start(lambda request: reply).url
    settings = {"poll_url": f"{url}/{{delivery_id}}"}
    question = Question(
        delivery_id="msg_01", reference=None, url=url, kind="webhook", sent_at=NOW, at=NOW, settings=settings
    )
    assert sender.ask(question).error == code
