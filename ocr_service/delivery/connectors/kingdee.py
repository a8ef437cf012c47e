"""Kingdee Cloud Galaxy (金蝶云星空): bills through its WebAPI."""

from collections.abc import Callable
from typing import Any, ClassVar, Final, Literal, TypeVar

from pydantic import Field, SecretStr

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.connectors.connector import (
    ConnectorFailed,
    DocumentRefused,
    Filled,
    HttpConnector,
    HttpSettings,
    Outlet,
    approval,
    rejected,
    taken,
)
from ocr_service.delivery.connectors.json_calls import at, call_json, document_of, failure
from ocr_service.delivery.connectors.tokens import SessionLost, Token, TokenStore
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.exchange import Http
from ocr_service.delivery.question import Question

T = TypeVar("T")
_SERVICES: Final = "Kingdee.BOS.WebApi.ServicesStub."
# Those values of MsgCode that speak about the document itself: data not found, validation, a state that forbids it.
_OF_THE_DOCUMENT: Final = frozenset({10, 11, 12})
# A session lives for 20 minutes after its last use unless the administrator set it shorter.
_SESSION_SECONDS: Final = 900.0
_AUDITED: Final = "C"
_SUBMITTED: Final = ("B", "C")


class KingdeeSettings(HttpSettings):
    """A third-party system's authorisation, and the bill."""

    account_set: Filled = Field(description="the account set's ID (acctID)")
    user: Filled = Field(description="the user whom the authorisation names")
    app_id: Filled
    app_secret: SecretStr
    language: int = Field(default=2052, description="of messages: 2052 Chinese, 1033 English")
    form_id: str = Field(pattern=r"^[A-Za-z0-9_]{1,80}$", description="the bill's FormId, as in STK_InStock")
    id_field: str = Field(pattern=r"^F[A-Za-z0-9_]{1,60}$", description="its text field for our delivery id")
    until: Literal["save", "submit", "audit"] = Field(default="save", description="how far the bill is taken")


class Kingdee(HttpConnector):
    """Saves one bill for each form and, as set, submits and audits it; asks whether a person has audited it.

    After 《金蝶云星空WebAPI接口说明书 V6.0》 (vip.kingdee.com/article/490771221039228672) and
    openapi.open.kingdee.com: AuthService.LoginByAppSecret, DynamicFormService.Save, Submit, Audit, ExecuteBillQuery.
    The endpoint's URL ends with ``/k3cloud``. The mapping gives Save's ``Model``. On a repeat the bill is looked up by
    `id_field` and taken on from where it stands.
    """

    name: ClassVar = "kingdee"
    Settings: ClassVar = KingdeeSettings

    def __init__(self) -> None:
        self._sessions = TokenStore()

    def test(self, message: Message, settings: KingdeeSettings, outlet: Outlet) -> Attempt:
        def act(bills: "_Bills") -> Attempt:
            bills.find(message.id)
            return taken()

        return self._in_session(message.url, settings, outlet, act)

    def send(self, message: Message, settings: KingdeeSettings, outlet: Outlet) -> Attempt:
        model = {**document_of(message), settings.id_field: message.id}

        def act(bills: "_Bills") -> Attempt:
            # Also after a session that got lost between Save and Submit.
            number, state = bills.find(message.id) or bills.save(model)
            if settings.until != "save" and state not in _SUBMITTED:
                bills.advance("Submit", number)
            if settings.until == "audit" and state != _AUDITED:
                bills.advance("Audit", number)
            return taken(number, approved=settings.until == "audit")

        try:
            return self._in_session(message.url, settings, outlet, act)
        except DocumentRefused as refusal:
            return rejected(refusal)

    def ask(self, question: Question, settings: KingdeeSettings, outlet: Outlet) -> ErpAnswer | None:
        """Approved once the bill is audited; until then somebody may still change it or take it back."""

        def act(bills: "_Bills") -> ErpAnswer | None:
            number, state = bills.known(question)
            return approval(number) if state == _AUDITED else None

        return self._in_session(question.url, settings, outlet, act)

    def _in_session(self, url: str, settings: KingdeeSettings, outlet: Outlet, act: "Callable[[_Bills], T]") -> T:
        secret = settings.app_secret.get_secret_value()
        account = (url, settings.account_set, settings.user, settings.app_id, secret)
        return self._sessions.use(
            account,
            lambda: _log_in(outlet.http, url, settings),
            lambda session: act(_Bills(outlet.http, url, settings, session)),
        )


def _log_in(http: Http, url: str, settings: KingdeeSettings) -> Token:
    secret = settings.app_secret.get_secret_value()
    given = [settings.account_set, settings.user, settings.app_id, secret, settings.language]
    path = f"{_SERVICES}AuthService.LoginByAppSecret.common.kdsvc"
    answer, found = call_json(http, "POST", at(url, path), {"parameters": given})
    if answer.status != 200:
        raise failure(answer)
    if not isinstance(found, dict) or "LoginResultType" not in found:
        raise ConnectorFailed("connector_answer_unclear", answer.body.decode("utf-8", "replace")[:500], status=200)
    if found["LoginResultType"] != 1:
        raise ConnectorFailed("connector_login_refused", str(found.get("Message") or ""), status=200)
    cookies = {"kdservice-sessionid": str(found.get("KDSVCSessionId", "")), **answer.cookies()}
    return Token(value="; ".join(f"{name}={value}" for name, value in cookies.items()), seconds=_SESSION_SECONDS)


class _Bills:
    """The calls about one bill within a session."""

    def __init__(self, http: Http, url: str, settings: KingdeeSettings, session: str) -> None:
        self._http = http
        self._url = url
        self._settings = settings
        self._headers = [("cookie", session)]

    def known(self, question: Question) -> tuple[str, str]:
        """Number and state of the bill that was made. Raises ConnectorFailed where it is gone."""
        found = self.find(question.delivery_id)
        if found is None:
            raise ConnectorFailed("connector_document_gone", question.reference or "", status=200, final=True)
        return found

    def find(self, delivery_id: str) -> tuple[str, str] | None:
        """Number and state of the bill that was made for this delivery."""
        query = {
            "FormId": self._settings.form_id,
            "FieldKeys": "FBillNo,FDocumentStatus",
            "FilterString": f"{self._settings.id_field}='{delivery_id}'",
            "Limit": 1,
        }
        found = self._call("ExecuteBillQuery", {"data": query})
        if not isinstance(found, list):
            _check(found, None)
            raise ConnectorFailed("connector_answer_unclear", str(found)[:500], status=200)
        match found:
            case [[{"Result": _} as wrong, *_], *_]:  # an error comes in the place of the first cell
                _check(wrong, None, query=True)
            case [[number, state, *_], *_]:
                return str(number), str(state)
        return None

    def save(self, model: dict[str, Any]) -> tuple[str, str]:
        found = self._call("Save", {"formid": self._settings.form_id, "data": {"Model": model}})
        status = _check(found, None)
        saved = status.get("SuccessEntitys") or [{}]
        number = found["Result"].get("Number") or saved[0].get("Number")
        if not number:
            raise ConnectorFailed("connector_answer_unclear", str(found)[:500], status=200)
        return str(number), "A"

    def advance(self, operation: str, number: str) -> None:
        found = self._call(operation, {"formid": self._settings.form_id, "data": {"Numbers": [number]}})
        _check(found, number)

    def _call(self, operation: str, body: dict[str, Any]) -> Any:
        path = f"{_SERVICES}DynamicFormService.{operation}.common.kdsvc"
        answer, found = call_json(self._http, "POST", at(self._url, path), body, headers=self._headers)
        if answer.status != 200:
            raise failure(answer)
        return found


def _check(found: Any, number: str | None, *, query: bool = False) -> dict[str, Any]:
    """The ResponseStatus of a success. Raises SessionLost, ConnectorFailed, DocumentRefused."""
    result = found.get("Result") if isinstance(found, dict) else None
    status = result.get("ResponseStatus") if isinstance(result, dict) else None
    if not isinstance(status, dict):
        raise ConnectorFailed("connector_answer_unclear", str(found)[:500], status=200)
    if status.get("IsSuccess") is True:
        return status
    errors = status.get("Errors") or []
    errors = [error for error in errors if isinstance(error, dict)]
    reason = "; ".join(map(_sentence, errors)) or str(status)[:500]
    if number is not None:
        reason = f"{number}: {reason}"
    match status.get("MsgCode"):
        case 1:  # the session is gone
            raise SessionLost(reason)
        case 2 | 7:  # no right, no licence
            raise ConnectorFailed("connector_permission", reason, status=200)
        case 14:  # too many calls
            raise ConnectorFailed("connector_busy", reason, status=200)
        case code if code in _OF_THE_DOCUMENT and not query:
            named = [(str(one["FieldName"]), str(one.get("Message") or "")) for one in errors if one.get("FieldName")]
            raise DocumentRefused(reason, reference=number, fields=named)
    raise ConnectorFailed("connector_document_partial" if number else "connector_refused", reason, status=200)


def _sentence(error: dict[str, Any]) -> str:
    field, text = error.get("FieldName") or "", str(error.get("Message") or "")
    return f"{field}: {text}" if field else text
