"""A repeated request does nothing twice: what an ``Idempotency-Key`` was answered with is kept, per caller.

After the IETF HTTPAPI working group's draft "The Idempotency-Key HTTP Header Field".
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError

from ocr_service.records.deliveries import IdempotencyRecord
from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.ports import Services

KEPT_FOR: Final = timedelta(hours=24)
# A request that is under way for so long died with its process.
_GIVEN_UP_AFTER: Final = timedelta(minutes=10)


class IdempotencyKeyReused(UsecaseError):
    """The key was used for another request."""

    code = "idempotency_key_reused"


class RequestUnderWay(UsecaseError):
    """The first request with this key has not been answered yet."""

    code = "request_under_way"


@dataclass(frozen=True, kw_only=True)
class KeptAnswer:
    """What the first request was answered with."""

    status: int
    body: dict[str, Any]


def begin_request(services: Services, *, actor: str, key: str, request_sha256: str) -> KeptAnswer | None:
    """None where this is the first request with the key: carry it out, then `keep_answer` or `forget_request`.

    Raises IdempotencyKeyReused and RequestUnderWay.
    """
    now = services.now()
    record = IdempotencyRecord
    dead = (record.status.is_(None), record.created_at < now - _GIVEN_UP_AFTER)
    try:
        with services.database.begin() as session:
            mine = (record.actor == actor, record.key == key)
            session.execute(delete(record).where(*mine, or_(record.created_at < now - KEPT_FOR, dead[0] & dead[1])))
            session.add(record(actor=actor, key=key, request_sha256=request_sha256, created_at=now))
        return None
    except IntegrityError:
        pass
    with services.database() as session:
        first = session.get(record, (actor, key))
    if first is None or (first.request_sha256 == request_sha256 and first.status is None):
        raise RequestUnderWay
    if first.request_sha256 != request_sha256:
        raise IdempotencyKeyReused
    assert first.status is not None
    return KeptAnswer(status=first.status, body=first.body or {})


def keep_answer(services: Services, *, actor: str, key: str, answer: KeptAnswer) -> None:
    """Every later request with the key gets this answer."""
    record = IdempotencyRecord
    with services.database.begin() as session:
        session.execute(
            update(record)
            .where(record.actor == actor, record.key == key)
            .values(status=answer.status, body=answer.body)
        )


def forget_request(services: Services, *, actor: str, key: str) -> None:
    """The request failed on our side: the caller may try again with the same key."""
    record = IdempotencyRecord
    with services.database.begin() as session:
        session.execute(delete(record).where(record.actor == actor, record.key == key, record.status.is_(None)))
