"""What was sent, what waits, what was given up: looking at deliveries."""

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from sqlalchemy import select

from ocr_service.delivery.formats import Document
from ocr_service.delivery.payload_link import LinkInvalid, check_link
from ocr_service.records.answers import DeliveryQuestion
from ocr_service.records.deliveries import Delivery, DeliveryTry, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.records.search import ScanText, contains
from ocr_service.usecases.delivering.claim_delivery import valid_secrets
from ocr_service.usecases.endpoints.endpoint_errors import DeliveryNotFound, PayloadLinkInvalid
from ocr_service.usecases.errors import CursorInvalid
from ocr_service.usecases.ports import Services

MAX_PAGE: Final = 200
_CURSOR: Final = re.compile(r"msg_[0-9a-z]{26}")


@dataclass(frozen=True, kw_only=True)
class DeliveryView:
    """One delivery. `state` is waiting, sending, delivered, dead or cancelled; `last_error` a stable code.

    `tries` counts from the last replay on; all tries are kept (see `show_delivery`).
    """

    id: str
    scan_id: str
    endpoint_id: str
    event: str
    result_version: int
    state: str
    tries: int
    created_at: datetime
    first_try_at: datetime | None
    next_try_at: datetime | None
    delivered_at: datetime | None
    last_status: int | None
    last_error: str | None


@dataclass(frozen=True, kw_only=True)
class DeliveryPage:
    """Some deliveries, newest first. `next_cursor` is None on the last page."""

    deliveries: tuple[DeliveryView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class TryView:
    """One try: `seconds` it took, `answer` the first 2,000 characters of what came back."""

    at: datetime
    seconds: float
    status: int | None
    error: str | None
    answer: str


@dataclass(frozen=True, kw_only=True)
class AskingView:
    """How its receiver is asked what became of it. `state` is open, asking, answered, given_up or superseded;
    `reference` the receiver's own number, `last_error` a stable code, with the receiver's own words in `detail`.
    """

    state: str
    reference: str | None
    asks: int
    next_ask_at: datetime | None
    last_asked_at: datetime | None
    last_error: str | None
    detail: str


@dataclass(frozen=True, kw_only=True)
class DeliveryDetail:
    """A delivery with its payload (as sent) and its tries, oldest first; `asking` where it is asked about."""

    delivery: DeliveryView
    payload: str
    tries: tuple[TryView, ...]
    asking: AskingView | None


def list_deliveries(
    services: Services,
    *,
    state: str | None = None,
    endpoint_id: str | None = None,
    scan_id: str | None = None,
    template: str | None = None,
    text: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> DeliveryPage:
    """At most `limit` (1 to 200) deliveries that meet every filter given. Raises CursorInvalid.

    `template` is the form of their scan; each word of `text` stands on it, as in `list_scans`.
    """
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise CursorInvalid
    wanted = min(max(limit, 1), MAX_PAGE)
    query = select(Delivery).order_by(Delivery.id.desc()).limit(wanted + 1)
    filters = ((Delivery.state, state), (Delivery.endpoint_id, endpoint_id), (Delivery.scan_id, scan_id))
    for column, value in filters:
        if value is not None:
            query = query.where(column == value)
    if template is not None:
        query = query.join(Scan, Scan.id == Delivery.scan_id).where(Scan.template == template)
    if text is not None:
        found = select(ScanText.scan_id).where(contains(text))
        query = query.where(Delivery.scan_id.in_(found))
    if cursor is not None:
        query = query.where(Delivery.id < cursor)
    with services.database() as session:
        rows = session.scalars(query).all()
    more = len(rows) > wanted
    return DeliveryPage(
        deliveries=tuple(view_of_delivery(row) for row in rows[:wanted]),
        next_cursor=rows[wanted - 1].id if more else None,
    )


def show_delivery(services: Services, *, delivery_id: str) -> DeliveryDetail:
    """Raises DeliveryNotFound."""
    with services.database() as session:
        delivery = session.get(Delivery, delivery_id)
        if delivery is None:
            raise DeliveryNotFound(delivery_id=delivery_id)
        of_it = select(DeliveryTry).where(DeliveryTry.delivery_id == delivery_id).order_by(DeliveryTry.id)
        tries = tuple(
            TryView(at=row.at, seconds=row.seconds, status=row.status, error=row.error, answer=row.answer)
            for row in session.scalars(of_it)
        )
        asked = session.get(DeliveryQuestion, delivery_id)
        asking = None
        if asked is not None:
            asking = AskingView(**{field.name: getattr(asked, field.name) for field in fields(AskingView)})
        return DeliveryDetail(delivery=view_of_delivery(delivery), payload=delivery.payload, tries=tries, asking=asking)


def fetch_payload(services: Services, *, delivery_id: str, expires: int, signature: str) -> Document:
    """The whole message behind a link that was sent instead of it. Raises PayloadLinkInvalid."""
    now = services.now()
    with services.database() as session:
        found = session.execute(
            select(Delivery, WebhookEndpoint)
            .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
            .where(Delivery.id == delivery_id)
        ).one_or_none()
        secrets = valid_secrets(found[1], now) if found else ()
        try:
            check_link(delivery_id, expires, signature, secrets=secrets, now=now.timestamp())
        except LinkInvalid:
            raise PayloadLinkInvalid from None
        assert found is not None  # without it no secret would have fitted
        return Document(content_type=found[0].content_type, text=found[0].payload)


def view_of_delivery(delivery: Delivery) -> DeliveryView:
    """The row as it is shown."""
    return DeliveryView(
        id=delivery.id,
        scan_id=delivery.scan_id,
        endpoint_id=delivery.endpoint_id,
        event=delivery.event,
        result_version=delivery.result_version,
        state=delivery.state,
        tries=delivery.tries,
        created_at=delivery.created_at,
        first_try_at=delivery.first_try_at,
        next_try_at=delivery.next_try_at,
        delivered_at=delivery.delivered_at,
        last_status=delivery.last_status,
        last_error=delivery.last_error,
    )
