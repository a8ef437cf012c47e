"""Scans as the API shows them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from ocr_service.forms.result import Value
from ocr_service.records.states import ScanState
from ocr_service.web.api.shown_reasons import ShownReason
from ocr_service.web.field_labels import Pick, ShownOption, ShownTable


class FoundValue(BaseModel):
    """A value that a search has found."""

    path: str
    label: str
    text: str


class Unsent(BaseModel):
    """A result that its receiver does not take at present. `next_try_at` is null where a person must send it again."""

    since: datetime
    next_try_at: datetime | None


class Scan(BaseModel):
    """A scan, without its pages and fields."""

    id: str = Field(examples=["scan_01kfz3q8m5v2r7c9w4x6y8z0ab"])
    state: ScanState
    reasons: list[ShownReason] = Field(description="why it is in this state")
    created_at: datetime
    changed_at: datetime
    file_name: str
    media_type: str
    size_bytes: int
    duplicate_of: str | None = Field(description="the first scan of the same bytes")
    parent_id: str | None = Field(description="the scan of the whole file, where the file held several forms")
    document: int | None = Field(description="which of the file's documents it is, from 1")
    file_pages: list[int] | None = Field(description="which pages of the file are its own")
    source: Literal["api", "upload", "folder"]
    actor: str = Field(description="who handed it in: user:<id>, key:<id> or system")
    actor_name: str | None
    site: str | None = Field(description="the code of the site that it came from")
    site_name: str | None
    lane: Literal["urgent", "normal", "bulk"]
    client_reference: str | None
    serial: str | None = Field(description="the serial number of the printed blank")
    device: str | None = Field(description="the scanner, camera or program that the file says made it")
    wanted_template: str | None
    template: str | None
    template_version: int | None
    read_at: datetime | None
    accepted_at: datetime | None
    accepted_by: str | None
    result_version: int
    due_at: datetime | None = Field(description="until when its form promises that it is accepted")
    reviewer: str | None
    reviewer_name: str | None
    review_until: datetime | None
    handed_to: str | None = Field(description="whom a reviewer handed it to, until `handed_until`")
    handed_until: datetime | None
    erp_answer: Literal["approved", "rejected"] | None
    erp_reference: str | None
    erp_reason: str | None
    erp_rejections: int = Field(description="how often the ERP rejected this form")
    case_id: str | None = Field(description="the case that it lies in")
    overdue: Literal["promise", "papers", "answer"] | None = Field(
        description="promise: not accepted in time; papers: of its case, not all came in time; answer: none came"
    )
    unsent: Unsent | None = Field(description="its receiver does not take it; nothing is lost, it is sent again")
    found: list[FoundValue] = Field(default=[], description="in a search: which of its values have the words")


class Box(BaseModel):
    """A rectangle in pixels on the page's picture."""

    x: int
    y: int
    width: int
    height: int


class Page(BaseModel):
    """A page's upright picture; `residual_mm` is how far it lies from the template (95th percentile)."""

    number: int
    width: int
    height: int
    dpi: float
    template_page: int | None
    residual_mm: float | None
    reasons: list[ShownReason]


class Reading(BaseModel):
    """Another possible reading."""

    text: str
    confidence: float


class ShownField(BaseModel):
    """A value as it stands, and as the machine read it (`read_value`, `raw_text`)."""

    path: str = Field(examples=["items[0].quantity"])
    label: str = Field(description="in the request's language")
    type: str
    value: Value
    text: str
    raw_text: str
    read_value: Value
    confidence: float = Field(description="probability, 0 to 1, that the machine read it right")
    decision: Literal["accept", "review"]
    reasons: list[ShownReason]
    alternatives: list[Reading]
    page: int
    box: Box | None = Field(description="null in a row that a person added")
    options: list[ShownOption] = Field(description="the tick boxes of a choice")
    pick: Pick | None = Field(description="how many of them may be ticked")
    corrected_by: str | None
    corrected_at: datetime | None
    keying: Literal["first", "second", "third", "done"] | None = Field(
        description="of a field that two people type blind: which typing it waits for"
    )


class ScanWithFields(Scan):
    """A scan with everything that was read from it."""

    engine: str | None
    seconds: dict[str, float] = Field(description="time of each reading step")
    attempts: int
    documents: list[Scan] = Field(description="what became of each form in the file (state split), in its order")
    masterdata: dict[str, str] = Field(description="the versions of lists that the values were last checked with")
    pages: list[Page]
    fields: list[ShownField]
    tables: list[ShownTable] = Field(description="the form's tables and their columns, also those without rows")


class Result(BaseModel):
    """What was read, for programs: `values` by field name, tables as lists of rows; details in `fields`."""

    scan_id: str
    state: ScanState
    client_reference: str | None
    template: str | None
    template_version: int | None
    result_version: int
    values: dict[str, Any] = Field(examples=[{"slip_no": "DN-2024-0117", "items": [{"name": "纸箱", "quantity": 40}]}])
    fields: list[ShownField]


class Scans(BaseModel):
    """Some scans, newest first; go on with `next_cursor` until it is null."""

    items: list[Scan]
    next_cursor: str | None
