"""Learns from reviewers' answers how sure each field's readings really are; readers use it from their next scan on."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ocr_service.reading.deciding.learn_shift import LEAST_OUTCOMES, learn_shift
from ocr_service.reading.deciding.reliability import Bin, reliability
from ocr_service.records import audit
from ocr_service.records.calibration import FieldOutcome, FieldShift
from ocr_service.records.locks import lock_out_writers
from ocr_service.usecases.errors import TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.publish_template import version_in_use

# The newest answers count: paper, printers and hands change.
_NEWEST: Final = 500
# Every change has all readers prepare their forms anew, so a small one waits until it has grown.
_LEAST_CHANGE: Final = 0.1

Outcomes = list[tuple[float, bool]]


@dataclass(frozen=True, kw_only=True)
class FieldCalibration:
    """A field's reviewed readings: how many, how many were right, how many should have been right by the general model;
    the `shift` (log-odds) that is in use since `learnt_at`, 0 and None where none is.
    """

    field: str
    outcomes: int
    right: int
    expected: float
    shift: float
    learnt_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TemplateCalibration:
    """The fields of a form, by name, and the reliability of all their reviewed readings together."""

    template: str
    least_outcomes: int
    fields: tuple[FieldCalibration, ...]
    reliability: tuple[Bin, ...]


def learn_from_reviews(services: Services) -> int:
    """Works out the shift of every field that has enough answers; returns how many changed. Once an hour is enough."""
    changed = 0
    now = services.now()
    with services.database.begin() as session:
        # Of several hosts that do this at once the second finds nothing to change.
        lock_out_writers(session, FieldShift)
        known = {(row.template, row.field): row for row in session.scalars(select(FieldShift))}
        for template, field in _reviewed_fields(session):
            outcomes = _newest_outcomes(session, template, field)
            row = known.get((template, field))
            old, new = (row.shift if row else 0.0), round(learn_shift(outcomes), 3)
            if abs(new - old) < _LEAST_CHANGE:
                continue
            session.merge(FieldShift(template=template, field=field, shift=new, outcomes=len(outcomes), learnt_at=now))
            audit.write(
                session,
                at=now,
                actor="system",
                action="template.shift_learnt",
                subject=template,
                path=field,
                old={"shift": old},
                new={"shift": new, "outcomes": len(outcomes)},
            )
            changed += 1
    return changed


def show_calibration(services: Services, *, name: str) -> TemplateCalibration:
    """What reviews say about a form's fields. Raises TemplateNotFound."""
    with services.database() as session:
        if version_in_use(session, name) is None:
            raise TemplateNotFound(template=name)
        by_field: dict[str, Outcomes] = {}
        for field, log_odds, right in session.execute(
            select(FieldOutcome.field, FieldOutcome.log_odds, FieldOutcome.right)
            .where(FieldOutcome.template == name, FieldOutcome.right.is_not(None))
            .order_by(FieldOutcome.field)
        ):
            by_field.setdefault(field, []).append((log_odds, bool(right)))
        shifts = {row.field: row for row in session.scalars(select(FieldShift).where(FieldShift.template == name))}
    every = [(_probability(log_odds), right) for outcomes in by_field.values() for log_odds, right in outcomes]
    return TemplateCalibration(
        template=name,
        least_outcomes=LEAST_OUTCOMES,
        fields=tuple(_describe(field, by_field[field], shifts.get(field)) for field in sorted(by_field)),
        reliability=reliability(every),
    )


def _reviewed_fields(session: Session) -> Iterable[tuple[str, str]]:
    """The fields of all forms that have enough answers."""
    statement = (
        select(FieldOutcome.template, FieldOutcome.field)
        .where(FieldOutcome.right.is_not(None))
        .group_by(FieldOutcome.template, FieldOutcome.field)
        .having(func.count() >= LEAST_OUTCOMES)
        .order_by(FieldOutcome.template, FieldOutcome.field)
    )
    return [(template, field) for template, field in session.execute(statement)]


def _newest_outcomes(session: Session, template: str, field: str) -> Outcomes:
    """The answers that count; older ones are let go."""
    answered = (FieldOutcome.template == template, FieldOutcome.field == field, FieldOutcome.right.is_not(None))
    newest = session.scalars(
        select(FieldOutcome).where(*answered).order_by(FieldOutcome.at.desc()).limit(_NEWEST)
    ).all()
    if len(newest) == _NEWEST:
        session.execute(delete(FieldOutcome).where(*answered, FieldOutcome.at < newest[-1].at))
    return [(row.log_odds, bool(row.right)) for row in newest]


def _describe(field: str, outcomes: Outcomes, shift: FieldShift | None) -> FieldCalibration:
    return FieldCalibration(
        field=field,
        outcomes=len(outcomes),
        right=sum(right for _, right in outcomes),
        expected=round(sum(_probability(log_odds) for log_odds, _ in outcomes), 2),
        shift=shift.shift if shift else 0.0,
        learnt_at=shift.learnt_at if shift else None,
    )


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
