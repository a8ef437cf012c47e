"""What people type without seeing what others, or the machine, made of it: double keying and the random audit."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base, new_id


class KeyedValue(Base):
    """What one person typed for a field that is typed twice (`ScanField.keying`). Nobody types a field twice over."""

    __tablename__ = "keyed_values"
    __table_args__ = (UniqueConstraint("field_id", "actor"), UniqueConstraint("field_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("scan_fields.id", ondelete="CASCADE"))
    number: Mapped[int]  # 1 and 2 are typed blind; 3 decides between them
    actor: Mapped[str] = mapped_column(String(80))
    value: Mapped[Any] = mapped_column(JSON, nullable=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class GridCheck(Base):
    """A form as it was before a person's latest grid changed it: what undoing that grid brings back."""

    __tablename__ = "grid_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    grid: Mapped[str] = mapped_column(String(40), index=True)
    actor: Mapped[str] = mapped_column(String(80), index=True)
    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]  # also when the form was changed last, as long as nobody has worked on it since
    reasons: Mapped[list[Any]]  # the form's
    fields: Mapped[dict[str, Any]]  # of each field that was changed, by path: columns of its row in scan_fields


class AuditCheck(Base):
    """An accepted form that was drawn for the random audit. It outlives its scan, of which it holds no value then."""

    __tablename__ = "audit_checks"
    __table_args__ = (
        UniqueConstraint("scan_id", "result_version"),
        Index("ix_audit_checks_state_id", "state", "id"),
        Index("ix_audit_checks_template_checked_at", "template", "checked_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("check"))
    scan_id: Mapped[str] = mapped_column(String(40))
    result_version: Mapped[int]  # the result that is checked
    template: Mapped[str] = mapped_column(String(63))
    template_version: Mapped[int]
    accepted_by: Mapped[str] = mapped_column(String(80))  # "system" without a person
    drawn_at: Mapped[datetime]
    # waiting; typed: values that differ are to be decided; done
    state: Mapped[str] = mapped_column(String(10))
    # Whoever checks it now, until when; the claim returns by itself.
    checker: Mapped[str | None] = mapped_column(String(80))
    checker_until: Mapped[datetime | None]
    checked_by: Mapped[str | None] = mapped_column(String(80))
    checked_at: Mapped[datetime | None]


class AuditedField(Base):
    """One field of a drawn form. What was typed is kept only until it is decided what is right."""

    __tablename__ = "audited_fields"
    __table_args__ = (Index("ix_audited_fields_field", "field", "check_id"),)

    check_id: Mapped[str] = mapped_column(ForeignKey("audit_checks.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(String(160), primary_key=True)
    field: Mapped[str] = mapped_column(String(130))  # the field's name, or table.column
    by_person: Mapped[bool]  # somebody had corrected or confirmed it; else the machine alone vouched for it
    right: Mapped[bool | None]
    typed: Mapped[Any] = mapped_column(JSON, nullable=True)
    typed_text: Mapped[str | None] = mapped_column(Text)
    corrected: Mapped[bool | None]  # of a wrong one: the right value went out; False: it was too late for that


class AuditSeed(Base):
    """What the draw is keyed with: one row, made at the first draw."""

    __tablename__ = "audit_seed"

    id: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[str] = mapped_column(String(64))
