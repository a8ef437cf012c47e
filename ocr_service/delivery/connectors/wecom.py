"""WeCom (企业微信): approvals, one application for each form."""

from datetime import timedelta
from typing import Any, ClassVar, Final

from pydantic import Field, SecretStr

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.connectors.approval import ApprovalConnector
from ocr_service.delivery.connectors.connector import (
    ConnectorFailed,
    DocumentRefused,
    Filled,
    HttpSettings,
    approval,
    rejection,
    taken,
)
from ocr_service.delivery.connectors.json_calls import at, call_json, document_of, must_be_object, number_in
from ocr_service.delivery.connectors.tokens import SessionLost, Token
from ocr_service.delivery.connectors.wecom_form import contents_of, summary_of
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.exchange import Http

# errcode: what the documents' list of global errors says.
_TOKEN_LOST: Final = frozenset({40014, 42001, 41001})
_LOGIN: Final = frozenset({40001, 40013, 40091, 40056})
_BUSY: Final = frozenset({-1, 45009, 45033, 45011})
_NO_RIGHT: Final = frozenset({48002, 60011, 60020, 301055, 301056, 301002})
_OF_THE_FORM: Final = 301025
# sp_status; 1 is under way.
_APPROVED, _REFUSED = (2, 10), (3,)
_ENDED: Final = {4: "已撤销", 6: "通过后撤销", 7: "已删除"}
_PAGE: Final = 100
_MOST_PAGES: Final = 3


class WeComSettings(HttpSettings):
    """The approval application's secret, and the template."""

    corp_id: Filled
    secret: SecretStr = Field(description="of the approval application, or of one that may use it")
    template_id: Filled
    creator: Filled = Field(description="the userid of who hands in")
    id_control: str = Field(
        pattern=r"^Text(area)?-\w{1,60}$", description="the text control that gets our delivery id, as in Text-1604"
    )


class WeCom(ApprovalConnector[WeComSettings]):
    """Hands in one application for each form, along the template's own way of approval, and asks what became of it.

    After developer.work.weixin.qq.com: 获取access_token (91039), 提交审批申请 (91853), 批量获取审批单号 (91816),
    获取审批申请详情 (91983), 全局错误码 (90313). The endpoint's URL is ``https://qyapi.weixin.qq.com``. The mapping
    gives what `contents_of` takes. On a repeat the applications since the first try are looked through for
    `id_control`.
    """

    name: ClassVar = "wecom"
    Settings: ClassVar = WeComSettings

    def sign_in(self, http: Http, url: str, settings: WeComSettings) -> Token:
        given = {"corpid": settings.corp_id, "corpsecret": settings.secret.get_secret_value()}
        answer, found = call_json(http, "GET", at(url, "cgi-bin/gettoken", given))
        told = _checked(must_be_object(answer, found))
        return Token(value=str(told.get("access_token", "")), seconds=float(told.get("expires_in") or 0))

    def account(self, settings: WeComSettings) -> tuple[str, ...]:
        return settings.corp_id, settings.secret.get_secret_value()

    def document(self, message: Message, settings: WeComSettings) -> dict[str, Any]:
        values = {**document_of(message), settings.id_control: message.id}
        return {"apply_data": {"contents": contents_of(values)}, "summary_list": summary_of(values)}

    def approvals(self, http: Http, url: str, settings: WeComSettings, token: str) -> "_Applications":
        return _Applications(http, url, settings, token)


class _Applications:
    def __init__(self, http: Http, url: str, settings: WeComSettings, token: str) -> None:
        self._http = http
        self._url = url
        self._settings = settings
        self._token = token

    def start(self, message: Message, document: dict[str, Any]) -> Attempt:
        body = {
            **document,
            "creator_userid": self._settings.creator,
            "template_id": self._settings.template_id,
            "use_template_approver": 1,
        }
        return taken(number_in(self._call("applyevent", body), "sp_no"))

    def find(self, message: Message) -> str | None:
        first = (message.first_try_at or message.at) - timedelta(minutes=10)
        query: dict[str, Any] = {
            "starttime": str(int(first.timestamp())),
            # The interface looks at no more than 31 days; tries go on for less.
            "endtime": str(int(min(message.at + timedelta(minutes=10), first + timedelta(days=31)).timestamp())),
            "new_cursor": "",
            "size": _PAGE,
            "filters": [
                {"key": "template_id", "value": self._settings.template_id},
                {"key": "creator", "value": self._settings.creator},
            ],
        }
        for _ in range(_MOST_PAGES):
            page = self._call("getapprovalinfo", query)
            for number in map(str, page.get("sp_no_list") or []):
                contents = (self._details(number).get("apply_data") or {}).get("contents") or []
                values = {one.get("id"): (one.get("value") or {}).get("text") for one in contents}
                if values.get(self._settings.id_control) == message.id:
                    return number
            if not page.get("new_next_cursor"):
                return None
            query["new_cursor"] = page["new_next_cursor"]
        # Handing in without knowing could make a second.
        raise ConnectorFailed("connector_document_unclear", status=200)

    def decision(self, number: str) -> ErpAnswer | None:
        info = self._details(number)
        status = info.get("sp_status")
        if status in _APPROVED:
            return approval(number)
        if status not in (*_REFUSED, *_ENDED):
            return None
        name = str(info.get("sp_name") or number)
        ended = name if status in _REFUSED else f"{name} ({_ENDED[status]})"
        return rejection(_speech(info) or ended, reference=number)

    def _details(self, number: str) -> dict[str, Any]:
        details: dict[str, Any] = self._call("getapprovaldetail", {"sp_no": number}).get("info") or {}
        return details

    def _call(self, operation: str, body: Any) -> dict[str, Any]:
        url = at(self._url, f"cgi-bin/oa/{operation}", {"access_token": self._token})
        answer, found = call_json(self._http, "POST", url, body)
        return _checked(must_be_object(answer, found))


def _checked(found: dict[str, Any]) -> dict[str, Any]:
    code, told = found.get("errcode", 0), f"{found.get('errmsg') or ''} ({found.get('errcode')})"
    if code == 0:
        return found
    if code in _TOKEN_LOST:
        raise SessionLost(told)
    if code == _OF_THE_FORM:
        raise DocumentRefused(told)
    known = {"connector_login_refused": _LOGIN, "connector_busy": _BUSY, "connector_permission": _NO_RIGHT}
    name = next((name for name, codes in known.items() if code in codes), "connector_refused")
    raise ConnectorFailed(name, told, status=200)


def _speech(info: dict[str, Any]) -> str:
    """What the approvers wrote."""
    records = info.get("sp_record") or []
    told = [one.get("speech") for record in records for one in record.get("details") or []]
    return "; ".join(str(text) for text in told if text)
