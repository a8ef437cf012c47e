"""Quality and value over some time: as JSON, CSV and XLSX."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, Field
from starlette.responses import Response

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.board.show_quality import By, Quality, QualityRow, show_quality
from ocr_service.usecases.board.value import FIELD_SECONDS, KEY_SECONDS, KEYS_PER_HANZI
from ocr_service.usecases.people.find_site import name_sites
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.web.api.form_titles import field_labels, form_titles
from ocr_service.web.api.problem_docs import PROBLEMS
from ocr_service.web.api.texts import TemplateName
from ocr_service.web.csv_answer import csv_answer
from ocr_service.web.guard import needs
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts, WebParts
from ocr_service.web.quality_table import NAMES, Cell, columns_of, spreadsheet
from ocr_service.web.template_words import say_zone

router = APIRouter(prefix="/board/quality", tags=["board"], responses=PROBLEMS)
Supervisor = Annotated[Caller, needs(Permission.BOARD_READ)]
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILES: Final[dict[str, dict[str, str]]] = {"text/csv": {}, _XLSX: {}}


class Question:
    """What is asked: how to group, and which scans."""

    def __init__(
        self,
        since: Annotated[AwareDatetime, Query(description="ended at this time or later")],
        until: Annotated[AwareDatetime, Query(description="ended before this time")],
        by: Annotated[By, Query(description="`scanner`: device and site, else way in and person")] = "form",
        template: TemplateName | None = None,
    ) -> None:
        self.since, self.until, self.by, self.template = since, until, by, template

    @property
    def last_day(self) -> date:
        """The day that `until` ends, where it is the midnight after it."""
        midnight = self.until.time() == time() and self.until.date() > date.min
        return self.until.date() - timedelta(days=midnight)

    def answer(self, parts: WebParts) -> Quality:
        return show_quality(parts.services, by=self.by, since=self.since, until=self.until, template=self.template)


Asked = Annotated[Question, Depends(Question)]


class QualityFigures(BaseModel):
    """One group's figures. `values` stand in the order of `columns`; shares are 0 to 1, null of nothing."""

    names: list[str]
    values: list[float | None]
    faults: dict[str, int] = Field(description="pages for each reason why a picture was bad")


class QualityTable(BaseModel):
    """The groups, the largest first (fields: the most corrected first), and all of them together."""

    names: list[str]
    columns: list[str]
    kinds: list[Literal["count", "share", "hours"]]
    rows: list[QualityFigures]
    total: QualityFigures
    keys_saved: int
    hours_saved: float


@router.get("", summary="Quality over some time")
def get_quality(caller: Supervisor, request: Request, asked: Asked, parts: Parts) -> QualityTable:
    """How well forms were read, and the value of it: see docs/supervisor.md for each figure and the formula."""
    found = asked.answer(parts)
    named = _Names(parts, _language(request, caller), asked.by, found.rows)
    columns = columns_of(asked.by)
    total = [column.value(found.total) for column in columns]
    return QualityTable(
        names=list(NAMES[asked.by]),
        columns=[column.key for column in columns],
        kinds=[column.kind for column in columns],  # type: ignore[misc]  # figures are no texts
        rows=[
            QualityFigures(names=named.of(row), values=[column.value(row) for column in columns], faults=row.faults)  # type: ignore[misc]
            for row in found.rows
        ],
        total=QualityFigures(names=[], values=total, faults=found.total.faults),  # type: ignore[arg-type]
        keys_saved=found.total.keys_saved,
        hours_saved=round(found.total.hours_saved, 2),
    )


@router.get(
    "/export",
    summary="Quality as a file",
    response_class=Response,
    responses={200: {"description": "the table as a download", "content": _FILES}},
)
def get_export(
    caller: Supervisor, request: Request, asked: Asked, parts: Parts, format: Literal["csv", "xlsx"] = "csv"
) -> Response:
    """CSV in UTF-8 with its mark, or XLSX with the time asked for and the formula on a second sheet."""
    language = _language(request, caller)
    found = asked.answer(parts)
    named = _Names(parts, language, asked.by, found.rows)
    columns = columns_of(asked.by)

    def say(key: str, **params: object) -> str:
        return parts.texts.text(language, f"quality.{key}", **params)

    headings = [say(f"column.{key}") for key in (*NAMES[asked.by], *(column.key for column in columns))]
    rows: list[list[Cell]] = [[*named.of(row), *(column.value(row) for column in columns)] for row in found.rows]
    name = f"quality-{asked.by}-{asked.since:%Y%m%d}-{asked.last_day:%Y%m%d}.{format}"
    if format == "csv":
        return csv_answer(name, [headings, *([_short(cell) for cell in row] for row in rows)])
    notes = [
        say("note_time", since=f"{asked.since:%Y-%m-%d %H:%M}", until=f"{asked.until:%Y-%m-%d %H:%M}"),
        say("formula", per_key=KEY_SECONDS, per_field=FIELD_SECONDS, hanzi=KEYS_PER_HANZI),
    ]
    kinds = [*("text" for _ in NAMES[asked.by]), *(column.kind for column in columns)]
    book = spreadsheet(
        title=say(f"by.{asked.by}"),
        headings=headings,
        kinds=kinds,  # type: ignore[arg-type]
        rows=rows,
        about=say("about"),
        notes=notes,
    )
    return Response(book, media_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _short(cell: Cell) -> Cell:
    """A share to the hundredth of a percent: there is no format in CSV that would show less of it."""
    return round(cell, 4) if isinstance(cell, float) else cell


def _language(request: Request, caller: Caller) -> str:
    return choose_language(request.headers.get("accept-language"), caller.language)


class _Names:
    """What groups are called, in a person's language."""

    def __init__(self, parts: WebParts, language: str, by: By, rows: Iterable[QualityRow]) -> None:
        self._by = by
        self._parts, self._language = parts, language
        parts_of_keys = {part for row in rows for part in row.key}
        self._forms = form_titles(parts, language) if by in ("form", "field") else {}
        self._labels = field_labels(parts) if by == "field" else {}
        self._people = name_actors(parts.services, parts_of_keys) if by in ("supplier", "clerk", "scanner") else {}
        self._sites = name_sites(parts.services, parts_of_keys) if by in ("scanner", "site") else {}

    def of(self, row: QualityRow) -> list[str]:
        """One name for each of `NAMES`."""
        match self._by:
            case "form":
                return [self._form(row.key[0])]
            case "field":
                return [self._form(row.key[0]), self._field(*row.key)]
            case "supplier":
                return [row.key[0] or self._say("handed_in_by", who=self._person(row.key[1]))]
            case "clerk":
                return [self._person(row.key[0])]
            case "scanner":
                return [self._scanner(*row.key), self._site(row.key[1])]
            case "site":
                return [self._site(row.key[0])]

    def _scanner(self, device: str | None, _: str | None, source: str | None, actor: str | None) -> str:
        if device is not None:
            return device
        return f"{self._parts.texts.text(self._language, f'warning.source.{source}')} · {self._person(actor)}"

    def _site(self, site_id: str | None) -> str:
        site = self._sites.get(site_id or "")
        return site.name if site else self._say("no_site")

    def _form(self, name: str | None) -> str:
        return self._forms.get(name, name) if name else self._say("no_form")

    def _field(self, form: str | None, name: str | None) -> str:
        return say_zone(name or "", self._labels.get(form or "", {}), self._language)

    def _person(self, actor: str | None) -> str:
        if actor == "system":
            return self._say("the_service")
        return self._people.get(actor or "", actor or "")

    def _say(self, key: str, **params: object) -> str:
        return self._parts.texts.text(self._language, f"quality.{key}", **params)
