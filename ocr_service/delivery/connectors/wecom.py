"""WeCom (企业微信): approvals, one application for each form."""

from datetime import timedelta
from typing import Any, ClassVar, Final

from pydantic import Field, SecretStr

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.connectors.connector import (
    ConnectorFailed,
    DocumentRefused,
    Filled,
    HttpConnector,
    HttpSettings,
    Outlet,
    rejected,
    taken,
)
from ocr_service.delivery.connectors.json_calls import at, call_json, document_of, must_be_object, number_in
from ocr_service.delivery.connectors.tokens import SessionLost, Token, TokenStore
from ocr_service.delivery.connectors.wecom_form import contents_of
from ocr_service.delivery.exchange import Http

# errcode: what the documents' list of global errors says.
_TOKEN_LOST: Final = frozenset({40014, 42001, 41001})
_LOGIN: Final = frozenset({40001, 40013, 40091, 40056})
_BUSY: Final = frozenset({-1, 45009, 45033, 45011})
_NO_RIGHT: Final = frozenset({48002, 60011, 60020, 301055, 301056, 301002})
_OF_THE_FORM: Final = 301025
_APPROVED, _REFUSED = (2, 10), (3,)
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


class WeCom(HttpConnector):
    """Hands in one application for each form, along the template's own way of approval.

    After developer.work.weixin.qq.com: 获取access_token (91039), 提交审批申请 (91853), 批量获取审批单号 (91816),
    获取审批申请详情 (91983), 全局错误码 (90313). The endpoint's URL is ``https://qyapi.weixin.qq.com``. The mapping
    gives what `contents_of` takes. On a repeat the applications since the first try are looked through for
    `id_control`.
    """

    name: ClassVar = "wecom"
    Settings: ClassVar = WeComSettings

    def __init__(self) -> None:
        self._tokens = TokenStore()

    def test(self, message: Message, settings: WeComSettings, outlet: Outlet) -> Attempt:
        _sign_in(outlet.http, message.url, settings)
        return taken()

    def send(self, message: Message, settings: WeComSettings, outlet: Outlet) -> Attempt:
        contents = contents_of({**document_of(message), settings.id_control: message.id})

        def act(token: str) -> Attempt:
            approvals = _Approvals(message, settings, outlet.http, token)
            return (approvals.find() if message.first_try_at else None) or approvals.apply(contents)

        account = (message.url, settings.corp_id, settings.secret.get_secret_value())
        return self._tokens.use(account, lambda: _sign_in(outlet.http, message.url, settings), act)


def _sign_in(http: Http, url: str, settings: WeComSettings) -> Token:
    given = {"corpid": settings.corp_id, "corpsecret": settings.secret.get_secret_value()}
    answer, found = call_json(http, "GET", at(url, "cgi-bin/gettoken", given))
    told = _checked(must_be_object(answer, found))
    return Token(value=str(told.get("access_token", "")), seconds=float(told.get("expires_in") or 0))


class _Approvals:
    def __init__(self, message: Message, settings: WeComSettings, http: Http, token: str) -> None:
        self._message = message
        self._settings = settings
        self._http = http
        self._token = token

    def apply(self, contents: list[dict[str, Any]]) -> Attempt:
        body = {
            "creator_userid": self._settings.creator,
            "template_id": self._settings.template_id,
            "use_template_approver": 1,
            "apply_data": {"contents": contents},
            "summary_list": [{"summary_info": [{"text": self._message.id, "lang": "zh_CN"}]}],
        }
        try:
            found = self._call("applyevent", body)
        except DocumentRefused as refusal:
            return rejected(refusal)
        return taken(number_in(found, "sp_no"))

    def find(self) -> Attempt | None:
        """The application that was handed in for this delivery, with what became of it."""
        first = (self._message.first_try_at or self._message.at) - timedelta(minutes=10)
        query: dict[str, Any] = {
            "starttime": str(int(first.timestamp())),
            # The interface looks at no more than 31 days; tries go on for less.
            "endtime": str(int(min(self._message.at + timedelta(minutes=10), first + timedelta(days=31)).timestamp())),
            "new_cursor": "",
            "size": _PAGE,
            "filters": [
                {"key": "template_id", "value": self._settings.template_id},
                {"key": "creator", "value": self._settings.creator},
            ],
        }
        for _ in range(_MOST_PAGES):
            page = self._call("getapprovalinfo", query)
            for number in page.get("sp_no_list") or []:
                found = self._state(str(number))
                if found is not None:
                    return found
            if not page.get("new_next_cursor"):
                return None
            query["new_cursor"] = page["new_next_cursor"]
        # Handing in without knowing could make a second.
        raise ConnectorFailed("connector_document_unclear", status=200)

    def _state(self, number: str) -> Attempt | None:
        info = self._call("getapprovaldetail", {"sp_no": number}).get("info") or {}
        contents = (info.get("apply_data") or {}).get("contents") or []
        values = {one.get("id"): (one.get("value") or {}).get("text") for one in contents}
        if values.get(self._settings.id_control) != self._message.id:
            return None
        if info.get("sp_status") in _REFUSED:
            return rejected(DocumentRefused(_speech(info) or str(info.get("sp_name") or number), reference=number))
        return taken(number, approved=info.get("sp_status") in _APPROVED)

    def _call(self, operation: str, body: Any) -> dict[str, Any]:
        url = at(self._message.url, f"cgi-bin/oa/{operation}", {"access_token": self._token})
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
