"""Keeps what a review says about how sure the machine was: a row for each doubtful reading, answered in the review."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from ocr_service.forms.result import FormResult, field_name
from ocr_service.reading.deciding.evidence import logit
from ocr_service.records.calibration import FieldOutcome
from ocr_service.records.scans import ScanField
from ocr_service.usecases.reviewing.recheck_fields import CONFIRMED


def ask_about(session: Session, scan_id: str, result: FormResult, now: datetime, *, audited: bool = False) -> None:
    """Notes which readings a person is asked about because the machine was not sure; forgets those of a reading before.

    A reading that a rule stopped says nothing about the probability, so it is left out. Where the form will be
    `audited`, people are asked about the sure ones, too: chance has chosen the form, so they teach as much.
    """
    session.execute(delete(FieldOutcome).where(FieldOutcome.scan_id == scan_id))
    session.add_all(
        FieldOutcome(
            scan_id=scan_id,
            path=field.path,
            template=result.template,
            field=field_name(field.path),
            log_odds=logit(field.confidence) - field.shift,
            right=None,
            at=now,
        )
        for field in result.fields
        if field.weighed and (audited or field.decision == "review")
    )


def note_answers(session: Session, scan_id: str, rows: Mapping[str, ScanField], now: datetime) -> None:
    """The form was accepted by a person: whether each reading that was asked about was right.

    One that nobody confirmed or corrected, because a rule settled it after another correction, stays unanswered.
    """
    for outcome in session.scalars(select(FieldOutcome).where(FieldOutcome.scan_id == scan_id)):
        row = rows.get(outcome.path)
        if row is not None and (row.corrected_by is not None or any(one["code"] == CONFIRMED for one in row.reasons)):
            outcome.right, outcome.at = row.value == row.read_value, now


def note_truths(session: Session, scan_id: str, right: Mapping[str, bool], now: datetime) -> None:
    """The random audit has found which of the machine's readings were right."""
    for outcome in session.scalars(select(FieldOutcome).where(FieldOutcome.scan_id == scan_id)):
        if outcome.path in right:
            outcome.right, outcome.at = right[outcome.path], now


def take_back_answers(session: Session, scan_id: str) -> None:
    """The form is open again."""
    session.execute(update(FieldOutcome).where(FieldOutcome.scan_id == scan_id).values(right=None))


def move_questions(session: Session, scan_id: str, table: str, rows: Mapping[int, int]) -> None:
    """The rows of a table have new numbers, by their old ones; what was asked about those that are gone is dropped."""
    of_table = (FieldOutcome.scan_id == scan_id, FieldOutcome.path.startswith(f"{table}[", autoescape=True))
    asked = session.execute(select(FieldOutcome.__table__).where(*of_table)).mappings().all()
    session.execute(delete(FieldOutcome).where(*of_table), execution_options={"synchronize_session": "fetch"})
    for row in asked:
        number, _, column = row["path"].removeprefix(f"{table}[").partition("]")
        if int(number) in rows:
            session.execute(insert(FieldOutcome), {**row, "path": f"{table}[{rows[int(number)]}]{column}"})
