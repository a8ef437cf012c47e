"""Takes one delivery in hand: it is due, its turn has come, and its receiver can take more just now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.retry_schedule import MAX_TRIES
from ocr_service.records.base import new_id
from ocr_service.records.deliveries import Delivery, DeliveryTry, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.delivering.close_delivery import give_up, update_deliveries
from ocr_service.usecases.delivering.events import FORM_ACCEPTED
from ocr_service.usecases.ports import Services

# The states of a scan whose result stands and is being handed on.
_HANDED_ON: Final = (ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A delivery in hand: nobody else sends it until the lease has run out.

    `answer` is the receiver's answer mapping; `large_as_link` says that it would rather fetch a large message.
    """

    delivery_id: str
    lease_token: str
    message: Message
    answer: str | None = None
    event: str = FORM_ACCEPTED
    large_as_link: bool = False


def is_due(now: datetime) -> ColumnElement[bool]:
    """Deliveries whose time has come, and those whose sender was lost."""
    return or_(
        and_(Delivery.state == "waiting", Delivery.next_try_at <= now),
        and_(Delivery.state == "sending", Delivery.lease_until < now),
    )


def may_go(now: datetime) -> ColumnElement[bool]:
    """Due, to a receiver that is switched on and not resting, with nothing of the same order key before it.

    The statement must join `WebhookEndpoint`. What was given up holds up nobody: a person was told of it.
    """
    earlier = aliased(Delivery)
    before = select(earlier.id).where(
        earlier.endpoint_id == Delivery.endpoint_id,
        earlier.order_key == Delivery.order_key,
        earlier.id < Delivery.id,
        earlier.state.in_(("waiting", "sending")),
    )
    awake = or_(WebhookEndpoint.rests_until.is_(None), WebhookEndpoint.rests_until <= now)
    return and_(is_due(now), WebhookEndpoint.active, awake, or_(Delivery.order_key.is_(None), ~before.exists()))


def claim_delivery(services: Services, delivery_id: str, *, lease: timedelta) -> Claim | None:
    """Takes the row for one try. The scan's first try makes it "delivering", from when on it cannot be taken back.

    A delivery whose scan was taken back before, or accepted anew since, is cancelled instead.
    """
    now = services.now()
    token = new_id("lease")
    with services.database.begin() as session:
        found = session.execute(
            select(Delivery, WebhookEndpoint)
            .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
            .where(Delivery.id == delivery_id, may_go(now))
            # Whoever holds the receiver's row decides how many go there at once.
            .with_for_update(of=WebhookEndpoint)
        ).one_or_none()
        if found is None:
            return None
        delivery, endpoint = found
        if not _has_room(session, endpoint, now):
            return None
        if delivery.tries >= MAX_TRIES:
            # Its last try never came back: whatever it does to those who send it, it has done it often enough.
            give_up(session, delivery, {"last_error": "delivery_sender_failed", "lease_token": None}, now, is_due(now))
            return None
        stands = delivery.event != FORM_ACCEPTED or _hand_on(session, delivery, now)
        claimed = {
            "state": "sending",
            "lease_token": token,
            "lease_until": now + lease,
            "tries": Delivery.tries + 1,
            "first_try_at": func.coalesce(Delivery.first_try_at, now),
        }
        cancelled = {"state": "cancelled", "next_try_at": None, "lease_token": None, "last_error": "result_taken_back"}
        won = update_deliveries(session, claimed if stands else cancelled, Delivery.id == delivery_id, is_due(now))
        if not won:
            session.rollback()  # the scan, too, stays what it was
        if not won or not stands:
            return None
        return _claim(delivery, endpoint, token, now)


def _claim(delivery: Delivery, endpoint: WebhookEndpoint, token: str, now: datetime) -> Claim:
    return Claim(
        delivery_id=delivery.id,
        lease_token=token,
        answer=endpoint.answer,
        event=delivery.event,
        # Only webhooks' receivers know what such a link is.
        large_as_link=endpoint.large_as_link and endpoint.kind == "webhook",
        message=Message(
            id=delivery.id,
            url=endpoint.url,
            body=delivery.payload,
            secrets=valid_secrets(endpoint, now),
            at=now,
            content_type=delivery.content_type,
            kind=endpoint.kind,
            settings=endpoint.settings,
            first_try_at=delivery.first_try_at,
        ),
    )


def valid_secrets(endpoint: WebhookEndpoint, now: datetime) -> tuple[str, ...]:
    """The endpoint's secrets that count at this moment, newest first."""
    return tuple(
        entry["secret"]
        for entry in endpoint.secrets
        if entry["expires_at"] is None or datetime.fromisoformat(entry["expires_at"]) > now
    )


def _has_room(session: Session, endpoint: WebhookEndpoint, now: datetime) -> bool:
    """Whether one more may go there now: not more at once, and not more in a minute, than it takes."""
    mine = Delivery.endpoint_id == endpoint.id
    under_way = select(func.count()).where(mine, Delivery.state == "sending", Delivery.lease_until >= now)
    busy = session.scalar(under_way) or 0
    if busy >= endpoint.max_concurrent:
        return False
    if endpoint.per_minute is None:
        return True
    recent = (
        select(func.count(DeliveryTry.id))
        .join(Delivery, Delivery.id == DeliveryTry.delivery_id)
        .where(mine, DeliveryTry.at > now - _MINUTE)
    )
    return (session.scalar(recent) or 0) + busy < endpoint.per_minute


def _hand_on(session: Session, delivery: Delivery, now: datetime) -> bool:
    current = Scan.result_version == delivery.result_version
    if change_state(session, delivery.scan_id, ScanState.ACCEPTED, ScanState.DELIVERING, now=now, only_if=current):
        return True
    standing = select(Scan.id).where(Scan.id == delivery.scan_id, Scan.state.in_(_HANDED_ON), current)
    return session.scalar(standing) is not None
