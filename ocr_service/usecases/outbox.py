"""What leaves for the receivers when a scan is accepted, and the rows that say that it must be sent."""

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ocr_service.forms.result import Value, nest_values
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan, ScanField

EVENT: Final = "form.accepted"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AcceptedField(_Frozen):
    """One value of the form."""

    path: str = Field(description="the field's name, or table[row].column with rows counted from 0")
    type: str = Field(description="the field's type in the template")
    value: Value = Field(description="typed value; null where the field is blank")
    text: str = Field(description="the value as a person writes it")
    confidence: float = Field(description="probability, 0 to 1, that the machine read it right")
    corrected: bool = Field(description="a person changed what the machine had read")


class AcceptedForm(_Frozen):
    """Everything about one accepted form."""

    scan_id: str
    client_reference: str | None = Field(description="the sender's own name for the paper")
    template: str | None = Field(description="the form's name")
    template_version: int | None
    result_version: int = Field(description="1 for the first accepted result; higher ones replace it")
    file_name: str
    accepted_at: datetime
    accepted_by: str = Field(description="user:<id>, key:<id>, or system where no person was needed")
    values: dict[str, Any] = Field(description="values by field name; tables are lists of rows")
    fields: list[AcceptedField]


class FormAccepted(_Frozen):
    """The webhook's body, after the Standard Webhooks specification 1.0."""

    type: Literal["form.accepted"]
    timestamp: datetime
    data: AcceptedForm


def put_in_outbox(session: Session, scan: Scan, now: datetime) -> int:
    """Writes one delivery for each active receiver of this form, in the caller's transaction; returns how many.

    The scan must be accepted already (its columns say when and by whom) and its fields be in the session or table.
    """
    session.flush()
    payload = make_payload(session, scan, now).model_dump_json()
    receivers = [
        endpoint
        for endpoint in session.scalars(select(WebhookEndpoint).where(WebhookEndpoint.active))
        if not endpoint.templates or scan.template in endpoint.templates
    ]
    session.add_all(
        Delivery(
            scan_id=scan.id,
            endpoint_id=endpoint.id,
            result_version=scan.result_version,
            event=EVENT,
            payload=payload,
            state="waiting",
            created_at=now,
            next_try_at=now,
        )
        for endpoint in receivers
    )
    return len(receivers)


def make_payload(session: Session, scan: Scan, now: datetime) -> FormAccepted:
    """The accepted scan as receivers get it."""
    rows = session.scalars(select(ScanField).where(ScanField.scan_id == scan.id).order_by(ScanField.position)).all()
    # Both are set with the state.
    assert scan.accepted_at is not None
    assert scan.accepted_by is not None
    return FormAccepted(
        type=EVENT,
        timestamp=now,
        data=AcceptedForm(
            scan_id=scan.id,
            client_reference=scan.client_reference,
            template=scan.template,
            template_version=scan.template_version,
            result_version=scan.result_version,
            file_name=scan.file_name,
            accepted_at=scan.accepted_at,
            accepted_by=scan.accepted_by,
            values=nest_values({row.path: row.value for row in rows}),
            fields=[
                AcceptedField(
                    path=row.path,
                    type=row.type,
                    value=row.value,
                    text=row.text,
                    confidence=row.confidence,
                    corrected=row.corrected_by is not None,
                )
                for row in rows
            ],
        ),
    )


def take_back(session: Session, scan: Scan) -> bool:
    """Cancels what is to be sent of the scan's newest result; False where a try to send it has begun.

    Where it is False nothing may be taken back: the caller leaves its transaction without a trace, by raising.
    """
    newest = (Delivery.scan_id == scan.id, Delivery.result_version == scan.result_version)
    session.execute(
        update(Delivery)
        # "dead" without a try: its receiver was gone before its turn came.
        .where(*newest, Delivery.state.in_(("waiting", "dead")), Delivery.first_try_at.is_(None))
        .values(state="cancelled", next_try_at=None)
        .execution_options(synchronize_session=False)
    )
    begun = select(Delivery.id).where(*newest, Delivery.state != "cancelled").limit(1)
    return session.scalar(begun) is None
