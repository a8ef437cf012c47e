"""What leaves for the receivers, and the rows that say that it must be sent, written with what they tell of."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ocr_service.forms.result import nest_values
from ocr_service.records.base import new_id
from ocr_service.records.deliveries import Delivery, DeliveryTry, WebhookEndpoint
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.events import (
    DELIVERY_FAILED,
    EVENT_OF_STATE,
    FORM_ACCEPTED,
    AcceptedField,
    AcceptedForm,
    AnyEvent,
    DeliveryFailed,
    Event,
    EventReason,
    FailedDelivery,
    FormAccepted,
    FormEvent,
    FormOnItsWay,
)
from ocr_service.usecases.delivering.shape_message import MessageUnshaped, shape_message


def put_in_outbox(session: Session, scan: Scan, now: datetime) -> int:
    """Writes one delivery for each active receiver of this form, in the caller's transaction; returns how many.

    The scan must be accepted already (its columns say when and by whom) and its fields be in the session or table.
    """
    # What the ERP said was about the result before.
    scan.erp_answer = scan.erp_reference = scan.erp_reason = None
    session.flush()
    return _put(session, scan, make_payload(session, scan, now), scan.result_version, now)


def announce_state(session: Session, scan_id: str, now: datetime) -> None:
    """Tells those who want to know that the scan waits for a person, was rejected or could not be read."""
    scan = session.get_one(Scan, scan_id, populate_existing=True)
    event = EVENT_OF_STATE.get(ScanState(scan.state))
    if event is not None:
        announce(session, scan, event, now)


def announce(
    session: Session, scan: Scan, event: Event, now: datetime, *, reasons: Sequence[Mapping[str, Any]] | None = None
) -> int:
    """Tells those who want to know what became of the scan, for its own reasons or for these; returns how many."""
    session.flush()
    why = scan.reasons if reasons is None else reasons
    told = FormEvent(
        type=cast(Any, event),
        timestamp=now,
        data=FormOnItsWay(
            scan_id=scan.id,
            client_reference=scan.client_reference,
            template=scan.template,
            template_version=scan.template_version,
            file_name=scan.file_name,
            state=scan.state,
            reasons=[EventReason.model_validate(reason) for reason in why],
        ),
    )
    return _put(session, scan, told, _next_number(session, scan.id), now)


def announce_failure(session: Session, delivery: Delivery, error: str | None, now: datetime) -> None:
    """Tells other receivers that this delivery was given up. A lost message about a lost message ends there."""
    if delivery.event == DELIVERY_FAILED:
        return
    told = DeliveryFailed(
        type=DELIVERY_FAILED,
        timestamp=now,
        data=FailedDelivery(
            delivery_id=delivery.id,
            endpoint_id=delivery.endpoint_id,
            scan_id=delivery.scan_id,
            event=delivery.event,
            tries=delivery.tries,
            error=error,
        ),
    )
    scan = session.get_one(Scan, delivery.scan_id)
    _put(session, scan, told, _next_number(session, scan.id), now, but=delivery.endpoint_id)


def _put(session: Session, scan: Scan, event: AnyEvent, number: int, now: datetime, but: str | None = None) -> int:
    receivers = [
        endpoint
        for endpoint in session.scalars(select(WebhookEndpoint).where(WebhookEndpoint.active))
        if event.type in endpoint.events
        and (not endpoint.templates or scan.template in endpoint.templates)
        and endpoint.id != but
    ]
    for endpoint in receivers:
        told = event
        if isinstance(event, FormAccepted):
            before = _sent_before(session, scan.id, endpoint.id, number)
            told = event.model_copy(update={"data": event.data.model_copy(update={"supersedes": before})})
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


def make_payload(session: Session, scan: Scan, now: datetime) -> FormAccepted:
    """The accepted scan as receivers get it."""
    rows = session.scalars(select(ScanField).where(ScanField.scan_id == scan.id).order_by(ScanField.position)).all()
    # Both are set with the state.
    assert scan.accepted_at is not None
    assert scan.accepted_by is not None
    return FormAccepted(
        type=FORM_ACCEPTED,
        timestamp=now,
        data=AcceptedForm(
            scan_id=scan.id,
            client_reference=scan.client_reference,
            template=scan.template,
            template_version=scan.template_version,
            result_version=scan.result_version,
            supersedes=None,
            file_name=scan.file_name,
            accepted_at=scan.accepted_at,
            accepted_by=scan.accepted_by,
            values=nest_values({row.path: row.value for row in rows}),
            fields=[
                AcceptedField(
                    path=row.path,
                    type=row.type,
                    value=row.value,
                    text=row.text,
                    confidence=row.confidence,
                    corrected=row.corrected_by is not None,
                )
                for row in rows
            ],
        ),
    )


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


def take_back(session: Session, scan: Scan) -> bool:
    """Cancels what is to be sent of the scan's newest result; False where a try to send it has begun.

    Where it is False nothing may be taken back: the caller leaves its transaction without a trace, by raising.
    """
    newest = (Delivery.scan_id == scan.id, Delivery.result_version == scan.result_version)
    session.execute(
        update(Delivery)
        # "dead" without a try: its receiver was gone before its turn came.
        .where(*newest, Delivery.state.in_(("waiting", "dead")), Delivery.first_try_at.is_(None))
        .values(state="cancelled", next_try_at=None)
        .execution_options(synchronize_session=False)
    )
    begun = select(Delivery.id).where(*newest, Delivery.state != "cancelled").limit(1)
    return session.scalar(begun) is None


def _next_number(session: Session, scan_id: str) -> int:
    """The number of the scan's next event that is no result: -1, -2, ..."""
    lowest = session.scalar(select(func.min(Delivery.result_version)).where(Delivery.scan_id == scan_id))
    return min(lowest or 0, 0) - 1
