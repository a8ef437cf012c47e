"""What receivers said about forms, and what they are still asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base


class ReceiverAnswer(Base):
    """One answer of a receiver to one result, whichever way it came, and what became of it.

    An answer that came by a callback has the callback's ``webhook-id``: the same one again is answered as before.
    """

    __tablename__ = "receiver_answers"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id"),
        Index("ix_receiver_answers_scan_id_id", "scan_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"))
    result_version: Mapped[int]
    # None: a person or a program with a key said it for the receiver.
    endpoint_id: Mapped[str | None] = mapped_column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"))
    message_id: Mapped[str | None] = mapped_column(String(200))
    body_sha256: Mapped[str | None] = mapped_column(String(64))  # of a callback's body
    way: Mapped[str] = mapped_column(String(10))  # response, callback, asked, told
    at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(20))  # approved, rejected
    reference: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[list[Any]] = mapped_column(default=list)  # {path, reason}: as the receiver named them
    outcome: Mapped[str] = mapped_column(String(12))  # counted, repeated, superseded, held (see `write_answer`)


class DeliveryQuestion(Base):
    """A receiver that took a form without deciding on it is asked again and again until it has."""

    __tablename__ = "delivery_questions"
    __table_args__ = (Index("ix_delivery_questions_state_next", "state", "next_ask_at"),)

    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True)
    reference: Mapped[str | None] = mapped_column(String(200))  # what the receiver calls the document
    state: Mapped[str] = mapped_column(String(12))  # open, asking, answered, given_up, superseded
    opened_at: Mapped[datetime]
    asks: Mapped[int] = mapped_column(default=0)
    next_ask_at: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None]
    last_asked_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(60))  # a stable code
    detail: Mapped[str] = mapped_column(Text, default="")  # the receiver's own words with the last error
