"""DingTalk (钉钉): approvals, one instance for each form."""

import json
from datetime import timedelta
from typing import Any, ClassVar, Final
from urllib.parse import quote

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
from ocr_service.delivery.connectors.json_calls import at, call_json, document_of, failure, number_in
from ocr_service.delivery.connectors.tokens import SessionLost, Token, TokenStore
from ocr_service.delivery.exchange import Http

_HEADER: Final = "x-acs-dingtalk-access-token"
_TOKEN_LOST: Final = frozenset({"InvalidAuthentication", "Forbidden.AccessDenied.InvalidAccessToken"})
_BUSY: Final = frozenset({"Forbidden.AccessDenied.QpsLimitForApi", "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"})
# The form's own checks speak about what stands in it.
_OF_THE_FORM: Final = frozenset({"formConverterError", "illegalComponent"})
_PAGE: Final = 20
_MOST_PAGES: Final = 5


class DingTalkSettings(HttpSettings):
    """An internal application, and the approval."""

    app_key: Filled
    app_secret: SecretStr
    process_code: Filled = Field(description="the approval's code, as in PROC-...")
    originator: Filled = Field(description="the userid of who hands in")
    department: int = Field(default=-1, description="his department; -1 is the root")
    id_component: Filled = Field(description="the title of the text component that gets our delivery id")


class DingTalk(HttpConnector):
    """Starts one approval for each form.

    After open.dingtalk.com: obtain-the-access-token-of-an-internal-app, initiate-approval-new,
    obtain-an-approval-list-of-instance-ids, obtains-the-details-of-a-single-approval-instance-pop. The endpoint's URL
    is ``https://api.dingtalk.com``. The mapping gives an object with the components' titles and values; a list of
    objects is a table of details. On a repeat the instances since the first try are looked through for `id_component`.
    """

    name: ClassVar = "dingtalk"
    Settings: ClassVar = DingTalkSettings

    def __init__(self) -> None:
        self._tokens = TokenStore()

    def test(self, message: Message, settings: DingTalkSettings, outlet: Outlet) -> Attempt:
        _sign_in(outlet.http, message.url, settings)
        return taken()

    def send(self, message: Message, settings: DingTalkSettings, outlet: Outlet) -> Attempt:
        values = {**document_of(message), settings.id_component: message.id}

        def act(token: str) -> Attempt:
            approvals = _Approvals(message, settings, outlet.http, token)
            return (approvals.find() if message.first_try_at else None) or approvals.start(values)

        account = (message.url, settings.app_key, settings.app_secret.get_secret_value())
        return self._tokens.use(account, lambda: _sign_in(outlet.http, message.url, settings), act)


def _sign_in(http: Http, url: str, settings: DingTalkSettings) -> Token:
    given = {"appKey": settings.app_key, "appSecret": settings.app_secret.get_secret_value()}
    answer, found = call_json(http, "POST", at(url, "v1.0/oauth2/accessToken"), given)
    if answer.status == 200 and isinstance(found, dict) and found.get("accessToken"):
        return Token(value=str(found["accessToken"]), seconds=float(found.get("expireIn") or 0))
    if answer.status in (400, 401, 403):
        raise ConnectorFailed("connector_login_refused", _told(found), status=answer.status)
    raise failure(answer, _told(found))


class _Approvals:
    def __init__(self, message: Message, settings: DingTalkSettings, http: Http, token: str) -> None:
        self._message = message
        self._settings = settings
        self._http = http
        self._headers = [(_HEADER, token)]

    def start(self, values: dict[str, Any]) -> Attempt:
        body = {
            "originatorUserId": self._settings.originator,
            "processCode": self._settings.process_code,
            "deptId": self._settings.department,
            "formComponentValues": _components(values),
        }
        try:
            found = self._call("POST", "v1.0/workflow/processInstances", body)
        except DocumentRefused as refusal:
            return rejected(refusal)
        return taken(number_in(found, "instanceId"))

    def find(self) -> Attempt | None:
        """The approval that was started for this delivery, with what became of it."""
        first = self._message.first_try_at or self._message.at
        query: dict[str, Any] = {
            "processCode": self._settings.process_code,
            "startTime": int((first - timedelta(minutes=10)).timestamp() * 1000),
            "maxResults": _PAGE,
            "nextToken": 0,
            "userIds": [self._settings.originator],
        }
        for _ in range(_MOST_PAGES):
            page = self._call("POST", "v1.0/workflow/processes/instanceIds/query", query).get("result") or {}
            for instance in page.get("list") or []:
                found = self._state(str(instance))
                if found is not None:
                    return found
            if not page.get("nextToken"):
                return None
            query["nextToken"] = int(page["nextToken"])
        # Starting one without knowing could make a second.
        raise ConnectorFailed("connector_document_unclear", status=200)

    def _state(self, instance: str) -> Attempt | None:
        path = f"v1.0/workflow/processInstances?processInstanceId={quote(instance, safe='')}"
        found = self._call("GET", path).get("result") or {}
        values = {one.get("name"): one.get("value") for one in found.get("formComponentValues") or []}
        if values.get(self._settings.id_component) != self._message.id:
            return None
        if found.get("status") == "COMPLETED" and found.get("result") == "refuse":
            return rejected(DocumentRefused(_remarks(found) or str(found.get("title")), reference=instance))
        return taken(instance, approved=found.get("status") == "COMPLETED" and found.get("result") == "agree")

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer, found = call_json(self._http, method, at(self._message.url, path), body, headers=self._headers)
        if answer.status == 200 and isinstance(found, dict):
            return found
        code = str(found.get("code")) if isinstance(found, dict) else ""
        if code in _TOKEN_LOST or answer.status == 401:
            raise SessionLost(_told(found))
        if code in _BUSY:
            raise ConnectorFailed("connector_busy", _told(found), status=answer.status)
        if code in _OF_THE_FORM:
            raise DocumentRefused(_told(found), status=answer.status)
        raise failure(answer, _told(found))


def _components(values: dict[str, Any]) -> list[dict[str, str]]:
    return [{"name": name, "value": _value(value)} for name, value in values.items() if value is not None]


def _value(value: Any) -> str:
    """Every value is a text; a table's is JSON of rows of components, any other list's is JSON of the list."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        value = [_components(row) for row in value]
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _remarks(instance: dict[str, Any]) -> str:
    """What the approvers wrote."""
    return "; ".join(str(one["remark"]) for one in instance.get("operationRecords") or [] if one.get("remark"))


def _told(found: Any) -> str:
    if not isinstance(found, dict):
        return ""
    return f"{found.get('message') or ''} ({found.get('code')})".strip()[:2000]
