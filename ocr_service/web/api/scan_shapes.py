"""Scans as the API shows them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any, Literal, NamedTuple

from fastapi import Request
from pydantic import BaseModel, Field

from ocr_service.forms.result import Value
from ocr_service.records.states import ScanState
from ocr_service.usecases.following.find_overdue import Overdue, find_overdue
from ocr_service.usecases.following.find_scans import FieldView, PageView, ScanDetail, ScanSummary
from ocr_service.usecases.following.show_matches import Match
from ocr_service.usecases.people.find_site import SiteName, name_sites
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.web.api.form_titles import form_titles
from ocr_service.web.api.shown_reasons import ShownReason, show_reasons
from ocr_service.web.field_labels import NO_NAMES, FieldNames, Pick, ShownOption, ShownTable, in_language
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import parts_of


class FoundValue(BaseModel):
    """A value that a search has found."""

    path: str
    label: str
    text: str


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


class _Known(NamedTuple):
    """What is known of the scans beside their rows: what identifiers are called, and which are overdue."""

    actors: dict[str, str]
    sites: dict[str, SiteName]
    overdue: dict[str, Overdue]


class Shower:
    """Turns what the use cases answer into what the API shows, in the language of one request."""

    def __init__(self, request: Request) -> None:
        self._parts = parts_of(request)
        self._language = choose_language(request.headers.get("accept-language"))
        self._titles: dict[str, str] | None = None

    def scans(self, summaries: tuple[ScanSummary, ...]) -> list[Scan]:
        known = self._known(*summaries)
        return [Scan(**self._facts(one, known)) for one in summaries]

    def scan(self, summary: ScanSummary) -> Scan:
        return self.scans((summary,))[0]

    def found(self, summaries: tuple[ScanSummary, ...], matches: Mapping[str, tuple[Match, ...]]) -> list[Scan]:
        """Like `scans`, with the values that were found."""
        shown = self.scans(summaries)
        for one, summary in zip(shown, summaries, strict=True):
            names = self._parts.labels.of(self._parts.services, summary.template, summary.template_version)
            one.found = [
                FoundValue(
                    path=match.path, label=names.label(match.path, self._parts.texts, self._language), text=match.text
                )
                for match in matches.get(summary.id, ())
            ]
        return shown

    def detail(self, detail: ScanDetail) -> ScanWithFields:
        summary = detail.summary
        return ScanWithFields(
            **self._facts(summary, self._known(summary)),
            engine=summary.engine,
            seconds=summary.seconds,
            attempts=summary.attempts,
            documents=self.scans(detail.documents),
            masterdata=detail.masterdata,
            pages=[self._page(page) for page in detail.pages],
            fields=self._fields(detail),
            tables=self._field_names(summary).tables(self._language),
        )

    def result(self, detail: ScanDetail) -> Result:
        summary = detail.summary
        return Result(
            scan_id=summary.id,
            state=ScanState(summary.state),
            client_reference=summary.client_reference,
            template=summary.template,
            template_version=summary.template_version,
            result_version=summary.result_version,
            values=detail.values,
            fields=self._fields(detail),
        )

    def reasons(
        self,
        reasons: tuple[dict[str, Any], ...],
        of: ScanSummary | None = None,
        ticked: Callable[[str], list[str]] | None = None,
    ) -> list[ShownReason]:
        """`of` is the scan whose form they speak of; `ticked` says what the options of their field are called."""
        told = {key for one in reasons for key in one.get("params") or {}}
        forms = self._form_titles() if "template" in told else {}
        names = self._field_names(of) if of and "table" in told else NO_NAMES
        tables = {table: in_language(names.labels[table], self._language) for table in names.columns}
        return show_reasons(self._parts.texts, self._language, reasons, forms=forms, tables=tables, ticked=ticked)

    def _form_titles(self) -> dict[str, str]:
        if self._titles is None:
            self._titles = form_titles(self._parts, self._language)
        return self._titles

    def _known(self, *summaries: ScanSummary) -> _Known:
        actors = {actor for one in summaries for actor in (one.actor, one.reviewer)}
        services = self._parts.services
        return _Known(
            actors=name_actors(services, actors),
            sites=name_sites(services, {one.site_id for one in summaries}),
            overdue=find_overdue(services, [one.id for one in summaries]),
        )

    def _facts(self, summary: ScanSummary, known: _Known) -> dict[str, Any]:
        given = {name: value for name, value in asdict(summary).items() if name in Scan.model_fields}
        site = known.sites.get(summary.site_id or "")
        return {
            **given,
            "reasons": self.reasons(summary.reasons, summary),
            "actor_name": known.actors.get(summary.actor),
            "reviewer_name": known.actors.get(summary.reviewer or ""),
            "site": site.code if site else None,
            "site_name": site.name if site else None,
            "overdue": known.overdue.get(summary.id),
        }

    def _page(self, page: PageView) -> Page:
        given = {name: value for name, value in asdict(page).items() if name in Page.model_fields}
        return Page(**{**given, "reasons": self.reasons(page.reasons)})

    def _fields(self, detail: ScanDetail) -> list[ShownField]:
        names = self._field_names(detail.summary)
        return [self._field(field, names) for field in detail.fields]

    def _field_names(self, summary: ScanSummary) -> FieldNames:
        return self._parts.labels.of(self._parts.services, summary.template, summary.template_version)

    def _field(self, field: FieldView, names: FieldNames) -> ShownField:
        ticked = partial(names.ticked, path=field.path, language=self._language)
        return ShownField(
            **{
                **asdict(field),
                "box": field.box or None,
                "reasons": self.reasons(field.reasons, ticked=ticked),
                "label": names.label(field.path, self._parts.texts, self._language),
                "options": names.options(field.path, self._language),
                "pick": names.pick(field.path),
            }
        )
