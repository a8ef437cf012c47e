"""What becomes of a delivery after a try: the receiver has it, it is tried again, or a person must decide."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from ocr_service.delivery.attempt import Attempt
from ocr_service.delivery.read_answer import Said
from ocr_service.delivery.retry_schedule import next_wait
from ocr_service.records import audit
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.delivering.events import FORM_ACCEPTED
from ocr_service.usecases.delivering.outbox import announce_failure
from ocr_service.usecases.delivering.questions import open_question
from ocr_service.usecases.delivering.write_answer import AnswerSource, write_answer

# After so many failures in a row that concern every message, the receiver is left alone: first so long, then twice
# that each time, at most so long. One dead receiver costs the others nothing, and is found alive again soon.
FAILURES_TO_REST: Final = 5
_FIRST_REST: Final = timedelta(seconds=30)
_LONGEST_REST: Final = timedelta(minutes=15)


def note_yes(session: Session, delivery: Delivery, attempt: Attempt, said: Said, now: datetime) -> None:
    """The receiver has the message. That counts even where the lease was lost in the meantime.

    Where it did not decide and can be asked, it will be.
    """
    yes = {
        "state": "delivered",
        "delivered_at": func.coalesce(Delivery.delivered_at, now),
        "next_try_at": None,
        "lease_token": None,
        "last_status": attempt.status,
        "last_error": None,
    }
    update_deliveries(session, yes, Delivery.id == delivery.id)
    if delivery.event != FORM_ACCEPTED:
        return
    missing = select(Delivery.id).where(
        Delivery.scan_id == delivery.scan_id,
        Delivery.result_version == delivery.result_version,
        Delivery.state.not_in(("delivered", "cancelled")),
    )
    if session.scalar(missing.limit(1)) is None:
        current = Scan.result_version == delivery.result_version
        change_state(session, delivery.scan_id, ScanState.DELIVERING, ScanState.DELIVERED, now=now, only_if=current)
    if said.answer is None:
        _note_reference(session, delivery, said.reference, now)
        return
    source = AnswerSource(actor=f"endpoint:{delivery.endpoint_id}", way="response", endpoint_id=delivery.endpoint_id)
    version = delivery.result_version
    write_answer(session, delivery.scan_id, said.answer, source=source, now=now, result_version=version)


def _note_reference(session: Session, delivery: Delivery, reference: str | None, now: datetime) -> None:
    if reference is not None:
        unknown = (Scan.erp_reference.is_(None), Scan.result_version == delivery.result_version)
        session.execute(
            update(Scan)
            .where(Scan.id == delivery.scan_id, *unknown)
            .values(erp_reference=reference)
            .execution_options(synchronize_session=False)
        )
    # An answer by callback may overtake the response to the message itself.
    undecided = select(Scan.id).where(
        Scan.id == delivery.scan_id,
        Scan.result_version == delivery.result_version,
        Scan.state.in_((ScanState.DELIVERING, ScanState.DELIVERED)),
    )
    if session.scalar(undecided) is not None:
        open_question(session, delivery, reference, now)


def note_no(session: Session, delivery: Delivery, attempt: Attempt, now: datetime, days: float) -> None:
    """It is tried again later, or never; after a "gone" the receiver is switched off."""
    result = {"lease_token": None, "last_status": attempt.status, "last_error": attempt.error}
    if attempt.error == "delivery_gone":
        _disable_gone(session, delivery.endpoint_id, now)
    wait = next_wait(delivery.tries, days=days, retry_after=attempt.retry_after)
    if attempt.error == "delivery_gone" or attempt.final or wait is None:
        give_up(session, delivery, result, now)
    else:
        update_deliveries(
            session, {**result, "state": "waiting", "next_try_at": now + wait}, Delivery.id == delivery.id
        )


def note_health(session: Session, endpoint_id: str, attempt: Attempt, now: datetime) -> None:
    """The circuit breaker: counts failures that concern every message, and lets the receiver rest after some."""
    endpoint = session.get_one(WebhookEndpoint, endpoint_id, with_for_update=True)
    if not attempt.asks_for_rest:
        endpoint.failures_in_row, endpoint.rests_until = 0, None
        return
    endpoint.failures_in_row += 1
    beyond = endpoint.failures_in_row - FAILURES_TO_REST
    if beyond >= 0:
        wished = timedelta(seconds=min(attempt.retry_after or 0, _LONGEST_REST.total_seconds()))
        endpoint.rests_until = now + max(wished, min(_FIRST_REST * 2 ** min(beyond, 10), _LONGEST_REST))


def give_up(
    session: Session, delivery: Delivery, result: dict[str, Any], now: datetime, *only_if: ColumnElement[bool]
) -> None:
    """Nothing more is tried until a person sends it again."""
    dead = {**result, "state": "dead", "next_try_at": None}
    if update_deliveries(session, dead, Delivery.id == delivery.id, *only_if):
        why = {"scan": delivery.scan_id, "tries": delivery.tries, "error": result["last_error"]}
        audit.write(session, at=now, actor="system", action="delivery.dead", subject=delivery.id, new=why)
        announce_failure(session, delivery, result["last_error"], now)


def update_deliveries(session: Session, values: dict[str, Any], *where: ColumnElement[bool]) -> int:
    """A conditional update; how many rows it changed."""
    statement = update(Delivery).where(*where).values(values).execution_options(synchronize_session=False)
    changed: int = session.execute(statement).rowcount  # type: ignore[attr-defined]
    return changed


def _disable_gone(session: Session, endpoint_id: str, now: datetime) -> None:
    endpoint = session.get_one(WebhookEndpoint, endpoint_id, with_for_update=True)
    if not endpoint.active:
        return
    endpoint.active, endpoint.disabled_reason = False, "gone"
    dead = {"state": "dead", "next_try_at": None, "last_error": "delivery_gone"}
    buried = update_deliveries(session, dead, Delivery.endpoint_id == endpoint_id, Delivery.state == "waiting")
    audit.write(
        session,
        at=now,
        actor="system",
        action="endpoint.disabled",
        subject=endpoint_id,
        new={"reason": "gone", "dead_deliveries": buried},
    )
