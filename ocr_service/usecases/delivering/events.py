"""What receivers are told: one model for each kind of event, after the Standard Webhooks specification 1.0."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from ocr_service.forms.result import Value
from ocr_service.records.states import ScanState

FORM_ACCEPTED: Final = "form.accepted"
DELIVERY_FAILED: Final = "delivery.failed"
QUALITY_WARNING: Final = "quality.warning"
CASE_COMPLETE: Final = "case.complete"
CASE_OVERDUE: Final = "case.overdue"
Event = Literal[
    "form.accepted",
    "form.needs_review",
    "form.rejected",
    "form.failed",
    "delivery.failed",
    "quality.warning",
    "case.complete",
    "case.overdue",
]

EVENT_OF_STATE: Final[Mapping[ScanState, Event]] = MappingProxyType(
    {
        ScanState.NEEDS_REVIEW: "form.needs_review",
        ScanState.NEEDS_TEMPLATE: "form.needs_review",
        ScanState.REJECTED: "form.rejected",
        ScanState.FAILED: "form.failed",
    }
)


_SITE: Final = "where the paper was handed in; null where nobody said"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EventSite(_Frozen):
    """The plant, warehouse or office where a paper was handed in."""

    code: str = Field(description="never changes")
    name: str


class ListedEntries(_Frozen):
    """The rows of the master data that the form's values stand for."""

    lists: dict[str, str] = Field(description="the versions that were looked into, by list")
    entries: dict[str, Any] = Field(
        description="nested as `values` are; at a value that one row fits, and only one, that row by the name of its "
        'list: {"supplier": {"suppliers": {"number": "S-88", "name": "..."}}}'
    )


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
    case_id: str | None = Field(description="the case that it lies in")
    template: str | None = Field(description="the form's name")
    template_version: int | None
    result_version: int = Field(description="1 for the first accepted result; higher ones replace it")
    supersedes: str | None = Field(
        description="the webhook-id under which this receiver got the result that this one replaces"
    )
    site: EventSite | None = Field(description=_SITE)
    file_name: str
    accepted_at: datetime
    accepted_by: str = Field(description="user:<id>, key:<id>, or system where no person was needed")
    values: dict[str, Any] = Field(description="values by field name; tables are lists of rows")
    fields: list[AcceptedField]
    masterdata: ListedEntries | None = Field(
        default=None, exclude_if=lambda part: part is None, description="only for receivers with the option masterdata"
    )


class FormAccepted(_Frozen):
    """The values stand."""

    type: Literal["form.accepted"]
    timestamp: datetime
    data: AcceptedForm


class EventReason(_Frozen):
    """Why: a stable code and the figures that its sentence names."""

    code: str
    params: dict[str, Any]


class FormOnItsWay(_Frozen):
    """A form of which something is to be told."""

    scan_id: str
    client_reference: str | None = Field(description="the sender's own name for the paper")
    template: str | None = Field(description="the form's name; null where it is of no known form")
    template_version: int | None
    site: EventSite | None = Field(description=_SITE)
    file_name: str
    state: str = Field(description="the scan's state just now")
    reasons: list[EventReason]


class FormEvent(_Frozen):
    """A person must look (`form.needs_review`), the paper is not usable (`form.rejected`), it could not be read
    (`form.failed`), or its picture is bad (`quality.warning`)."""

    type: Literal["form.needs_review", "form.rejected", "form.failed", "quality.warning"]
    timestamp: datetime
    data: FormOnItsWay


class FailedDelivery(_Frozen):
    """A message that was given up."""

    delivery_id: str
    endpoint_id: str
    scan_id: str
    site: EventSite | None = Field(description=_SITE)
    event: str = Field(description="what it would have told")
    tries: int
    error: str | None = Field(description="the last try's code")


class DeliveryFailed(_Frozen):
    """Another receiver did not get its message, and nothing more is tried until a person sends it again."""

    type: Literal["delivery.failed"]
    timestamp: datetime
    data: FailedDelivery


class CasePaper(_Frozen):
    """A paper that lies in a case."""

    scan_id: str
    client_reference: str | None
    template: str | None
    site: EventSite | None = Field(description=_SITE)
    state: str


class CaseOnItsWay(_Frozen):
    """Papers that belong together."""

    case_id: str
    title: str
    key: str | None = Field(description="the reference or the field's value by which its papers belong together")
    state: str
    due_at: datetime | None
    expected: list[str] = Field(description="the forms that were to follow")
    papers: list[CasePaper]


class CaseEvent(_Frozen):
    """All that was to follow is there (`case.complete`), or is not although its time is over (`case.overdue`)."""

    type: Literal["case.complete", "case.overdue"]
    timestamp: datetime
    data: CaseOnItsWay


AnyEvent = FormAccepted | FormEvent | DeliveryFailed | CaseEvent
