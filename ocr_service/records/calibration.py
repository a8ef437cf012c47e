"""What reviews say about how sure the machine was, and what was learnt from them."""

from datetime import datetime

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ocr_service.records.base import Base


class FieldOutcome(Base):
    """One doubtful reading that a person is asked about. It outlives its scan, whose values it does not hold."""

    __tablename__ = "field_outcomes"
    __table_args__ = (Index("ix_field_outcomes_template_field_at", "template", "field", "at"),)

    scan_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    path: Mapped[str] = mapped_column(String(160), primary_key=True)
    template: Mapped[str] = mapped_column(String(63))
    field: Mapped[str] = mapped_column(String(130))  # the field's name, or table.column
    log_odds: Mapped[float]  # of being right, as the general model had it
    right: Mapped[bool | None]  # None until a person has accepted the form, and looked at this field
    at: Mapped[datetime]  # when it was read, then when the person accepted the form


class FieldShift(Base):
    """How much surer (above 0) or less sure the readings of a field are than the general model says, in log-odds."""

    __tablename__ = "field_shifts"

    template: Mapped[str] = mapped_column(String(63), primary_key=True)
    field: Mapped[str] = mapped_column(String(130), primary_key=True)
    shift: Mapped[float]
    outcomes: Mapped[int]  # on which it rests
    learnt_at: Mapped[datetime]


def load_shifts(session: Session) -> dict[str, dict[str, float]]:
    """The shifts in use: for each form its fields' log-odds."""
    shifts: dict[str, dict[str, float]] = {}
    for row in session.scalars(select(FieldShift).order_by(FieldShift.template, FieldShift.field)):
        if row.shift:
            shifts.setdefault(row.template, {})[row.field] = row.shift
    return shifts
