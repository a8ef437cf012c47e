"""One delivery, once: claim its row, send without holding a transaction, write down what came of it.

A crash between the receiver's yes and the last transaction leaves the row claimed; when the claim has run out it is
sent again under the same id. So a receiver gets everything at least once and can tell doubles by the id.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from ocr_service.delivery.attempt import Attempt, Message, Sender
from ocr_service.delivery.erp_answer import parse_answer
from ocr_service.delivery.retry_schedule import MAX_TRIES, next_wait
from ocr_service.records import audit
from ocr_service.records.base import new_id
from ocr_service.records.deliveries import Delivery, DeliveryTry, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.ports import Services
from ocr_service.usecases.write_answer import write_answer

log = structlog.get_logger()

# The states of a scan whose result stands and is being handed on.
_HANDED_ON = (ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A delivery in hand: nobody else sends it until the lease has run out."""

    delivery_id: str
    lease_token: str
    message: Message


def is_due(now: datetime) -> ColumnElement[bool]:
    """Deliveries whose time has come, and those whose sender was lost."""
    return or_(
        and_(Delivery.state == "waiting", Delivery.next_try_at <= now),
        and_(Delivery.state == "sending", Delivery.lease_until < now),
    )


def send_delivery(
    services: Services, sender: Sender, delivery_id: str, *, days: float, lease: timedelta
) -> Attempt | None:
    """None where there was nothing to send: another sender was faster, or the result was taken back."""
    claim = claim_delivery(services, delivery_id, lease=lease)
    if claim is None:
        return None
    attempt = _send(sender, claim)
    record_attempt(services, claim, attempt, days=days)
    return attempt


def _send(sender: Sender, claim: Claim) -> Attempt:
    try:
        attempt = sender.send(claim.message)
    except Exception:
        # A sender that fails on one message must neither stop the others nor be asked again without end.
        log.exception("sender_failed", delivery=claim.delivery_id)
        attempt = Attempt(status=None, error="delivery_sender_failed", seconds=0.0)
    outcome = {"status": attempt.status, "error": attempt.error, "seconds": round(attempt.seconds, 3)}
    log.info("delivery_tried", delivery=claim.delivery_id, **outcome)
    return attempt


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
            .where(Delivery.id == delivery_id, WebhookEndpoint.active, is_due(now))
        ).one_or_none()
        if found is None:
            return None
        delivery, endpoint = found
        if delivery.tries >= MAX_TRIES:
            # Its last try never came back: whatever it does to those who send it, it has done it often enough.
            _give_up(session, delivery, {"last_error": "delivery_sender_failed", "lease_token": None}, now, is_due(now))
            return None
        stands = _hand_on(session, delivery, now)
        claimed = {
            "state": "sending",
            "lease_token": token,
            "lease_until": now + lease,
            "tries": Delivery.tries + 1,
            "first_try_at": func.coalesce(Delivery.first_try_at, now),
        }
        cancelled = {"state": "cancelled", "next_try_at": None, "lease_token": None, "last_error": "result_taken_back"}
        won = _update(session, claimed if stands else cancelled, Delivery.id == delivery_id, is_due(now))
        if not won:
            session.rollback()  # the scan, too, stays what it was
        if not won or not stands:
            return None
        return Claim(
            delivery_id=delivery_id,
            lease_token=token,
            message=Message(
                id=delivery_id,
                url=endpoint.url,
                body=delivery.payload,
                secrets=valid_secrets(endpoint, now),
                at=now,
            ),
        )


def record_attempt(services: Services, claim: Claim, attempt: Attempt, *, days: float) -> None:
    """Writes down the try and moves the delivery, its scan and, after a "gone", its endpoint."""
    now = services.now()
    with services.database.begin() as session:
        delivery = session.get(Delivery, claim.delivery_id)
        if delivery is None:
            return  # its scan was forgotten meanwhile
        # Two receivers may say yes at the same time: whoever holds the scan's row decides who was the last.
        session.execute(update(Scan).where(Scan.id == delivery.scan_id).values(changed_at=Scan.changed_at))
        session.refresh(delivery)
        session.add(
            DeliveryTry(
                delivery_id=delivery.id,
                at=claim.message.at,
                seconds=attempt.seconds,
                status=attempt.status,
                error=attempt.error,
                answer=attempt.answer,
            )
        )
        if attempt.error is None:
            _note_yes(session, delivery, attempt, now)
        elif delivery.lease_token == claim.lease_token:
            _note_no(session, delivery, attempt, now, days)


def valid_secrets(endpoint: WebhookEndpoint, now: datetime) -> tuple[str, ...]:
    """The endpoint's secrets that count at this moment, newest first."""
    return tuple(
        entry["secret"]
        for entry in endpoint.secrets
        if entry["expires_at"] is None or datetime.fromisoformat(entry["expires_at"]) > now
    )


def _hand_on(session: Session, delivery: Delivery, now: datetime) -> bool:
    current = Scan.result_version == delivery.result_version
    if change_state(session, delivery.scan_id, ScanState.ACCEPTED, ScanState.DELIVERING, now=now, only_if=current):
        return True
    standing = select(Scan.id).where(Scan.id == delivery.scan_id, Scan.state.in_(_HANDED_ON), current)
    return session.scalar(standing) is not None


def _note_yes(session: Session, delivery: Delivery, attempt: Attempt, now: datetime) -> None:
    # A yes counts even where the lease was lost in the meantime: the receiver has the message.
    yes = {
        "state": "delivered",
        "delivered_at": func.coalesce(Delivery.delivered_at, now),
        "next_try_at": None,
        "lease_token": None,
        "last_status": attempt.status,
        "last_error": None,
    }
    _update(session, yes, Delivery.id == delivery.id)
    missing = select(Delivery.id).where(
        Delivery.scan_id == delivery.scan_id,
        Delivery.result_version == delivery.result_version,
        Delivery.state.not_in(("delivered", "cancelled")),
    )
    if session.scalar(missing.limit(1)) is None:
        current = Scan.result_version == delivery.result_version
        change_state(session, delivery.scan_id, ScanState.DELIVERING, ScanState.DELIVERED, now=now, only_if=current)
    answer = parse_answer(attempt.body) if attempt.complete else None
    if answer is not None:
        receiver = f"endpoint:{delivery.endpoint_id}"
        version = delivery.result_version
        write_answer(session, delivery.scan_id, answer, actor=receiver, now=now, result_version=version)


def _note_no(session: Session, delivery: Delivery, attempt: Attempt, now: datetime, days: float) -> None:
    result = {"lease_token": None, "last_status": attempt.status, "last_error": attempt.error}
    if attempt.error == "delivery_gone":
        _disable_gone(session, delivery.endpoint_id, now)
    wait = next_wait(delivery.tries, days=days, retry_after=attempt.retry_after)
    if attempt.error == "delivery_gone" or wait is None:
        _give_up(session, delivery, result, now)
    else:
        _update(session, {**result, "state": "waiting", "next_try_at": now + wait}, Delivery.id == delivery.id)


def _give_up(
    session: Session, delivery: Delivery, result: dict[str, Any], now: datetime, *only_if: ColumnElement[bool]
) -> None:
    dead = {**result, "state": "dead", "next_try_at": None}
    if _update(session, dead, Delivery.id == delivery.id, *only_if):
        why = {"scan": delivery.scan_id, "tries": delivery.tries, "error": result["last_error"]}
        audit.write(session, at=now, actor="system", action="delivery.dead", subject=delivery.id, new=why)


def _disable_gone(session: Session, endpoint_id: str, now: datetime) -> None:
    endpoint = session.get_one(WebhookEndpoint, endpoint_id, with_for_update=True)
    if not endpoint.active:
        return
    endpoint.active, endpoint.disabled_reason = False, "gone"
    dead = {"state": "dead", "next_try_at": None, "last_error": "delivery_gone"}
    buried = _update(session, dead, Delivery.endpoint_id == endpoint_id, Delivery.state == "waiting")
    audit.write(
        session,
        at=now,
        actor="system",
        action="endpoint.disabled",
        subject=endpoint_id,
        new={"reason": "gone", "dead_deliveries": buried},
    )


def _update(session: Session, values: dict[str, Any], *where: ColumnElement[bool]) -> int:
    statement = update(Delivery).where(*where).values(values).execution_options(synchronize_session=False)
    changed: int = session.execute(statement).rowcount  # type: ignore[attr-defined]
    return changed
