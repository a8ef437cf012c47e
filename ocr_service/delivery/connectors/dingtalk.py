"""DingTalk (钉钉): approvals, one instance for each form."""

import json
from datetime import timedelta
from typing import Any, ClassVar, Final
from urllib.parse import quote

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
from ocr_service.delivery.connectors.json_calls import at, call_json, document_of, failure, number_in
from ocr_service.delivery.connectors.tokens import SessionLost, Token
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.exchange import Http

_HEADER: Final = "x-acs-dingtalk-access-token"
_TOKEN_LOST: Final = frozenset({"InvalidAuthentication", "Forbidden.AccessDenied.InvalidAccessToken"})
_BUSY: Final = frozenset({"Forbidden.AccessDenied.QpsLimitForApi", "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"})
# The form's own checks speak about what stands in it.
_OF_THE_FORM: Final = frozenset({"formConverterError", "illegalComponent"})
# Taken back by who handed in, or ended by an administrator: nobody decides on it any more.
_ENDED: Final = ("TERMINATED", "CANCELED")
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


class DingTalk(ApprovalConnector[DingTalkSettings]):
    """Starts one approval for each form, and asks what became of it.

    After open.dingtalk.com: obtain-the-access-token-of-an-internal-app, initiate-approval-new,
    obtain-an-approval-list-of-instance-ids, obtains-the-details-of-a-single-approval-instance-pop. The endpoint's URL
    is ``https://api.dingtalk.com``. The mapping gives an object with the components' titles and values; a list of
    objects is a table of details. On a repeat the instances since the first try are looked through for `id_component`.
    """

    name: ClassVar = "dingtalk"
    Settings: ClassVar = DingTalkSettings

    def sign_in(self, http: Http, url: str, settings: DingTalkSettings) -> Token:
        given = {"appKey": settings.app_key, "appSecret": settings.app_secret.get_secret_value()}
        answer, found = call_json(http, "POST", at(url, "v1.0/oauth2/accessToken"), given)
        if answer.status == 200 and isinstance(found, dict) and found.get("accessToken"):
            return Token(value=str(found["accessToken"]), seconds=float(found.get("expireIn") or 0))
        if answer.status in (400, 401, 403):
            raise ConnectorFailed("connector_login_refused", _told(found), status=answer.status)
        raise failure(answer, _told(found))

    def account(self, settings: DingTalkSettings) -> tuple[str, ...]:
        return settings.app_key, settings.app_secret.get_secret_value()

    def document(self, message: Message, settings: DingTalkSettings) -> dict[str, Any]:
        return {**document_of(message), settings.id_component: message.id}

    def approvals(self, http: Http, url: str, settings: DingTalkSettings, token: str) -> "_Instances":
        return _Instances(http, url, settings, token)


class _Instances:
    def __init__(self, http: Http, url: str, settings: DingTalkSettings, token: str) -> None:
        self._http = http
        self._url = url
        self._settings = settings
        self._headers = [(_HEADER, token)]

    def start(self, message: Message, document: dict[str, Any]) -> Attempt:
        body = {
            "originatorUserId": self._settings.originator,
            "processCode": self._settings.process_code,
            "deptId": self._settings.department,
            "formComponentValues": _components(document),
        }
        return taken(number_in(self._call("POST", "v1.0/workflow/processInstances", body), "instanceId"))

    def find(self, message: Message) -> str | None:
        first = message.first_try_at or message.at
        query: dict[str, Any] = {
            "processCode": self._settings.process_code,
            "startTime": int((first - timedelta(minutes=10)).timestamp() * 1000),
            "maxResults": _PAGE,
            "nextToken": 0,
            "userIds": [self._settings.originator],
        }
        for _ in range(_MOST_PAGES):
            page = self._call("POST", "v1.0/workflow/processes/instanceIds/query", query).get("result") or {}
            for instance in map(str, page.get("list") or []):
                values = self._details(instance).get("formComponentValues") or []
                if {one.get("name"): one.get("value") for one in values}.get(self._settings.id_component) == message.id:
                    return instance
            if not page.get("nextToken"):
                return None
            query["nextToken"] = int(page["nextToken"])
        # Starting one without knowing could make a second.
        raise ConnectorFailed("connector_document_unclear", status=200)

    def decision(self, number: str) -> ErpAnswer | None:
        found = self._details(number)
        status, result = found.get("status"), found.get("result")
        if status == "COMPLETED" and result == "agree":
            return approval(number)
        if status == "COMPLETED" and result == "refuse":
            return rejection(_remarks(found) or str(found.get("title")), reference=number)
        if status in _ENDED:
            return rejection(_remarks(found) or f"{found.get('title')} ({status})", reference=number)
        return None

    def _details(self, instance: str) -> dict[str, Any]:
        path = f"v1.0/workflow/processInstances?processInstanceId={quote(instance, safe='')}"
        details: dict[str, Any] = self._call("GET", path).get("result") or {}
        return details

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer, found = call_json(self._http, method, at(self._url, path), body, headers=self._headers)
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
