"""What leaves for the receivers, and the rows that say that it must be sent, written with what they tell of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ocr_service.records.deliveries import Delivery
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.cases.join_case import note_keys
from ocr_service.usecases.delivering.events import (
    DELIVERY_FAILED,
    EVENT_OF_STATE,
    DeliveryFailed,
    Event,
    EventReason,
    FailedDelivery,
    FormEvent,
    FormOnItsWay,
)
from ocr_service.usecases.delivering.form_event import make_payload, site_of
from ocr_service.usecases.delivering.put_out import next_number, put_out


def put_in_outbox(session: Session, scan: Scan, now: datetime) -> int:
    """Writes one delivery for each active receiver of this form, in the caller's transaction; returns how many.

    The scan must be accepted already (its columns say when and by whom) and its fields be in the session or table.
    """
    # What the ERP said was about the result before.
    scan.erp_answer = scan.erp_reference = scan.erp_reason = None
    session.flush()
    note_keys(session, scan, now)
    return put_out(session, scan, make_payload(session, scan, now), scan.result_version, now)


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
            site=site_of(session, scan),
            file_name=scan.file_name,
            state=scan.state,
            reasons=[EventReason.model_validate(reason) for reason in why],
        ),
    )
    return put_out(session, scan, told, next_number(session, scan.id), now)


def announce_failure(session: Session, delivery: Delivery, error: str | None, now: datetime) -> None:
    """Tells other receivers that this delivery was given up. A lost message about a lost message ends there."""
    if delivery.event == DELIVERY_FAILED:
        return
    scan = session.get_one(Scan, delivery.scan_id)
    told = DeliveryFailed(
        type=DELIVERY_FAILED,
        timestamp=now,
        data=FailedDelivery(
            delivery_id=delivery.id,
            endpoint_id=delivery.endpoint_id,
            scan_id=delivery.scan_id,
            site=site_of(session, scan),
            event=delivery.event,
            tries=delivery.tries,
            error=error,
        ),
    )
    put_out(session, scan, told, next_number(session, scan.id), now, but=delivery.endpoint_id)


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
