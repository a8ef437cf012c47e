"""What was sent, or was given up, is sent again: one delivery, or all that a receiver missed."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.follow_deliveries import DeliveryView, view_of_delivery
from ocr_service.usecases.delivering.put_out import fit_to_receiver
from ocr_service.usecases.endpoints.endpoint_errors import (
    DeliveryNotFound,
    DeliveryStateConflict,
    EndpointDisabled,
    EndpointNotFound,
)
from ocr_service.usecases.ports import Services

# Not while it is being sent, and not what was taken back.
_REPLAYABLE: Final = ("dead", "delivered", "waiting")


def replay_delivery(services: Services, *, actor: str, delivery_id: str) -> DeliveryView:
    """Sends it again at once, under the same id and with all its tries before it.

    Raises DeliveryNotFound, EndpointDisabled, DeliveryStateConflict.
    """
    now = services.now()
    with services.database.begin() as session:
        delivery = session.get(Delivery, delivery_id)
        if delivery is None:
            raise DeliveryNotFound(delivery_id=delivery_id)
        endpoint = session.get_one(WebhookEndpoint, delivery.endpoint_id)
        if not endpoint.active:
            raise EndpointDisabled(endpoint_id=delivery.endpoint_id)
        _shape_again(session, endpoint, now, Delivery.id == delivery_id)
        if not _replay(session, now, actor, Delivery.id == delivery_id, Delivery.state.in_(_REPLAYABLE)):
            session.refresh(delivery)
            raise DeliveryStateConflict(state=delivery.state)
        session.refresh(delivery)
        return view_of_delivery(delivery)


def replay_dead(services: Services, *, actor: str, endpoint_id: str) -> int:
    """Sends everything again that was given up for this receiver; returns how many deliveries that is.

    Raises EndpointNotFound, EndpointDisabled.
    """
    now = services.now()
    with services.database.begin() as session:
        endpoint = session.get(WebhookEndpoint, endpoint_id)
        if endpoint is None:
            raise EndpointNotFound(endpoint_id=endpoint_id)
        if not endpoint.active:
            raise EndpointDisabled(endpoint_id=endpoint_id)
        _shape_again(session, endpoint, now, Delivery.endpoint_id == endpoint_id)
        return _replay(session, now, actor, Delivery.endpoint_id == endpoint_id, Delivery.state == "dead")


def _shape_again(session: Session, endpoint: WebhookEndpoint, now: datetime, *which: ColumnElement[bool]) -> None:
    """What did not go into the receiver's shape when it was put out is tried with the mapping of today."""
    unshaped = (Delivery.state == "dead", Delivery.mapping_version.is_(None))
    rows = select(Delivery, Scan.template).join(Scan, Scan.id == Delivery.scan_id).where(*which, *unshaped)
    for delivery, template in session.execute(rows).all():
        fit_to_receiver(session, delivery, endpoint, template, now)
    session.flush()


def _replay(session: Session, now: datetime, actor: str, *which: ColumnElement[bool]) -> int:
    again: dict[str, Any] = {"state": "waiting", "next_try_at": now, "tries": 0}
    shaped = Delivery.mapping_version.is_not(None)
    changed = (
        update(Delivery)
        .where(*which, shaped)
        .values(again)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    ids = session.scalars(changed).all()
    for delivery_id in ids:
        audit.write(session, at=now, actor=actor, action="delivery.replayed", subject=delivery_id)
    return len(ids)
