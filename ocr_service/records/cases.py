"""Cases: papers that belong together, and what is still to come."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base, new_id


class Case(Base):
    """Papers that lie together because the sender, a field on them, or a person says so (`scans.case_id`).

    `kind` says which: "reference" (the sender's own name for the matter is `key`), "field" (`key` is the value of the
    field `key_name`), "person". A case that was accepted with papers to follow is awaiting until `due_at`.
    """

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("kind", "key_name", "key"), Index("ix_cases_state_due_at", "state", "due_at"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("case"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    key_name: Mapped[str] = mapped_column(String(63), default="")
    key: Mapped[str | None] = mapped_column(String(200))  # None for a person's own
    state: Mapped[str] = mapped_column(String(10))  # open, awaiting, overdue, complete
    due_at: Mapped[datetime | None]
    expected: Mapped[list[Any]] = mapped_column(default=list)  # forms that are to follow, by name, each as often as due
    note: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(80))
