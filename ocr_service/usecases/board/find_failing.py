"""Receivers that do not get their messages, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from ocr_service.records.deliveries import Delivery, WebhookEndpoint


@dataclass(frozen=True, kw_only=True)
class FailingReceiver:
    """A receiver with messages that failed: `retrying` are tried again by themselves, `given_up` wait for a person.

    `error` is the code of the newest failure; `rests_until` says until when it is left alone after many in a row.
    """

    endpoint_id: str
    description: str
    url: str
    active: bool
    retrying: int
    given_up: int
    error: str | None
    oldest: datetime
    failures_in_row: int
    rests_until: datetime | None


def find_failing(session: Session) -> tuple[FailingReceiver, ...]:
    """The receivers that have unsent messages after at least one failure, the worst first.

    Along the index of deliveries by state: what was delivered is not looked at.
    """
    given_up = case((Delivery.state == "dead", 1), else_=0)
    failed = or_(
        Delivery.state == "dead",
        and_(Delivery.state.in_(("waiting", "sending")), Delivery.last_error.is_not(None)),
    )
    groups = session.execute(
        select(
            Delivery.endpoint_id,
            Delivery.last_error,
            func.count(),
            func.sum(given_up),
            func.min(Delivery.created_at),
            func.max(Delivery.id),
        )
        .where(Delivery.state.in_(("dead", "waiting", "sending")), failed)
        .group_by(Delivery.endpoint_id, Delivery.last_error)
    ).all()
    receivers = {
        row.id: row
        for row in session.scalars(
            select(WebhookEndpoint).where(WebhookEndpoint.id.in_({group[0] for group in groups}))
        )
    }
    found = []
    for endpoint_id, receiver in receivers.items():
        mine = [group for group in groups if group[0] == endpoint_id]
        dead = sum(group[3] for group in mine)
        found.append(
            FailingReceiver(
                endpoint_id=endpoint_id,
                description=receiver.description,
                url=receiver.url,
                active=receiver.active,
                retrying=sum(group[2] for group in mine) - dead,
                given_up=dead,
                error=max(mine, key=lambda group: group[5])[1],
                oldest=min(group[4] for group in mine),
                failures_in_row=receiver.failures_in_row,
                rests_until=receiver.rests_until,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.given_up, -one.retrying, one.endpoint_id)))
