"""ERPNext (and anything else on Frappe): documents through its REST API."""

import json
import re
from typing import Any, ClassVar, Final
from urllib.parse import quote, urlencode

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
from ocr_service.delivery.connectors.json_calls import at, call_json, document_of, failure
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.http_answer import HttpAnswer
from ocr_service.delivery.question import Question

_DRAFT, _SUBMITTED, _CANCELLED = 0, 1, 2
_TAG: Final = re.compile(r"<[^>]+>")
# 417 is what frappe.throw() answers, 409 a name that is taken; newer versions answer validation errors with 422.
_OF_THE_DOCUMENT: Final = (409, 417, 422)
_NOT_THE_DOCUMENT: Final = frozenset({"TimestampMismatchError", "QueryDeadlockError", "QueryTimeoutError"})


class ErpNextSettings(HttpSettings):
    """A user's API key, and the kind of document."""

    api_key: Filled
    api_secret: SecretStr
    doctype: str = Field(pattern=r"^[\w][\w \-]{0,100}$", description='as in "Purchase Receipt"')
    id_field: str = Field(
        default="custom_delivery_id", pattern=r"^[a-z][a-z0-9_]{0,60}$", description="its field for our delivery id"
    )
    rejected_state: str = Field(
        default="Rejected", max_length=140, description="the workflow state in which a document was refused"
    )
    submit: bool = Field(default=False, description="submit the document (docstatus 1); else it stays a draft")


class ErpNext(HttpConnector):
    """Creates one document for each form and, where wanted, submits it; asks whether a person has.

    After docs.frappe.io/framework/user/en/api/rest and .../guides/integration/rest_api/token_based_authentication:
    ``/api/resource/<DocType>``, ``Authorization: token key:secret``, errors as ``exc_type`` with ``_server_messages``.
    The mapping gives the document's fields. On a repeat it is looked up by `id_field`.
    """

    name: ClassVar = "erpnext"
    Settings: ClassVar = ErpNextSettings

    def test(self, message: Message, settings: ErpNextSettings, outlet: Outlet) -> Attempt:
        _Documents(message.url, settings, outlet).find(message.id)
        return taken()

    def send(self, message: Message, settings: ErpNextSettings, outlet: Outlet) -> Attempt:
        documents = _Documents(message.url, settings, outlet)
        document = {**document_of(message), settings.id_field: message.id}
        known = documents.find(message.id) if message.first_try_at else None
        try:
            name, status = known[:2] if known else documents.create(document)
            if settings.submit and status == _DRAFT:
                documents.submit(name)
        except DocumentRefused as refusal:
            return rejected(refusal)
        return taken(name, approved=settings.submit)

    def ask(self, question: Question, settings: ErpNextSettings, outlet: Outlet) -> ErpAnswer | None:
        """Approved once it is submitted; rejected where it was cancelled, or its workflow refused it."""
        found = _Documents(question.url, settings, outlet).find(question.delivery_id)
        if found is None:
            raise ConnectorFailed("connector_document_gone", question.reference or "", status=200, final=True)
        name, status, workflow = found
        if status == _CANCELLED or workflow == settings.rejected_state:
            return rejection(f"{name}: {workflow or 'Cancelled'}", reference=name)
        return approval(name) if status == _SUBMITTED else None


class _Documents:
    def __init__(self, url: str, settings: ErpNextSettings, outlet: Outlet) -> None:
        self._http = outlet.http
        self._settings = settings
        self._address = at(url, f"api/resource/{quote(settings.doctype)}")
        pair = f"{settings.api_key}:{settings.api_secret.get_secret_value()}"
        self._headers = [("authorization", f"token {pair}")]

    def find(self, delivery_id: str) -> tuple[str, int, str] | None:
        """Name, state and workflow state of the document that was made for this delivery."""
        filters = json.dumps([[self._settings.id_field, "=", delivery_id]])
        # All fields: workflow_state is only there where the doctype has a workflow.
        query = {"filters": filters, "fields": '["*"]', "limit_page_length": "1"}
        answer, found = call_json(self._http, "GET", f"{self._address}?{urlencode(query)}", headers=self._headers)
        if answer.status != 200:
            raise failure(answer, _told(found))
        rows = _data(answer, found)
        if not rows:
            return None
        row = rows[0]
        return str(row["name"]), int(row.get("docstatus", _DRAFT)), str(row.get("workflow_state") or "")

    def create(self, document: dict[str, Any]) -> tuple[str, int]:
        found = self._change("POST", self._address, document, None)
        return str(found["name"]), int(found.get("docstatus", _DRAFT))

    def submit(self, name: str) -> None:
        self._change("PUT", at(self._address, quote(name, safe="")), {"docstatus": _SUBMITTED}, name)

    def _change(self, method: str, url: str, body: dict[str, Any], name: str | None) -> Any:
        answer, found = call_json(self._http, method, url, body, headers=self._headers)
        if answer.status == 200:
            return _data(answer, found)
        kind = found.get("exc_type") if isinstance(found, dict) else None
        if answer.status in _OF_THE_DOCUMENT and kind and kind not in _NOT_THE_DOCUMENT:
            raise DocumentRefused(_told(found), reference=name, status=answer.status)
        wrong = failure(answer, _told(found))
        if name is not None and wrong.code == "connector_refused":
            wrong = ConnectorFailed("connector_document_partial", f"{name}: {wrong.detail}", status=answer.status)
        raise wrong


def _data(answer: HttpAnswer, found: Any) -> Any:
    if not isinstance(found, dict) or "data" not in found:
        raise ConnectorFailed(
            "connector_answer_unclear", answer.body.decode("utf-8", "replace")[:500], status=answer.status
        )
    return found["data"]


def _told(found: Any) -> str:
    """Frappe's messages for people: JSON texts in a JSON text, with HTML in them."""
    if not isinstance(found, dict):
        return ""
    try:
        messages = [json.loads(text).get("message", "") for text in json.loads(found["_server_messages"])]
    except (KeyError, TypeError, ValueError, AttributeError):
        messages = []
    told = "; ".join(_TAG.sub("", str(message)) for message in messages if message)
    return told or str(found.get("exception") or found.get("exc_type") or "")[:500]
