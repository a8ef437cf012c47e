"""What receivers are still asked about a result: begun and ended in the caller's transaction."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ocr_service.delivery.connectors.registry import can_ask
from ocr_service.delivery.question import next_question
from ocr_service.records.answers import DeliveryQuestion
from ocr_service.records.deliveries import Delivery, WebhookEndpoint


def open_question(session: Session, delivery: Delivery, reference: str | None, now: datetime) -> None:
    """The receiver has the form and will be asked about it, where it can be."""
    endpoint = session.get_one(WebhookEndpoint, delivery.endpoint_id)
    if not can_ask(endpoint.kind, endpoint.settings):
        return
    known = session.get(DeliveryQuestion, delivery.id)
    if known is None:
        first = next_question(0, opened_at=now, now=now, days=1, wish=None)
        session.add(
            DeliveryQuestion(
                delivery_id=delivery.id, reference=reference, state="open", opened_at=now, next_ask_at=first
            )
        )
    elif known.reference is None:
        known.reference = reference


def close_questions(session: Session, scan_id: str, result_version: int) -> None:
    """The result is decided on: no receiver is asked about it any more, nor about those before it."""
    about_it = select(Delivery.id).where(Delivery.scan_id == scan_id, Delivery.result_version <= result_version)
    session.execute(
        update(DeliveryQuestion)
        .where(DeliveryQuestion.delivery_id.in_(about_it), DeliveryQuestion.state.in_(("open", "asking")))
        .values(state="answered", next_ask_at=None, lease_token=None)
        .execution_options(synchronize_session=False)
    )
