"""Asking by an address: what a webhook's or a plain HTTP interface's receiver has decided, read from what it shows."""

import re
from typing import Any, Final
from urllib.parse import quote

from pydantic import Field, field_validator

from ocr_service.delivery.connectors.auth import AuthSettings
from ocr_service.delivery.connectors.connector import ConnectorFailed
from ocr_service.delivery.connectors.json_calls import call_json, failure
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.exchange import Http
from ocr_service.delivery.mapping import MappingFailed, MappingInvalid, PayloadMapping
from ocr_service.delivery.question import Question

_PLACE: Final = re.compile(r"{([a-z_]+)}")
_PLACES: Final = frozenset({"reference", "delivery_id"})
_DECIDED: Final = ("approved", "rejected")


class PollSettings(AuthSettings):
    """Where to ask what became of a document, and how to read the answer."""

    poll_url: str = Field(
        default="",
        max_length=1000,
        pattern=r"^(https?://[^\s#\\]+)?$",
        description="asked (GET) until the document is decided on; {reference} is the receiver's own number of it, "
        "{delivery_id} ours",
    )
    poll_answer: str = Field(
        default="",
        max_length=2000,
        description="JMESPath over its JSON, giving {status, reference, reason, fields}: any status but approved and "
        "rejected means not yet",
    )

    @field_validator("poll_url")
    @classmethod
    def _names_the_document(cls, url: str) -> str:
        places = set(_PLACE.findall(url))
        if url and (not places or places - _PLACES):
            raise ValueError("it must hold {reference} or {delivery_id}, and no other place")
        return url

    @field_validator("poll_answer")
    @classmethod
    def _is_expression(cls, expression: str) -> str:
        if expression:
            PayloadMapping(expression)
        return expression


def ask_by_url(question: Question, settings: PollSettings, http: Http) -> ErpAnswer | None:
    """None while the receiver does not know the document, or has not decided.

    Raises ConnectorFailed and ExchangeFailed.
    """
    known = {"delivery_id": question.delivery_id, "reference": question.reference}
    if any(known[place] is None for place in _PLACE.findall(settings.poll_url)):
        raise ConnectorFailed("connector_no_reference", final=True)
    url = _PLACE.sub(lambda found: quote(known[found[1]] or "", safe=""), settings.poll_url)
    answer, found = call_json(http, "GET", url, headers=settings.auth_headers())
    if answer.status == 404:
        return None
    if not 200 <= answer.status <= 299:
        raise failure(answer)
    return _decided(found, settings.poll_answer, answer.body)


def _decided(found: Any, expression: str, body: bytes) -> ErpAnswer | None:
    shown = body.decode("utf-8", "replace")[:500]
    try:
        said = PayloadMapping(expression).apply(found) if expression else found
    except (MappingInvalid, MappingFailed) as error:
        raise ConnectorFailed("delivery_answer_unclear", f"{error}; {shown}", status=200) from None
    if not isinstance(said, dict):
        raise ConnectorFailed("delivery_answer_unclear", shown, status=200)
    if said.get("status") not in _DECIDED:
        return None
    return ErpAnswer.model_validate(said)
