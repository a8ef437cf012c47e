from collections.abc import Callable
from typing import Any

import pytest

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.connectors import registry
from ocr_service.delivery.kind_sender import KindSender
from tests.integration.delivery.connectors.stand_in import Reply, Request, StandIn, Vendor

Start = Callable[[Vendor], StandIn]
ROOT = "/sap/opu/odata/sap/API_INBOUND_DELIVERY_SRV"
SETTINGS = {
    "user": "OCR",
    "password": "s3cret",
    "client": "100",
    "entity_set": "A_InbDeliveryHeader",
    "key": "DeliveryDocument",
    "id_property": "BillOfLading",
}
ENTITY = {"Supplier": "17300001", "to_DeliveryDocumentItem": {"results": [{"Material": "TG11"}]}}


def sap_error(status: int, code: str, text: str, *details: str) -> Reply:
    inner = {"errordetails": [{"code": code, "message": one, "severity": "error"} for one in details]}
    return Reply({"error": {"code": code, "message": {"lang": "zh", "value": text}, "innererror": inner}}, status)


class Gateway:
    """An SAP Gateway with one service; `wrong` is what it answers to a POST instead, once each."""

    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []
        self.token = 0
        self.wrong: list[Reply | None] = []

    def __call__(self, request: Request) -> Reply | None:
        assert request.path.startswith(ROOT)
        assert request.query["sap-client"] == "100"
        if request.headers["authorization"] != "Basic T0NSOnMzY3JldA==":
            return Reply(status=401, text="<html>Logon failed</html>")
        if request.method == "GET" and request.headers.get("x-csrf-token") == "Fetch":
            self.token += 1
            cookies = (
                ("set-cookie", f"SAP_SESSIONID_S4H_100=s{self.token}; path=/; secure"),
                ("set-cookie", "sap-usercontext=sap-client=100"),
            )
            return Reply({"d": {"EntitySets": []}}, headers=(("x-csrf-token", f"t{self.token}"), *cookies))
        if request.method == "GET":
            wanted = request.query["$filter"].partition(" eq ")[2].strip("'")
            rows = [one for one in self.documents if one["BillOfLading"] == wanted]
            shown = request.query["$select"].split(",")
            own = [{"DeliveryDocument": one["number"], "OverallGoodsMovementStatus": one["status"]} for one in rows]
            return Reply({"d": {"results": [{name: one[name] for name in shown} for one in own]}})
        return self.post(request)

    def post(self, request: Request) -> Reply | None:
        session = f"SAP_SESSIONID_S4H_100=s{self.token}"
        if request.headers.get("x-csrf-token") != f"t{self.token}" or session not in request.headers.get("cookie", ""):
            return Reply(status=403, text="CSRF token validation failed", headers=(("x-csrf-token", "Required"),))
        reply = self.wrong.pop(0) if self.wrong else Reply(status=201)
        if reply is not None and reply.status != 201:
            return reply
        number = f"18000000{len(self.documents)}"
        self.documents.append({**request.json, "number": number, "status": "A"})
        return reply and Reply(
            None if reply.text else {"d": {"DeliveryDocument": number}},
            201,
            (("location", f"http://s4{ROOT}/A_InbDeliveryHeader('{number}')"),),
            reply.text,
        )


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def send(start: Start, gateway: Gateway, sender: KindSender, message: Callable[..., Message]) -> Callable[..., Any]:
    url = start(gateway).url + ROOT
    return lambda again=False, **other: sender.send(message(url, "sap", SETTINGS | other, ENTITY, again=again))


def test_a_document_is_created_with_token_and_cookies(gateway: Gateway, send: Callable[..., Any]) -> None:
    attempt = send()
    assert (attempt.error, attempt.status) == (None, 201)
    assert (attempt.said.status, attempt.said.reference) == ("approved", "180000000")
    assert gateway.documents == [{**ENTITY, "BillOfLading": "msg_01", "number": "180000000", "status": "A"}]


def test_a_line_cut_after_creating_makes_no_second_document(gateway: Gateway, send: Callable[..., Any]) -> None:
    gateway.wrong = [None]
    first, second = send(), send(again=True)
    assert (first.error, second.said.reference, len(gateway.documents)) == ("delivery_broken_answer", "180000000", 1)


def test_a_token_that_ran_out_is_fetched_once_more(gateway: Gateway, send: Callable[..., Any]) -> None:
    gateway.wrong = [Reply(status=403, headers=(("x-csrf-token", "Required"),))]
    assert (send().error, gateway.token, len(gateway.documents)) == (None, 2, 1)


def test_a_session_that_is_lost_again_and_again_is_told(gateway: Gateway, send: Callable[..., Any]) -> None:
    gateway.wrong = [Reply(status=403, headers=(("x-csrf-token", "Required"),))] * 2
    assert send().error == "connector_session_lost"


def test_an_answer_that_is_cut_off_still_tells_the_number(gateway: Gateway, send: Callable[..., Any]) -> None:
    gateway.wrong = [Reply(status=201, text='{"d": {"a": "' + "x" * 70_000)]
    assert send().said.reference == "180000000"


def test_what_sap_does_not_want_is_rejected_with_all_its_reasons(gateway: Gateway, send: Callable[..., Any]) -> None:
    gateway.wrong = [sap_error(400, "VL/150", "物料不存在", "物料不存在", "第 10 行: 工厂缺失")]
    attempt = send()
    assert (attempt.said.status, attempt.said.reason) == ("rejected", "物料不存在; 第 10 行: 工厂缺失")


def test_errors_of_version_4_are_understood(gateway: Gateway, send: Callable[..., Any]) -> None:
    told = {"error": {"code": "M7/021", "message": "Deficit", "details": [{"message": "Item 10"}]}}
    gateway.wrong = [Reply(told, 400)]
    assert send().said.reason == "Deficit; Item 10"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (sap_error(403, "/IWFND/MED/170", "No authorization"), "connector_permission"),
        (sap_error(404, "/IWFND/MED/170", "No service found"), "connector_address"),
        (sap_error(500, "SY/530", "locked"), "delivery_status_5xx"),
        (Reply(status=400, text="<html>Bad Request</html>"), "connector_refused"),
    ],
)
def test_each_other_error_has_its_code(gateway: Gateway, send: Callable[..., Any], reply: Reply, error: str) -> None:
    gateway.wrong = [reply]
    assert send().error == error


def test_a_refused_log_in_is_told(send: Callable[..., Any]) -> None:
    assert send(password="wrong").error == "connector_login_refused"


def test_the_test_creates_nothing(
    start: Start, gateway: Gateway, sender: KindSender, message: Callable[..., Message]
) -> None:
    server = start(gateway)
    assert sender.test(message(server.url + ROOT, "sap", SETTINGS, ENTITY)).error is None
    assert gateway.documents == []


DECIDED = {"status_property": "OverallGoodsMovementStatus", "approved_when": "C"}


def test_what_is_decided_later_is_not_approved_by_being_created(gateway: Gateway, send: Callable[..., Any]) -> None:
    gateway.wrong = [None]
    attempts = [send(**DECIDED), send(again=True, **DECIDED)]
    assert [(one.error, one.said) for one in attempts] == [("delivery_broken_answer", None), (None, None)]
    gateway.documents[0]["status"] = "C"
    assert send(again=True, **DECIDED).said.status == "approved", "a repeat sees what was decided meanwhile"


def test_a_status_without_a_meaning_is_no_setting() -> None:
    with pytest.raises(registry.SettingsInvalid):
        registry.read_settings("sap", SETTINGS | {"status_property": "OverallGoodsMovementStatus"})
    with pytest.raises(registry.SettingsInvalid):
        registry.read_settings("sap", SETTINGS | DECIDED | {"rejected_when": "B, C"})
    assert not registry.can_ask("sap", SETTINGS)
