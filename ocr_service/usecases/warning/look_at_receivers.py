"""Receivers that fail, and messages that were given up."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocr_service.access.roles import Role
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.usecases.delivering.close_delivery import FAILURES_TO_REST
from ocr_service.usecases.warning.trouble import Trouble

ENDPOINT_FAILS: Final = "endpoint_fails"
MESSAGES_GIVEN_UP: Final = "messages_given_up"


def look_at_receivers(session: Session, now: datetime) -> Iterator[Trouble]:
    """A receiver fails from the fifth failure in a row that concerns every message until its first success."""
    counted = select(Delivery.endpoint_id, func.count()).where(Delivery.state == "waiting")
    waiting = {row[0]: row[1] for row in session.execute(counted.group_by(Delivery.endpoint_id))}
    failing = select(WebhookEndpoint).where(WebhookEndpoint.active, WebhookEndpoint.failures_in_row > 0)
    for receiver in session.scalars(failing):
        yield Trouble(
            kind=ENDPOINT_FAILS,
            subject=receiver.id,
            role=Role.INTEGRATOR,
            firm=receiver.failures_in_row >= FAILURES_TO_REST,
            params={
                "receiver": receiver.description or receiver.url,
                "failures": receiver.failures_in_row,
                "waiting": waiting.get(receiver.id, 0),
            },
        )
    given_up = (
        select(Delivery.endpoint_id, WebhookEndpoint.description, WebhookEndpoint.url, func.count())
        .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
        .where(Delivery.state == "dead")
        .group_by(Delivery.endpoint_id, WebhookEndpoint.description, WebhookEndpoint.url)
    )
    for endpoint_id, description, url, count in session.execute(given_up):
        yield Trouble(
            kind=MESSAGES_GIVEN_UP,
            subject=endpoint_id,
            role=Role.INTEGRATOR,
            params={"receiver": description or url, "count": count},
        )
