"""What receivers said about a form, each answer as it came."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ocr_service.records.answers import ReceiverAnswer
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import find_scan


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """One answer. `way` is response, callback, asked or told; `outcome` what became of it (see `write_answer`).

    `fields` are ``{"path", "reason"}`` as the receiver named them; `endpoint_id` is None where a person told it.
    """

    at: datetime
    result_version: int
    endpoint_id: str | None
    way: str
    status: str
    reference: str | None
    reason: str
    fields: list[dict[str, Any]]
    outcome: str


def list_answers(services: Services, *, scan_id: str) -> tuple[AnswerView, ...]:
    """Oldest first. Raises ScanNotFound."""
    with services.database() as session:
        find_scan(session, scan_id)
        rows = select(ReceiverAnswer).where(ReceiverAnswer.scan_id == scan_id).order_by(ReceiverAnswer.id)
        return tuple(
            AnswerView(**{field.name: getattr(row, field.name) for field in fields(AnswerView)})
            for row in session.scalars(rows)
        )
