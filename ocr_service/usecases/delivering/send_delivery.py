"""One delivery, once: claim its row, send without holding a transaction, write down what came of it.

A crash between the receiver's yes and the last transaction leaves the row claimed; when the claim has run out it is
sent again under the same id. So a receiver gets everything at least once and can tell doubles by the id.
"""

from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy import update

from ocr_service.delivery.attempt import Attempt, Sender
from ocr_service.delivery.formats import to_bytes
from ocr_service.delivery.payload_link import LARGE_BYTES, link_message
from ocr_service.delivery.read_answer import read_answer
from ocr_service.records.deliveries import Delivery, DeliveryTry, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.claim_delivery import Claim, claim_delivery
from ocr_service.usecases.delivering.close_delivery import note_health, note_no, note_yes
from ocr_service.usecases.ports import Services

log = structlog.get_logger()


def send_delivery(
    services: Services, sender: Sender, delivery_id: str, *, days: float, lease: timedelta, public_url: str = ""
) -> Attempt | None:
    """None where there was nothing to send: another sender was faster, or the result was taken back.

    `public_url` is how receivers reach this service; without it large messages are sent whole.
    """
    claim = claim_delivery(services, delivery_id, lease=lease)
    if claim is None:
        return None
    attempt = _send(sender, _with_link(claim, public_url) if public_url and claim.large_as_link else claim)
    record_attempt(services, claim, attempt, days=days)
    return attempt


def _with_link(claim: Claim, public_url: str) -> Claim:
    message = claim.message
    body = to_bytes(message.body, message.content_type)
    if len(body) <= LARGE_BYTES:
        return claim
    linked = link_message(
        message.id, body, claim.event, secret=message.secrets[0], public_url=public_url, now=message.at.timestamp()
    )
    return replace(claim, message=replace(message, body=linked, content_type="application/json; charset=utf-8"))


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


def record_attempt(services: Services, claim: Claim, attempt: Attempt, *, days: float) -> None:
    """Writes down the try and moves the delivery, its scan and its receiver."""
    now = services.now()
    said = read_answer(attempt, claim.answer)
    if said.error is not None:
        attempt = replace(attempt, error=said.error)
    with services.database.begin() as session:
        delivery = session.get(Delivery, claim.delivery_id)
        if delivery is None:
            return  # its scan was forgotten meanwhile
        # The receiver's row before the scan's, as in `claim_delivery`: in another order two rounds wait for each other.
        session.get_one(WebhookEndpoint, delivery.endpoint_id, with_for_update=True)
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
            note_yes(session, delivery, attempt, said, now)
        elif delivery.lease_token == claim.lease_token:
            note_no(session, delivery, attempt, now, days)
        note_health(session, delivery.endpoint_id, attempt, now)
