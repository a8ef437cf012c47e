"""What the use cases know of scans -> what the API shows of them, in the language of one request."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, Final, NamedTuple

from fastapi import Request

from ocr_service.records.states import ScanState
from ocr_service.usecases.following.find_overdue import Overdue, find_overdue
from ocr_service.usecases.following.find_scans import FieldView, PageView, ScanDetail, ScanSummary
from ocr_service.usecases.following.find_unsent import Unsent, find_unsent
from ocr_service.usecases.following.show_matches import Match
from ocr_service.usecases.people.find_site import SiteName, name_sites
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.web.api.form_titles import form_titles
from ocr_service.web.api.scan_shapes import FoundValue, Page, Result, Scan, ScanWithFields, ShownField
from ocr_service.web.api.shown_reasons import ShownReason, show_reasons
from ocr_service.web.field_labels import NO_NAMES, FieldNames, in_language
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import parts_of

_ON_ITS_WAY: Final = (ScanState.ACCEPTED, ScanState.DELIVERING)


class _Known(NamedTuple):
    """What is known of the scans beside their rows: what identifiers are called, and which are held up."""

    actors: dict[str, str]
    sites: dict[str, SiteName]
    overdue: dict[str, Overdue]
    unsent: dict[str, Unsent]


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
            unsent=find_unsent(services, [one.id for one in summaries if one.state in _ON_ITS_WAY]),
        )

    def _facts(self, summary: ScanSummary, known: _Known) -> dict[str, Any]:
        given = {name: value for name, value in asdict(summary).items() if name in Scan.model_fields}
        site = known.sites.get(summary.site_id or "")
        unsent = known.unsent.get(summary.id)
        return {
            **given,
            "reasons": self.reasons(summary.reasons, summary),
            "actor_name": known.actors.get(summary.actor),
            "reviewer_name": known.actors.get(summary.reviewer or ""),
            "site": site.code if site else None,
            "site_name": site.name if site else None,
            "overdue": known.overdue.get(summary.id),
            "unsent": asdict(unsent) if unsent else None,
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
