"""Asks receivers that took a form without deciding on it, ever less often, until they have decided or it is too long.

A question is claimed by a conditional update and asked without a transaction. Whoever dies over it leaves it claimed;
when the claim has run out it is asked again, which changes nothing anywhere.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from ocr_service.delivery.attempt import Sender, concerns_all
from ocr_service.delivery.question import Asked, Question, next_question
from ocr_service.records import audit
from ocr_service.records.answers import DeliveryQuestion
from ocr_service.records.base import new_id
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.write_answer import AnswerSource, write_answer
from ocr_service.usecases.ports import Services

log = structlog.get_logger()

_THREADS: Final = 8
# For one receiver in one round: however many forms wait for it, the next round is soon.
_MOST_IN_A_ROUND: Final = 50
_DETAIL_CHARACTERS: Final = 2000
_GIVEN_UP: Final = "delivery_unanswered"


@dataclass(frozen=True, kw_only=True)
class _Claim:
    question: Question
    lease_token: str
    asks: int
    opened_at: datetime


def ask_due(
    services: Services,
    sender: Sender,
    *,
    days: float,
    attempt_seconds: float,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Asks what is due, each receiver in a thread of its own; how many questions were asked.

    `days` is how long a receiver is asked about one form, `attempt_seconds` the sender's limit for one question.
    """
    lease = timedelta(seconds=2 * attempt_seconds + 30)
    with services.database() as session:
        endpoints = session.scalars(_due(Delivery.endpoint_id, services.now()).distinct()).all()
    if not endpoints:
        return 0
    ask = partial(_ask_one, services, sender, days=days, lease=lease)
    with ThreadPoolExecutor(min(_THREADS, len(endpoints)), thread_name_prefix="ask") as pool:
        return sum(pool.map(lambda endpoint: _ask_endpoint(services, ask, endpoint, stopping), endpoints))


def _ask_endpoint(
    services: Services, ask: Callable[[str], Asked | None], endpoint_id: str, stopping: Callable[[], bool]
) -> int:
    asked = 0
    for delivery_id in _candidates(services, endpoint_id):
        if stopping():
            break
        outcome = ask(delivery_id)
        asked += outcome is not None
        if outcome is not None and concerns_all(outcome.error):
            break  # the others would fail just so
    return asked


def _candidates(services: Services, endpoint_id: str) -> Sequence[str]:
    with services.database() as session:
        due = _due(DeliveryQuestion.delivery_id, services.now()).where(Delivery.endpoint_id == endpoint_id)
        return session.scalars(due.order_by(DeliveryQuestion.next_ask_at).limit(_MOST_IN_A_ROUND)).all()


def _ask_one(services: Services, sender: Sender, delivery_id: str, *, days: float, lease: timedelta) -> Asked | None:
    """None where another process was faster, or nobody need know any more."""
    claim = _claim(services, delivery_id, lease)
    if claim is None:
        return None
    try:
        asked = sender.ask(claim.question)
    except Exception:
        log.exception("question_failed", delivery=delivery_id)
        asked = Asked(error="delivery_sender_failed")
    log.info("receiver_asked", delivery=delivery_id, answered=asked.answer is not None, error=asked.error)
    _record(services, claim, asked, days)
    return asked


def _claim(services: Services, delivery_id: str, lease: timedelta) -> _Claim | None:
    now, token = services.now(), new_id("lease")
    mine = DeliveryQuestion.delivery_id == delivery_id
    with services.database.begin() as session:
        found = session.execute(
            select(DeliveryQuestion, Delivery, WebhookEndpoint, Scan)
            .join(Delivery, Delivery.id == DeliveryQuestion.delivery_id)
            .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
            .join(Scan, Scan.id == Delivery.scan_id)
            .where(mine)
        ).one_or_none()
        if found is None:
            return None
        row, delivery, endpoint, scan = found
        if scan.result_version != delivery.result_version:
            _change(session, {"state": "superseded", "next_ask_at": None, "lease_token": None}, mine)
            return None
        claimed = {"state": "asking", "lease_token": token, "lease_until": now + lease, "last_asked_at": now}
        if not _change(session, claimed, mine, _is_due(now)):
            return None
        question = Question(
            delivery_id=delivery.id,
            reference=row.reference,
            url=endpoint.url,
            kind=endpoint.kind,
            sent_at=delivery.delivered_at or row.opened_at,
            at=now,
            settings=endpoint.settings,
        )
        return _Claim(question=question, lease_token=token, asks=row.asks, opened_at=row.opened_at)


def _record(services: Services, claim: _Claim, asked: Asked, days: float) -> None:
    now = services.now()
    asks = claim.asks + 1
    held = (
        DeliveryQuestion.delivery_id == claim.question.delivery_id,
        DeliveryQuestion.lease_token == claim.lease_token,
    )
    with services.database.begin() as session:
        delivery = session.get(Delivery, claim.question.delivery_id)
        if delivery is None:
            return  # its scan was forgotten meanwhile
        if asked.answer is not None:
            # Whoever holds the scan's row decides, of several answers, which came first.
            session.execute(update(Scan).where(Scan.id == delivery.scan_id).values(changed_at=Scan.changed_at))
            _change(session, {"state": "answered", "asks": asks, "next_ask_at": None, "last_error": None}, *held)
            source = AnswerSource(
                actor=f"endpoint:{delivery.endpoint_id}", way="asked", endpoint_id=delivery.endpoint_id
            )
            write_answer(
                session, delivery.scan_id, asked.answer, source=source, now=now, result_version=delivery.result_version
            )
            return
        values: dict[str, Any] = {"asks": asks, "lease_token": None, "last_error": asked.error}
        values["detail"] = asked.detail.replace("\0", "")[:_DETAIL_CHARACTERS]
        again = next_question(asks, opened_at=claim.opened_at, now=now, days=days, wish=asked.retry_after)
        if again is None or asked.final:
            values |= {"state": "given_up", "next_ask_at": None, "last_error": asked.error or _GIVEN_UP}
            if _change(session, values, *held):
                why = {"delivery": delivery.id, "asks": asks, "error": values["last_error"]}
                audit.write(
                    session, at=now, actor="system", action="scan.answer_missing", subject=delivery.scan_id, new=why
                )
            return
        _change(session, {**values, "state": "open", "next_ask_at": again}, *held)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(DeliveryQuestion.state == "open", DeliveryQuestion.next_ask_at <= now),
        and_(DeliveryQuestion.state == "asking", DeliveryQuestion.lease_until < now),
    )


def _due(column: InstrumentedAttribute[str], now: datetime) -> Select[str]:
    """Of questions to receivers that are switched on and not resting."""
    awake = or_(WebhookEndpoint.rests_until.is_(None), WebhookEndpoint.rests_until <= now)
    return (
        select(column)
        .select_from(DeliveryQuestion)
        .join(Delivery, Delivery.id == DeliveryQuestion.delivery_id)
        .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
        .where(_is_due(now), WebhookEndpoint.active, awake)
    )


def _change(session: Session, values: dict[str, Any], *where: ColumnElement[bool]) -> bool:
    statement = update(DeliveryQuestion).where(*where).values(values).execution_options(synchronize_session=False)
    changed: int = session.execute(statement).rowcount  # type: ignore[attr-defined]
    return changed == 1
