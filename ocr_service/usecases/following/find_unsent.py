"""Results that their receiver does not take at present: since when, and when they are sent again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.events import FORM_ACCEPTED
from ocr_service.usecases.ports import Services


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """A result that is held up. `next_try_at` is None where nothing is tried until a person sends it again."""

    since: datetime
    next_try_at: datetime | None


def find_unsent(services: Services, scan_ids: Iterable[str]) -> dict[str, Unsent]:
    """Those of the scans whose newest result a receiver did not take so far, or cannot be asked to take just now."""
    wanted = list(scan_ids)
    if not wanted:
        return {}
    now = services.now()
    kept_back = or_(WebhookEndpoint.rests_until > now, WebhookEndpoint.active.is_(False))
    held_up = or_(
        Delivery.state == "dead", and_(Delivery.state.in_(("waiting", "sending")), Delivery.last_error.is_not(None))
    )
    statement = (
        select(Delivery, WebhookEndpoint.rests_until, WebhookEndpoint.active)
        .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
        .join(Scan, and_(Scan.id == Delivery.scan_id, Scan.result_version == Delivery.result_version))
        .where(Scan.id.in_(wanted), Delivery.event == FORM_ACCEPTED)
        .where(or_(held_up, and_(Delivery.state == "waiting", kept_back)))
    )
    found: dict[str, Unsent] = {}
    with services.database() as session:
        for delivery, rests_until, active in session.execute(statement):
            one = Unsent(
                since=delivery.first_try_at or delivery.created_at,
                next_try_at=_next_try(delivery, rests_until) if active else None,
            )
            found[delivery.scan_id] = _graver(found.get(delivery.scan_id), one)
    return found


def _next_try(delivery: Delivery, rests_until: datetime | None) -> datetime | None:
    if delivery.state == "dead" or delivery.next_try_at is None:
        return None
    return max(delivery.next_try_at, rests_until) if rests_until else delivery.next_try_at


def _graver(one: Unsent | None, other: Unsent) -> Unsent:
    """Of several receivers' the one that waits for a person, else the one that is tried last."""
    if one is None or one.next_try_at is None:
        return one or other
    if other.next_try_at is None or other.next_try_at > one.next_try_at:
        return other
    return one
