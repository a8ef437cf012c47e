"""Yonyou BIP and YonSuite (用友): documents through the OpenAPI of a self-built application."""

import base64
import hashlib
import hmac
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

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
from ocr_service.delivery.connectors.json_calls import at, call_json, document_of, failure, must_be_object
from ocr_service.delivery.connectors.tokens import SessionLost, Token, TokenStore
from ocr_service.delivery.exchange import Http

_TOKEN_PATH: Final = "open-auth/selfAppAuth/getAccessToken"  # a path
# The gateway's own codes speak of the token, the application and its rights, not of the document.
_GATEWAY: Final = "310"
# How it speaks of a number that it has seen before; no document says with which code.
_KNOWN: Final = ("重复", "幂等", "resubmit")


class YonyouSettings(HttpSettings):
    """A self-built application, and the interface to call."""

    token_url: str = Field(
        pattern=r"^https?://[^\s?#]+/getAccessToken$",
        max_length=500,
        description="where tokens are given: the data centre's token address with /open-auth/selfAppAuth/"
        "base/v1/getAccessToken (before July 2023: without base/v1)",
    )
    app_key: Filled
    app_secret: SecretStr
    path: str = Field(
        pattern=r"^/[^\s?#]*$", max_length=300, description="the interface, as in /yonbip/scm/purinrecord/singleSave"
    )
    id_field: str = Field(
        default="resubmitCheckKey",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,60}$",
        description="its field against doubles, which gets our delivery id",
    )


class Yonyou(HttpConnector):
    """Saves one document for each form.

    After open.yonyoucloud.com, 自建应用接入 (github.com/yonyoucloud-open/corp-demo): the token's signature is the
    Base64 of HMAC-SHA256 over the sorted parameters, each name followed by its value. The endpoint's URL is the
    gateway, as in ``https://c2.yonyoucloud.com/iuap-api-gateway``. The mapping gives the document; it is sent as
    ``{"data": ...}`` with `id_field`, by which Yonyou knows a repeat.
    """

    name: ClassVar = "yonyou"
    Settings: ClassVar = YonyouSettings

    def __init__(self) -> None:
        self._tokens = TokenStore()

    def test(self, message: Message, settings: YonyouSettings, outlet: Outlet) -> Attempt:
        _sign_in(outlet.http, message, settings)
        return taken()

    def send(self, message: Message, settings: YonyouSettings, outlet: Outlet) -> Attempt:
        document = {**document_of(message), settings.id_field: message.id}
        account = (settings.token_url, settings.app_key, settings.app_secret.get_secret_value())

        def save(token: str) -> Attempt:
            url = at(message.url, settings.path, {"access_token": token})
            answer, found = call_json(outlet.http, "POST", url, {"data": document})
            if answer.status == 401:
                raise SessionLost(_told(found))
            if answer.status == 429 or not isinstance(found, dict):
                raise failure(answer, _told(found))
            return _saved(found, answer.status, repeated=message.first_try_at is not None)

        return self._tokens.use(account, lambda: _sign_in(outlet.http, message, settings), save)


def signature(parameters: dict[str, str], secret: str) -> str:
    """Base64 of HMAC-SHA256, keyed by the application's secret."""
    text = "".join(f"{name}{parameters[name]}" for name in sorted(parameters))
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256)).decode("ascii")


def _sign_in(http: Http, message: Message, settings: YonyouSettings) -> Token:
    parameters = {"appKey": settings.app_key, "timestamp": str(int(message.at.timestamp() * 1000))}
    signed = parameters | {"signature": signature(parameters, settings.app_secret.get_secret_value())}
    answer, found = call_json(http, "GET", f"{settings.token_url}?{urlencode(signed)}")
    told = must_be_object(answer, found)
    data = told.get("data")
    if str(told.get("code")) != "00000" or not isinstance(data, dict) or not data.get("access_token"):
        raise ConnectorFailed("connector_login_refused", _told(found), status=answer.status)
    return Token(value=str(data["access_token"]), seconds=float(data.get("expire") or 0))


def _saved(found: Any, status: int, *, repeated: bool) -> Attempt:
    code = str(found.get("code")) if isinstance(found, dict) else ""
    told = _told(found)
    if code == "200":
        data = found.get("data")
        data = data if isinstance(data, dict) else {}
        if data.get("failCount"):  # interfaces for many documents say 200 to a refused one, too
            return rejected(DocumentRefused("; ".join(map(str, data.get("messages") or [])) or told, status=status))
        number = data.get("code") or data.get("id")
        return taken(None if number is None else str(number), status=status)
    if code.startswith(_GATEWAY) and len(code) == 6:
        if "token" in told.lower():
            raise SessionLost(told)
        raise ConnectorFailed("connector_permission", told, status=status)
    if repeated and any(word in told for word in _KNOWN):
        return taken(status=status, told=told)
    if code == "999":  # what the document's own checks say
        return rejected(DocumentRefused(told, status=status))
    raise ConnectorFailed("connector_refused" if code else "connector_answer_unclear", told, status=status)


def _told(found: Any) -> str:
    if not isinstance(found, dict):
        return ""
    return f"{found.get('message') or ''} ({found.get('code')})".strip()[:2000]
