"""How each receiver is doing: what waits, what was given up, what the last day's tries came to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocr_service.records.deliveries import Delivery, DeliveryTry, WebhookEndpoint
from ocr_service.usecases.ports import Services

_DAY: Final = timedelta(days=1)
_OPEN: Final = ("waiting", "sending", "dead")


@dataclass(frozen=True, kw_only=True)
class EndpointHealth:
    """One receiver. `waiting` is still to be sent, `dead` waits for a person; tries are those of the last 24 hours.

    `failures_in_row` counts failures that concern every message; after some of them the receiver rests until
    `rests_until`. `last_error` is the stable code of the newest try, None where that went well.
    """

    endpoint_id: str
    waiting: int
    dead: int
    tries: int
    failed_tries: int
    slowest_seconds: float | None
    last_try_at: datetime | None
    last_status: int | None
    last_error: str | None
    last_delivered_at: datetime | None
    failures_in_row: int
    rests_until: datetime | None


def show_health(services: Services) -> tuple[EndpointHealth, ...]:
    """Of all receivers, oldest first."""
    now = services.now()
    with services.database() as session:
        still_open = _count_open(session)
        tries = _count_tries(session, now)
        delivered = _last_delivered(session)
        return tuple(
            _health(endpoint, still_open, tries, delivered, now)
            for endpoint in session.scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.id))
        )


def _health(
    endpoint: WebhookEndpoint,
    still_open: dict[tuple[str, str], int],
    tries: dict[str, tuple[int, int, float, DeliveryTry]],
    delivered: dict[str, datetime],
    now: datetime,
) -> EndpointHealth:
    count, failed, slowest, last = tries.get(endpoint.id, (0, 0, None, None))
    return EndpointHealth(
        endpoint_id=endpoint.id,
        waiting=still_open.get((endpoint.id, "waiting"), 0) + still_open.get((endpoint.id, "sending"), 0),
        dead=still_open.get((endpoint.id, "dead"), 0),
        tries=count,
        failed_tries=failed,
        slowest_seconds=slowest,
        last_try_at=last.at if last else None,
        last_status=last.status if last else None,
        last_error=last.error if last else None,
        last_delivered_at=delivered.get(endpoint.id),
        failures_in_row=endpoint.failures_in_row,
        rests_until=endpoint.rests_until if endpoint.rests_until and endpoint.rests_until > now else None,
    )


def _count_open(session: Session) -> dict[tuple[str, str], int]:
    query = (
        select(Delivery.endpoint_id, Delivery.state, func.count())
        .where(Delivery.state.in_(_OPEN))
        .group_by(Delivery.endpoint_id, Delivery.state)
    )
    return {(endpoint_id, state): count for endpoint_id, state, count in session.execute(query)}


def _count_tries(session: Session, now: datetime) -> dict[str, tuple[int, int, float, DeliveryTry]]:
    of_the_day = (
        select(
            Delivery.endpoint_id,
            func.count(DeliveryTry.id),
            func.count(DeliveryTry.error),
            func.max(DeliveryTry.seconds),
            func.max(DeliveryTry.id),
        )
        .join(Delivery, Delivery.id == DeliveryTry.delivery_id)
        .where(DeliveryTry.at > now - _DAY)
        .group_by(Delivery.endpoint_id)
    )
    counted = session.execute(of_the_day).all()
    newest = select(DeliveryTry).where(DeliveryTry.id.in_([row[4] for row in counted]))
    by_id = {one.id: one for one in session.scalars(newest)}
    return {endpoint_id: (count, failed, slowest, by_id[last]) for endpoint_id, count, failed, slowest, last in counted}


def _last_delivered(session: Session) -> dict[str, datetime]:
    query = select(Delivery.endpoint_id, func.max(Delivery.delivered_at)).group_by(Delivery.endpoint_id)
    return {endpoint_id: at for endpoint_id, at in session.execute(query) if at is not None}
