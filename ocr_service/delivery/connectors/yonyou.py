"""Yonyou BIP and YonSuite (用友): documents through the OpenAPI of a self-built application."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Final, TypeVar
from urllib.parse import urlencode

from pydantic import Field, SecretStr

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.connectors.connector import (
    ConnectorFailed,
    DocumentRefused,
    Filled,
    HttpConnector,
    Outlet,
    rejected,
    taken,
)
from ocr_service.delivery.connectors.json_calls import at, call_json, document_of, failure, must_be_object
from ocr_service.delivery.connectors.status import StatusSettings
from ocr_service.delivery.connectors.tokens import SessionLost, Token, TokenStore
from ocr_service.delivery.connectors.yonyou_list import find_row, wanted
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.exchange import Http
from ocr_service.delivery.question import Question

T = TypeVar("T")
# The gateway's own codes speak of the token, the application and its rights, not of the document.
_GATEWAY: Final = "310"
_MISSING: Final = "1002"
# How it speaks of a number that it has seen before; no document says with which code.
_KNOWN: Final = ("重复", "幂等", "resubmit")


class YonyouSettings(StatusSettings):
    """A self-built application, the interface to call, and the one that tells what became of a document."""

    token_url: str = Field(
        pattern=r"^https?://[^\s?#]+/getAccessToken$",
        max_length=500,
        description="where tokens are given: the data centre's token address with /open-auth/selfAppAuth/"
        "base/v1/getAccessToken (before July 2023: without base/v1)",
    )
    app_key: Filled
    app_secret: SecretStr
    path: str = Field(
        pattern=r"^/[^\s?#]*$", max_length=300, description="the interface, as in /yonbip/scm/purinrecord/single/save"
    )
    id_field: str = Field(
        default="resubmitCheckKey",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,60}$",
        description="its field against doubles, which gets our delivery id",
    )
    list_path: str = Field(
        default="",
        pattern=r"^(/[^\s?#]*)?$",
        max_length=300,
        description="the list query of the same documents, as in /yonbip/scm/purinrecord/list: asked for the "
        "document until it is decided on; empty: nothing is asked",
    )
    source_field: str = Field(
        default="",
        pattern=r"^([A-Za-z_][A-Za-z0-9_]{0,60})?$",
        description="the documents' field for the number of a foreign system, as in out_sys_id: gets our delivery id, "
        "by which a document is then found in the list; empty: by its code",
    )
    status_field: str = Field(
        default="status", pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,60}$", description="the document's status in the list"
    )
    approved_when: str = Field(
        default="1", max_length=200, description="the status's values that mean approved (1: audited), by commas"
    )


class Yonyou(HttpConnector):
    """Saves one document for each form.

    After open.yonyoucloud.com, 自建应用接入 (github.com/yonyoucloud-open/corp-demo): the token's signature is the
    Base64 of HMAC-SHA256 over the sorted parameters, each name followed by its value. The endpoint's URL is the
    gateway, as in ``https://c2.yonyoucloud.com/iuap-api-gateway``. The mapping gives the document; it is sent as
    ``{"data": ...}`` with `id_field`, by which Yonyou knows a repeat (采购入库单个保存V2, MDD幂等: 32 characters).
    What became of it is asked from the list query of the same kind of documents (采购入库列表查询: `simpleVOs`, `code`;
    rows with `out_sys_id`; `status` 0 open, 1 audited, 3 being audited).
    """

    name: ClassVar = "yonyou"
    Settings: ClassVar = YonyouSettings
    asked_by: ClassVar = "list_path"

    def __init__(self) -> None:
        self._tokens = TokenStore()

    def test(self, message: Message, settings: YonyouSettings, outlet: Outlet) -> Attempt:
        _sign_in(outlet.http, message.at, settings)
        return taken()

    def send(self, message: Message, settings: YonyouSettings, outlet: Outlet) -> Attempt:
        document = {**document_of(message), settings.id_field: message.id}
        if settings.source_field:
            document[settings.source_field] = message.id
        repeated = message.first_try_at is not None

        def save(token: str) -> Attempt:
            if repeated and settings.source_field and settings.list_path:
                row = _look_up(outlet.http, message.url, settings, token, settings.source_field, message.id)
                if row is not None:
                    return taken(_number(row))
            status, found = _call(
                outlet.http, at(message.url, settings.path, {"access_token": token}), {"data": document}
            )
            return _saved(found, status, repeated=repeated)

        return self._signed_in(message.at, settings, outlet.http, save)

    def ask(self, question: Question, settings: YonyouSettings, outlet: Outlet) -> ErpAnswer | None:
        field = settings.source_field or "code"
        value = question.delivery_id if settings.source_field else question.reference
        if value is None:
            raise ConnectorFailed("connector_no_reference", final=True)

        def look(token: str) -> ErpAnswer | None:
            row = _look_up(outlet.http, question.url, settings, token, field, value)
            if row is None:
                raise ConnectorFailed("connector_document_gone", value, final=True)
            return settings.decision(_number(row) or value, row.get(settings.status_field))

        return self._signed_in(question.at, settings, outlet.http, look)

    def _signed_in(self, now: datetime, settings: YonyouSettings, http: Http, act: Callable[[str], T]) -> T:
        account = (settings.token_url, settings.app_key, settings.app_secret.get_secret_value())
        return self._tokens.use(account, lambda: _sign_in(http, now, settings), act)


def signature(parameters: dict[str, str], secret: str) -> str:
    """Base64 of HMAC-SHA256, keyed by the application's secret."""
    text = "".join(f"{name}{parameters[name]}" for name in sorted(parameters))
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256)).decode("ascii")


def _sign_in(http: Http, now: datetime, settings: YonyouSettings) -> Token:
    parameters = {"appKey": settings.app_key, "timestamp": str(int(now.timestamp() * 1000))}
    signed = parameters | {"signature": signature(parameters, settings.app_secret.get_secret_value())}
    answer, found = call_json(http, "GET", f"{settings.token_url}?{urlencode(signed)}")
    told = must_be_object(answer, found)
    data = told.get("data")
    if str(told.get("code")) != "00000" or not isinstance(data, dict) or not data.get("access_token"):
        raise ConnectorFailed("connector_login_refused", _told(found), status=answer.status)
    return Token(value=str(data["access_token"]), seconds=float(data.get("expire") or 0))


def _call(http: Http, url: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The HTTP status and the gateway's answer. Raises SessionLost, and ConnectorFailed where there is none."""
    answer, found = call_json(http, "POST", url, body)
    if answer.status == 401:
        raise SessionLost(_told(found))
    if answer.status == 429 or not isinstance(found, dict):
        raise failure(answer, _told(found))
    return answer.status, found


def _look_up(
    http: Http, base: str, settings: YonyouSettings, token: str, field: str, value: str
) -> dict[str, Any] | None:
    """The document in the list whose `field` is `value`. Raises SessionLost and ConnectorFailed."""
    url = at(base, settings.list_path, {"access_token": token})
    status, found = _call(http, url, wanted(field, value))
    if str(found.get("code")) not in ("200", _MISSING):
        raise _refusal(found, status)
    return find_row(found, field, value)


def _number(document: dict[str, Any]) -> str | None:
    number = document.get("code") or document.get("id")
    return None if number is None else str(number)


def _saved(found: dict[str, Any], status: int, *, repeated: bool) -> Attempt:
    code = str(found.get("code"))
    told = _told(found)
    if code == "200":
        data = found.get("data")
        data = data if isinstance(data, dict) else {}
        if data.get("failCount"):  # interfaces for many documents say 200 to a refused one, too
            return rejected(DocumentRefused("; ".join(map(str, data.get("messages") or [])) or told, status=status))
        return taken(_number(data), status=status)
    if repeated and any(word in told for word in _KNOWN):
        return taken(status=status, told=told)
    if code == "999":  # what the document's own checks say
        return rejected(DocumentRefused(told, status=status))
    raise _refusal(found, status)


def _refusal(found: dict[str, Any], status: int) -> ConnectorFailed:
    """What an answer means that is no success and not about the document. Raises SessionLost."""
    code, told = str(found.get("code") or ""), _told(found)
    if code.startswith(_GATEWAY) and len(code) == 6:
        if "token" in told.lower():
            raise SessionLost(told)
        return ConnectorFailed("connector_permission", told, status=status)
    return ConnectorFailed("connector_refused" if code else "connector_answer_unclear", told, status=status)


def _told(found: Any) -> str:
    if not isinstance(found, dict):
        return ""
    return f"{found.get('message') or ''} ({found.get('code')})".strip()[:2000]
