"""Odoo: records through its JSON-RPC."""

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
    approval,
    rejected,
    rejection,
    taken,
)
from ocr_service.delivery.connectors.json_calls import at, call_json, document_of, must_be_object
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.exchange import Http
from ocr_service.delivery.question import Question

_CANCELLED: Final = "cancel"
_NAME: Final = r"^[a-z_][a-z0-9_]{0,60}$"
# The server answers 200 with an error in the body; its exception says what kind it is.
_LOGIN: Final = frozenset({"odoo.exceptions.AccessDenied", "odoo.http.SessionExpiredException"})
_NO_RIGHT: Final = "odoo.exceptions.AccessError"
_OF_THE_RECORD: Final = frozenset(
    {"odoo.exceptions.ValidationError", "odoo.exceptions.UserError", "odoo.exceptions.MissingError"}
)


class OdooSettings(HttpSettings):
    """A user's API key, and the model."""

    database: Filled
    user: Filled = Field(description="the user's login")
    api_key: SecretStr = Field(description="an API key of the user's, or the password")
    model: str = Field(pattern=r"^[a-z][a-z0-9_.]{0,100}$", description="as in stock.picking")
    id_field: str = Field(pattern=_NAME, description="its text field for our delivery id, as in x_delivery_id")
    name_field: str = Field(default="name", pattern=_NAME, description="its field with the record's number")
    approved_states: tuple[Filled, ...] = Field(
        default=("done", "purchase", "sale", "posted"),
        max_length=20,
        description="the values of its field state that mean approved; cancel means rejected",
    )
    confirm: str = Field(
        default="", pattern=f"(?:^$)|(?:{_NAME})", description="a method to call on the record, as in action_confirm"
    )


class Odoo(HttpConnector):
    """Creates one record for each form and, where wanted, confirms it; asks what its state has become.

    After www.odoo.com/documentation/18.0/developer/reference/external_api.html: ``/jsonrpc`` with the services
    ``common.authenticate`` and ``object.execute_kw``. The mapping gives the record's values; rows of a one2many are
    ``[0, 0, {...}]`` each. On a repeat the record is looked up by `id_field`.
    """

    name: ClassVar = "odoo"
    Settings: ClassVar = OdooSettings

    def test(self, message: Message, settings: OdooSettings, outlet: Outlet) -> Attempt:
        _Records(message.url, settings, outlet.http).find(message.id)
        return taken()

    def send(self, message: Message, settings: OdooSettings, outlet: Outlet) -> Attempt:
        values = {**document_of(message), settings.id_field: message.id}
        records = _Records(message.url, settings, outlet.http)
        known = records.find(message.id) if message.first_try_at else None
        try:
            record = known or records.create(values)
        except DocumentRefused as refusal:
            return rejected(refusal)
        number = record[1]
        if not settings.confirm:
            return taken(number)
        try:
            if not (known and records.is_confirmed(record[0])):
                records.call(settings.confirm, [[record[0]]])
        except DocumentRefused as refusal:
            raise ConnectorFailed("connector_document_partial", f"{number}: {refusal.detail}", status=200) from None
        return taken(records.number(record[0]), approved=True)

    def ask(self, question: Question, settings: OdooSettings, outlet: Outlet) -> ErpAnswer | None:
        records = _Records(question.url, settings, outlet.http)
        found = records.find(question.delivery_id)
        if found is None:
            raise ConnectorFailed("connector_document_gone", question.reference or "", status=200, final=True)
        state = records.state(found[0])
        if state == _CANCELLED:
            return rejection(f"{found[1]}: {state}", reference=found[1])
        return approval(found[1]) if state in settings.approved_states else None


class _Records:
    def __init__(self, url: str, settings: OdooSettings, http: Http) -> None:
        self._http = http
        self._url = url
        self._settings = settings
        self._user = self._log_in()

    def _log_in(self) -> int:
        secret = self._settings.api_key.get_secret_value()
        user = self._rpc("common", "authenticate", [self._settings.database, self._settings.user, secret, {}])
        if not isinstance(user, int) or isinstance(user, bool):  # false: no such user, or another password
            raise ConnectorFailed("connector_login_refused", status=200)
        return user

    def find(self, delivery_id: str) -> tuple[int, str] | None:
        """Identifier and number of the record that was made for this delivery."""
        where = [[self._settings.id_field, "=", delivery_id]]
        rows = self.call("search_read", [where], fields=[self._settings.name_field], limit=1)
        return (rows[0]["id"], str(rows[0][self._settings.name_field])) if rows else None

    def create(self, values: dict[str, Any]) -> tuple[int, str]:
        made = self.call("create", [values])
        return made, self.number(made)

    def number(self, record: int) -> str:
        rows = self.call("read", [[record]], fields=[self._settings.name_field])
        return str(rows[0][self._settings.name_field])

    def is_confirmed(self, record: int) -> bool:
        """Whether it left its first state before: `state`, as in nearly all of Odoo's documents, is draft no more."""
        return self.state(record) not in ("", "draft")

    def state(self, record: int) -> str:
        """Its field `state`, as nearly all of Odoo's documents have one."""
        rows = self.call("read", [[record]], fields=["state"])
        return str(rows[0].get("state") or "")

    def call(self, method: str, positional: list[Any], **named: Any) -> Any:
        settings = self._settings
        secret = settings.api_key.get_secret_value()
        return self._rpc(
            "object", "execute_kw", [settings.database, self._user, secret, settings.model, method, positional, named]
        )

    def _rpc(self, service: str, method: str, arguments: list[Any]) -> Any:
        params = {"service": service, "method": method, "args": arguments}
        body = {"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}
        answer, found = call_json(self._http, "POST", at(self._url, "jsonrpc"), body)
        told = must_be_object(answer, found)
        if "error" in told:
            raise _failure(told["error"])
        return told.get("result")


def _failure(error: Any) -> ConnectorFailed:
    data = error.get("data") if isinstance(error, dict) else None
    data = data if isinstance(data, dict) else {}
    # Not `debug`: that is the server's whole traceback.
    name, told = str(data.get("name") or ""), str(data.get("message") or error)[:2000]
    if name in _LOGIN:
        return ConnectorFailed("connector_login_refused", told, status=200)
    if name == _NO_RIGHT:
        return ConnectorFailed("connector_permission", told, status=200)
    if name in _OF_THE_RECORD:
        return DocumentRefused(told)
    return ConnectorFailed("connector_refused", told, status=200)
