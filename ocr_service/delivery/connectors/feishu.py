"""Feishu (飞书) and Lark: approvals, one instance for each form."""

import json
import uuid
from typing import Any, ClassVar, Final, Literal
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
    attempt_of_decision,
    rejection,
    taken,
)
from ocr_service.delivery.connectors.json_calls import at, call_json, failure, number_in
from ocr_service.delivery.connectors.tokens import SessionLost, Token
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.exchange import Http

_TOKEN_LOST: Final = frozenset({99991661, 99991663, 99991664, 99991668, 99991671})
_LOGIN: Final = frozenset({10003, 10014, 10015, 99991543})
_BUSY: Final = frozenset({99991400, 11232})
_NO_RIGHT: Final = frozenset({99991672, 99991679, 60009, 1390004})
# The same uuid was given before: the approval is there.
_KNOWN: Final = 60012
# "param is invalid", "approval code not found", "instance code not found"
_PARAM, _NO_APPROVAL, _NO_INSTANCE = 1390001, 1390002, 1390003

# Taken back by who handed in, or deleted: nobody decides on it any more.
_ENDED: Final = ("CANCELED", "DELETED", "REVERTED")


class FeishuSettings(HttpSettings):
    """A self-built application, and the approval."""

    app_id: Filled
    app_secret: SecretStr
    approval_code: Filled
    originator: Filled = Field(description="the id of who hands in")
    originator_kind: Literal["user_id", "open_id"] = Field(default="user_id", description="what kind of id that is")


class Feishu(ApprovalConnector[FeishuSettings]):
    """Starts one approval for each form, and asks what became of it.

    After open.feishu.cn: 自建应用获取 tenant_access_token (auth/v3/tenant_access_token/internal), 创建审批实例
    (approval-v4/instance/create), 获取单个审批实例详情 (approval-v4/instance/get). The endpoint's URL is
    ``https://open.feishu.cn``. The mapping gives the list of the form's widgets, ``{id, type, value}`` each. The
    delivery id goes along as ``uuid``, of which Feishu makes one instance only; a repeat is told which.
    """

    name: ClassVar = "feishu"
    Settings: ClassVar = FeishuSettings

    def sign_in(self, http: Http, url: str, settings: FeishuSettings) -> Token:
        given = {"app_id": settings.app_id, "app_secret": settings.app_secret.get_secret_value()}
        found = _call(http, "POST", at(url, "open-apis/auth/v3/tenant_access_token/internal"), given)
        return Token(value=str(found.get("tenant_access_token", "")), seconds=float(found.get("expire") or 0))

    def account(self, settings: FeishuSettings) -> tuple[str, ...]:
        return settings.app_id, settings.app_secret.get_secret_value()

    def document(self, message: Message, settings: FeishuSettings) -> list[Any]:
        return _widgets(message)

    def approvals(self, http: Http, url: str, settings: FeishuSettings, token: str) -> "_Instances":
        return _Instances(http, url, settings, token)


def uuid_of(delivery_id: str) -> str:
    """The delivery id in the form that Feishu takes: a UUID (RFC 9562, version 5), always the same one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:ocr-service:delivery:{delivery_id}")).upper()


def _widgets(message: Message) -> list[Any]:
    try:
        widgets = json.loads(message.body)
    except ValueError:
        widgets = None
    if not isinstance(widgets, list) or not all(isinstance(one, dict) and "id" in one for one in widgets):
        raise ConnectorFailed("connector_document_shape", final=True)
    return widgets


class _Instances:
    def __init__(self, http: Http, url: str, settings: FeishuSettings, token: str) -> None:
        self._http = http
        self._address = at(url, "open-apis/approval/v4/instances")
        self._settings = settings
        self._token = token

    def start(self, message: Message, document: list[Any]) -> Attempt:
        number = uuid_of(message.id)
        body = {
            "approval_code": self._settings.approval_code,
            self._settings.originator_kind: self._settings.originator,
            "form": json.dumps(document, ensure_ascii=False),
            "uuid": number,
        }
        try:
            found = _call(self._http, "POST", self._address, body, self._token)
        except _Known:
            data = self._details(number)
            code = str(data.get("instance_code") or data.get("serial_number") or number)
            return attempt_of_decision(code, _decision(code, data))
        return taken(number_in(_data(found), "instance_code"))

    def find(self, message: Message) -> str | None:
        return None  # of one uuid Feishu makes one instance only, and says which

    def decision(self, number: str) -> ErpAnswer | None:
        return _decision(number, self._details(number))

    def _details(self, number: str) -> dict[str, Any]:
        return _data(_call(self._http, "GET", at(self._address, quote(number, safe="")), None, self._token))


def _decision(number: str, data: dict[str, Any]) -> ErpAnswer | None:
    # What is taken back after it was approved stays APPROVED.
    status = "REVERTED" if data.get("reverted") is True else data.get("status")
    if status == "APPROVED":
        return approval(number)
    if status not in ("REJECTED", *_ENDED):
        return None
    comments = [one.get("comment") for one in data.get("timeline") or [] if one.get("type") == "REJECT"]
    return rejection("; ".join(text for text in comments if text) or str(status), reference=number)


class _Known(Exception):
    pass


def _call(http: Http, method: str, url: str, body: Any, token: str | None = None) -> dict[str, Any]:
    """Errors come with a status of 400 or 200; what counts is `code`."""
    headers = [("authorization", f"Bearer {token}")] if token else []
    answer, found = call_json(http, method, url, body, headers=headers)
    if not isinstance(found, dict) or "code" not in found:
        raise failure(answer)
    code, told = found["code"], f"{found.get('msg') or ''} ({found['code']})"
    if code == 0:
        return found
    if code in _TOKEN_LOST:
        raise SessionLost(told)
    if code == _KNOWN:
        raise _Known
    if code == _PARAM:
        raise DocumentRefused(told, status=answer.status)
    known = {
        "connector_login_refused": _LOGIN,
        "connector_busy": _BUSY,
        "connector_permission": _NO_RIGHT,
        "connector_address": frozenset({_NO_APPROVAL, _NO_INSTANCE}),
    }
    name = next((name for name, codes in known.items() if code in codes), "connector_refused")
    raise ConnectorFailed(name, told, status=answer.status)


def _data(found: dict[str, Any]) -> dict[str, Any]:
    data = found.get("data")
    return data if isinstance(data, dict) else {}
