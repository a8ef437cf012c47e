"""Looking at scans: one with everything that is known about it, or a list, newest first."""

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.result import Value, nest_values
from ocr_service.records.masterdata import ScanMasterdata
from ocr_service.records.scans import Scan, ScanField, ScanPage
from ocr_service.usecases.errors import CursorInvalid
from ocr_service.usecases.following.filter_scans import ScanFilter, filter_scans
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import find_scan

MAX_LISTED: Final = 200
_TUPLES: Final = ("reasons", "alternatives", "file_pages")
_View = TypeVar("_View")
_CURSOR: Final = re.compile(r"scan_[0-9a-z]{26}")


@dataclass(frozen=True, kw_only=True)
class ScanSummary:
    """One scan without its pages and fields. `reasons` are ``{"code": ..., "params": {...}}``."""

    id: str
    state: str
    reasons: tuple[dict[str, Any], ...]
    created_at: datetime
    changed_at: datetime
    file_name: str
    file_sha256: str
    media_type: str
    size_bytes: int
    duplicate_of: str | None
    parent_id: str | None
    document: int | None
    file_pages: tuple[int, ...] | None
    source: str
    actor: str
    site_id: str | None
    lane: str
    client_reference: str | None
    serial: str | None
    device: str | None
    wanted_template: str | None
    template: str | None
    template_version: int | None
    engine: str | None
    seconds: dict[str, float]
    attempts: int
    read_at: datetime | None
    accepted_at: datetime | None
    accepted_by: str | None
    result_version: int
    due_at: datetime | None
    reviewer: str | None
    review_until: datetime | None
    handed_to: str | None
    handed_until: datetime | None
    erp_answer: str | None
    erp_reference: str | None
    erp_reason: str | None
    erp_rejections: int
    case_id: str | None


@dataclass(frozen=True, kw_only=True)
class PageView:
    """A page and its picture in the file store."""

    number: int
    picture_sha256: str
    width: int
    height: int
    dpi: float
    template_page: int | None
    residual_mm: float | None
    reasons: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """A value as it stands (`value`, `text`) and as the machine read it (`read_value`, `raw_text`).

    `box` is in pixels on the page's picture, empty in a row that a person added; `decision` is accept or review.
    `keying` is which typing the field waits for, or done, where two people type it; else None.
    """

    path: str
    type: str
    value: Value
    text: str
    raw_text: str
    read_value: Value
    confidence: float
    decision: str
    reasons: tuple[dict[str, Any], ...]
    alternatives: tuple[dict[str, Any], ...]
    page: int
    box: dict[str, int]
    corrected_by: str | None
    corrected_at: datetime | None
    keying: str | None


@dataclass(frozen=True, kw_only=True)
class ScanDetail:
    """A scan with its pages and fields; `values` are the fields' values as nested data.

    `documents` are the scans that its file was split into, in the file's order; `masterdata` the versions of the lists
    that the values were last checked with.
    """

    summary: ScanSummary
    documents: tuple[ScanSummary, ...]
    pages: tuple[PageView, ...]
    fields: tuple[FieldView, ...]
    masterdata: dict[str, str]

    @property
    def values(self) -> dict[str, Any]:
        return nest_values({field.path: field.value for field in self.fields})


@dataclass(frozen=True, kw_only=True)
class ScanList:
    """Some scans, newest first. `next_cursor` is None on the last page."""

    scans: tuple[ScanSummary, ...]
    next_cursor: str | None


def show_scan(services: Services, *, scan_id: str) -> ScanDetail:
    """Raises ScanNotFound."""
    with services.database() as session:
        return describe_scan(session, find_scan(session, scan_id))


def list_scans(
    services: Services, *, only: ScanFilter | None = None, cursor: str | None = None, limit: int = 50
) -> ScanList:
    """At most `limit` (1 to 200) scans; `cursor` is the `next_cursor` of the list before. Raises CursorInvalid."""
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise CursorInvalid
    wanted = min(max(limit, 1), MAX_LISTED)
    query = filter_scans(only or ScanFilter(), now=services.now(), before=cursor).limit(wanted + 1)
    with services.database() as session:
        rows = session.scalars(query).all()
        scans = tuple(_summarise(row) for row in rows[:wanted])
    return ScanList(scans=scans, next_cursor=scans[-1].id if len(rows) > wanted else None)


def describe_scan(session: Session, scan: Scan) -> ScanDetail:
    """The scan's row with its pages and fields, as they stand in this session."""
    pages = session.scalars(select(ScanPage).where(ScanPage.scan_id == scan.id).order_by(ScanPage.number))
    documents = session.scalars(select(Scan).where(Scan.parent_id == scan.id).order_by(Scan.document))
    values = session.scalars(select(ScanField).where(ScanField.scan_id == scan.id).order_by(ScanField.position))
    lists = session.scalars(select(ScanMasterdata).where(ScanMasterdata.scan_id == scan.id))
    return ScanDetail(
        summary=_summarise(scan),
        documents=tuple(_summarise(document) for document in documents),
        pages=tuple(_copy(page, PageView) for page in pages),
        fields=tuple(_copy(field, FieldView) for field in values),
        masterdata={one.list_name: one.version for one in lists},
    )


def _summarise(scan: Scan) -> ScanSummary:
    return _copy(scan, ScanSummary)


def _copy(row: Any, view: type[_View]) -> _View:
    """The columns of a row that the frozen value `view` has, by name; lists as tuples."""
    values = {field.name: getattr(row, field.name) for field in fields(cast(Any, view))}
    return view(
        **{name: tuple(value) if name in _TUPLES and value is not None else value for name, value in values.items()}
    )
