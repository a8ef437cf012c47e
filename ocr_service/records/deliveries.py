"""Receivers, the outbox of what must be sent to them, and every try."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base, new_id


class WebhookEndpoint(Base):
    """A receiver. `secrets` holds ``{"secret": "whsec_...", "expires_at": iso|null}``, newest first.

    `kind` is "webhook" or the name of another way to deliver, whose own options are `settings`.
    """

    __tablename__ = "webhook_endpoints"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("hook"))
    url: Mapped[str] = mapped_column(String(2000))
    description: Mapped[str] = mapped_column(String(200), default="")
    templates: Mapped[list[Any]]  # names; empty means every form
    secrets: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(default=True)
    disabled_reason: Mapped[str | None] = mapped_column(String(60))  # gone (410), administrator
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))

    kind: Mapped[str] = mapped_column(String(40), default="webhook")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    events: Mapped[list[Any]] = mapped_column(default=lambda: ["form.accepted"])
    envelope: Mapped[str] = mapped_column(String(20), default="standard")  # standard, cloudevents
    format: Mapped[str] = mapped_column(String(10), default="json")  # json, form, xml, csv
    encoding: Mapped[str] = mapped_column(String(20), default="utf-8")
    order_by: Mapped[str | None] = mapped_column(Text)  # JMESPath: deliveries of one value go one after another
    answer: Mapped[str | None] = mapped_column(Text)  # JMESPath over the response: what the receiver said
    large_as_link: Mapped[bool] = mapped_column(default=False)
    masterdata: Mapped[bool] = mapped_column(default=False, server_default=false())
    max_concurrent: Mapped[int] = mapped_column(default=2)
    per_minute: Mapped[int | None]
    # The circuit breaker: after failures that concern every message, nothing is tried before this moment.
    failures_in_row: Mapped[int] = mapped_column(default=0)
    rests_until: Mapped[datetime | None]


class EndpointMapping(Base):
    """One version of a receiver's mapping: a JMESPath expression over the event, for one form or ("") for all."""

    __tablename__ = "endpoint_mappings"
    __table_args__ = (UniqueConstraint("endpoint_id", "template", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"))
    template: Mapped[str] = mapped_column(String(63), default="")
    version: Mapped[int]
    expression: Mapped[str] = mapped_column(Text)  # empty: from this version on the event is sent as it is
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))


class Delivery(Base):
    """The outbox: this must be sent. Written in the transaction that accepts the scan, kept until the receiver has it.

    `id` is the ``webhook-id`` from the first try to the last, so that a receiver can drop doubles.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("scan_id", "endpoint_id", "result_version"),
        Index("ix_deliveries_state_next", "state", "next_try_at"),
        Index("ix_deliveries_order", "endpoint_id", "order_key", "state"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("msg"))
    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id"), index=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("webhook_endpoints.id"), index=True)
    # Of an event that is no result, minus its number among the scan's: -1, -2, ...
    result_version: Mapped[int]
    event: Mapped[str] = mapped_column(String(40))
    # What is signed and sent, in the encoding that the content type names; of an unmapped delivery the event itself.
    payload: Mapped[str] = mapped_column(Text)
    content_type: Mapped[str] = mapped_column(String(100), default="application/json; charset=utf-8")
    mapping_version: Mapped[int | None]  # 0: none was needed; None: it failed, and the next replay maps again
    order_key: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))  # waiting, sending, delivered, dead, cancelled
    created_at: Mapped[datetime]
    first_try_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(String(60))  # a stable code


class DeliveryTry(Base):
    """One attempt to send: when, how long it took, what came back (the answer's first 2,000 characters)."""

    __tablename__ = "delivery_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    seconds: Mapped[float]
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(60))
    answer: Mapped[str] = mapped_column(Text, default="")


class IdempotencyRecord(Base):
    """What an ``Idempotency-Key`` was answered with, per caller, so that a repeated request does nothing twice."""

    __tablename__ = "idempotency"

    actor: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]  # None while the first request is still under way
    body: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
