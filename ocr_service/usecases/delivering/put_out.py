"""Writes rows that say that an event must be sent, each in its receiver's shape."""

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocr_service.records.base import new_id
from ocr_service.records.deliveries import Delivery, DeliveryTry, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.events import AnyEvent, FormAccepted
from ocr_service.usecases.delivering.form_event import with_masterdata
from ocr_service.usecases.delivering.shape_message import MessageUnshaped, shape_message


def put_out(
    session: Session,
    scan: Scan,
    event: AnyEvent,
    number: int,
    now: datetime,
    *,
    but: str | None = None,
    of: Collection[str | None] | None = None,
) -> int:
    """Writes one delivery of the event for each active receiver that wants it, in the caller's transaction; how many.

    `number` is the result's version, or `next_number`. The receiver `but` is left out; where the event is about more
    forms than the scan's own, these are `of`.
    """
    forms = {scan.template} if of is None else set(of)
    receivers = [
        endpoint
        for endpoint in session.scalars(select(WebhookEndpoint).where(WebhookEndpoint.active))
        if event.type in endpoint.events
        and (not endpoint.templates or forms & set(endpoint.templates))
        and endpoint.id != but
    ]
    for endpoint in receivers:
        told = event
        if isinstance(event, FormAccepted):
            told = with_masterdata(session, scan, event) if endpoint.masterdata else event
            before = _sent_before(session, scan.id, endpoint.id, number)
            told = told.model_copy(update={"data": told.data.model_copy(update={"supersedes": before})})
        delivery = Delivery(
            id=new_id("msg"),
            scan_id=scan.id,
            endpoint_id=endpoint.id,
            result_version=number,
            event=event.type,
            payload=told.model_dump_json(),
            state="waiting",
            created_at=now,
            next_try_at=now,
        )
        session.add(delivery)
        fit_to_receiver(session, delivery, endpoint, scan.template, now)
    return len(receivers)


def fit_to_receiver(
    session: Session, delivery: Delivery, endpoint: WebhookEndpoint, template: str | None, now: datetime
) -> bool:
    """Puts the delivery's event, as it still stands there, into the receiver's shape.

    Where it does not go in, the delivery is given up with the reason and keeps its event for another time: one form
    that does not fit must hold up neither its own transaction nor the others.
    """
    event = json.loads(delivery.payload)
    try:
        shaped = shape_message(session, endpoint, event, message_id=delivery.id, template=template)
    except MessageUnshaped as error:
        delivery.state, delivery.next_try_at, delivery.last_error = "dead", None, error.code
        session.flush()
        session.add(
            DeliveryTry(
                delivery_id=delivery.id, at=now, seconds=0.0, status=None, error=error.code, answer=error.detail
            )
        )
        return False
    delivery.payload, delivery.content_type = shaped.text, shaped.content_type
    delivery.mapping_version, delivery.order_key = shaped.mapping_version, shaped.order_key
    return True


def next_number(session: Session, scan_id: str) -> int:
    """The number of the scan's next event that is no result: -1, -2, ..."""
    lowest = session.scalar(select(func.min(Delivery.result_version)).where(Delivery.scan_id == scan_id))
    return min(lowest or 0, 0) - 1


def _sent_before(session: Session, scan_id: str, endpoint_id: str, number: int) -> str | None:
    """The delivery of the result before, of which this receiver may have heard."""
    sent = (
        select(Delivery.id)
        .where(
            Delivery.scan_id == scan_id,
            Delivery.endpoint_id == endpoint_id,
            Delivery.result_version.between(1, number - 1),
            Delivery.first_try_at.is_not(None),
        )
        .order_by(Delivery.result_version.desc())
        .limit(1)
    )
    return session.scalar(sent)
