"""A receiver calls back, signed with its own secret, to say what became of what it was sent."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ocr_service.delivery.erp_answer import ErpAnswer, Line
from ocr_service.delivery.signing import SignatureInvalid, verify
from ocr_service.records.answers import ReceiverAnswer
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.claim_delivery import valid_secrets
from ocr_service.usecases.delivering.events import FORM_ACCEPTED
from ocr_service.usecases.delivering.write_answer import AnswerSource, Outcome, write_answer
from ocr_service.usecases.endpoints.endpoint_errors import (
    CallbackIdReused,
    CallbackRefused,
    CallbackUnreadable,
    DeliveryNotFound,
)
from ocr_service.usecases.ports import Services

MAX_ID: int = 200


class CallbackBody(ErpAnswer):
    """What a callback says: an answer, and to which delivery."""

    delivery_id: Line


@dataclass(frozen=True, kw_only=True)
class TakenCallback:
    """What became of it. The same callback again is told the same outcome."""

    delivery_id: str
    scan_id: str
    outcome: Outcome


def take_callback(services: Services, *, endpoint_id: str, headers: Mapping[str, str], body: bytes) -> TakenCallback:
    """`headers` by lower-case names; `body` as it came, byte for byte.

    Raises CallbackRefused where it is not signed by this receiver just now, CallbackUnreadable, DeliveryNotFound where
    this receiver never got such a result, CallbackIdReused.
    """
    message_id = _verified(services, endpoint_id, headers, body)
    try:
        said = CallbackBody.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "body"
        raise CallbackUnreadable(field=where, detail=first["msg"]) from None
    source = AnswerSource(
        actor=f"endpoint:{endpoint_id}",
        way="callback",
        endpoint_id=endpoint_id,
        message_id=message_id,
        body_sha256=hashlib.sha256(body).hexdigest(),
    )
    try:
        return _take(services, said, source)
    except IntegrityError:
        # The same callback came twice at the same moment, and the other one was first. Now its row can be seen.
        return _take(services, said, source)


def _verified(services: Services, endpoint_id: str, headers: Mapping[str, str], body: bytes) -> str:
    now = services.now()
    with services.database() as session:
        endpoint = session.get(WebhookEndpoint, endpoint_id)
        secrets = valid_secrets(endpoint, now) if endpoint else ()
    try:
        message_id = verify(secrets, headers, body, now=now.timestamp())
    except SignatureInvalid as error:
        raise CallbackRefused(error) from None
    if len(message_id) > MAX_ID or not message_id.isprintable():
        raise CallbackUnreadable(field="webhook-id", detail=f"1 to {MAX_ID} printable characters")
    return message_id


def _take(services: Services, said: CallbackBody, source: AnswerSource) -> TakenCallback:
    now = services.now()
    with services.database.begin() as session:
        delivery = session.scalar(
            select(Delivery).where(
                Delivery.id == said.delivery_id,
                Delivery.endpoint_id == source.endpoint_id,
                Delivery.event == FORM_ACCEPTED,
            )
        )
        if delivery is None:
            raise DeliveryNotFound(delivery_id=said.delivery_id)
        # Whoever holds the scan's row decides, of several answers, which came first.
        session.get(Scan, delivery.scan_id, with_for_update=True)
        known = _known(session, source)
        if known is not None:
            return TakenCallback(delivery_id=delivery.id, scan_id=known.scan_id, outcome=known.outcome)  # type: ignore[arg-type]  # written by this very function
        answer = ErpAnswer.model_validate(said.model_dump(exclude={"delivery_id"}))
        outcome = write_answer(
            session, delivery.scan_id, answer, source=source, now=now, result_version=delivery.result_version
        )
        return TakenCallback(delivery_id=delivery.id, scan_id=delivery.scan_id, outcome=outcome)


def _known(session: Session, source: AnswerSource) -> ReceiverAnswer | None:
    same = (ReceiverAnswer.endpoint_id == source.endpoint_id, ReceiverAnswer.message_id == source.message_id)
    row = session.scalar(select(ReceiverAnswer).where(*same))
    if row is not None and row.body_sha256 != source.body_sha256:
        raise CallbackIdReused
    return row
