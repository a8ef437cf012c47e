"""SAP S/4HANA: business documents through OData services."""

from typing import Any, ClassVar, Final
from urllib.parse import quote, urlencode

from pydantic import Field, SecretStr, model_validator

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.connectors.auth import basic
from ocr_service.delivery.connectors.connector import (
    ConnectorFailed,
    DocumentRefused,
    Filled,
    HttpConnector,
    Outlet,
    approval,
    attempt_of_decision,
    rejected,
    taken,
)
from ocr_service.delivery.connectors.json_calls import at, call_json, document_of, failure
from ocr_service.delivery.connectors.status import StatusSettings
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.http_answer import HttpAnswer
from ocr_service.delivery.question import Question

_NAME: Final = r"^[A-Za-z_][A-Za-z0-9_]{0,127}$"
_TOKEN: Final = "x-csrf-token"  # a header's name


class SapSettings(StatusSettings):
    """A communication user, the entity, and what decides on it."""

    user: Filled
    password: SecretStr
    client: str = Field(default="", pattern=r"^([0-9]{3})?$", description="the client (sap-client); empty: the default")
    entity_set: str = Field(pattern=_NAME, description="as in A_InbDeliveryHeader")
    key: str = Field(pattern=_NAME, description="the property with the document's number, as in DeliveryDocument")
    id_property: str = Field(pattern=_NAME, description="the property for our delivery id (30 characters)")
    status_property: str = Field(
        default="",
        pattern=r"^([A-Za-z_][A-Za-z0-9_]{0,127})?$",
        description="asked until the document is decided on, as OverallGoodsMovementStatus (approved when C); empty: "
        "approved once it is created",
    )

    @model_validator(mode="after")
    def _says_what_decides(self) -> "SapSettings":
        if self.status_property and not self.approved_when:
            raise ValueError("status_property needs approved_when")
        return self


class Sap(HttpConnector):
    """Creates one document for each form by a deep insert.

    After help.sap.com "SAP Gateway Foundation: Cross-Site Request Forgery Protection" and "OData Error Response",
    SAP KBA 3048103 (all cookies go back), api.sap.com for the services. The endpoint's URL is the service's root, as in
    ``https://s4.example.com/sap/opu/odata/sap/API_INBOUND_DELIVERY_SRV``; OData V2 and V4. The mapping gives the entity
    with its items. On a repeat, and to ask what became of it, the document is looked up by `id_property`.
    """

    name: ClassVar = "sap"
    Settings: ClassVar = SapSettings
    asked_by: ClassVar = "status_property"

    def test(self, message: Message, settings: SapSettings, outlet: Outlet) -> Attempt:
        _Service(message.url, message.id, settings, outlet).find()
        return taken()

    def send(self, message: Message, settings: SapSettings, outlet: Outlet) -> Attempt:
        entity = {**document_of(message), settings.id_property: message.id}
        service = _Service(message.url, message.id, settings, outlet)
        known = service.find() if message.first_try_at else None
        if known is not None:
            number, status = known
            decision = settings.decision(number, status) if settings.status_property else approval(number)
            return attempt_of_decision(number, decision)
        service.sign_in()
        answer, found = service.create(entity)
        if answer.status == 403 and (answer.header(_TOKEN) or "").lower() == "required":
            # The token outlived its session, as behind a load balancer: once more with a fresh one.
            service.sign_in()
            answer, found = service.create(entity)
        if answer.status == 201:
            return taken(_number(answer, found, settings.key), status=201, approved=not settings.status_property)
        told = _told(found)
        if answer.status in (400, 409, 422) and told:
            return rejected(DocumentRefused(told, status=answer.status))
        if answer.status == 403 and (answer.header(_TOKEN) or "").lower() == "required":
            raise ConnectorFailed("connector_session_lost", told, status=403)
        raise failure(answer, told)

    def ask(self, question: Question, settings: SapSettings, outlet: Outlet) -> ErpAnswer | None:
        found = _Service(question.url, question.delivery_id, settings, outlet).find()
        if found is None:
            raise ConnectorFailed("connector_document_gone", question.reference or "", status=200, final=True)
        return settings.decision(*found)


class _Service:
    def __init__(self, url: str, delivery_id: str, settings: SapSettings, outlet: Outlet) -> None:
        self._http = outlet.http
        self._root = url
        self._delivery_id = delivery_id
        self._settings = settings
        self._client = {"sap-client": settings.client} if settings.client else {}
        self._headers = [basic(settings.user, settings.password)]
        self._session: list[tuple[str, str]] = []

    def sign_in(self) -> None:
        """Fetches a token and the cookies that it belongs to."""
        headers = [*self._headers, (_TOKEN, "Fetch")]
        answer, found = call_json(self._http, "GET", self._url("", self._client), headers=headers)
        token = answer.header(_TOKEN)
        if answer.status != 200 or not token:
            raise failure(answer, _told(found))
        cookies = "; ".join(f"{name}={value}" for name, value in answer.cookies().items())
        self._session = [(_TOKEN, token), *([("cookie", cookies)] if cookies else [])]

    def find(self) -> tuple[str, str] | None:
        """Number and status of the document that was made for this delivery."""
        shown = [self._settings.key, *filter(None, [self._settings.status_property])]
        query = {
            "$filter": f"{self._settings.id_property} eq '{self._delivery_id}'",
            "$select": ",".join(shown),
            "$top": "1",
            "$format": "json",
            **self._client,
        }
        answer, found = call_json(self._http, "GET", self._url(self._settings.entity_set, query), headers=self._headers)
        if answer.status != 200:
            raise failure(answer, _told(found))
        rows = _rows(found)
        if rows is None:
            raise ConnectorFailed("connector_answer_unclear", answer.body.decode("utf-8", "replace")[:500], status=200)
        return (str(rows[0].get(shown[0], "")), str(rows[0].get(shown[-1], ""))) if rows else None

    def create(self, entity: dict[str, Any]) -> tuple[HttpAnswer, Any]:
        url = self._url(self._settings.entity_set, self._client)
        return call_json(self._http, "POST", url, entity, headers=[*self._headers, *self._session])

    def _url(self, path: str, query: dict[str, str]) -> str:
        # SAP wants %20 for a space, not the plus sign of forms.
        return at(self._root, path) + (f"?{urlencode(query, quote_via=quote, safe='$')}" if query else "")


def _rows(found: Any) -> list[Any] | None:
    """V2 has ``{"d": {"results": [...]}}``, V4 ``{"value": [...]}``."""
    match found:
        case {"d": {"results": list(rows)}} | {"value": list(rows)}:
            return rows
    return None


def _number(answer: HttpAnswer, found: Any, key: str) -> str | None:
    match found:
        case {"d": {**entity}} | {**entity} if entity.get(key):
            return str(entity[key])
    # A large document's echo may be cut off: the address of what was made says its key, as in A_X('80000001').
    inside = (answer.header("location") or "").rpartition("(")[2].rstrip(")").strip("'")
    return inside or None


def _told(found: Any) -> str:
    """The error's message, and what `errordetails` (V2) or `details` (V4) add to it."""
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return ""
    main = error.get("message")
    lines = [str(main.get("value", "") if isinstance(main, dict) else main or "")]
    inner = error.get("innererror")
    details = (inner.get("errordetails") if isinstance(inner, dict) else None) or error.get("details") or []
    lines += [str(one.get("message", "")) for one in details if isinstance(one, dict)]
    return "; ".join(dict.fromkeys(line.strip() for line in lines if line.strip()))[:2000]
