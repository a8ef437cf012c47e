"""A form's own page, where the code on a printed blank leads: what it is for, how to fill it, blanks to print."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.forms.content import Choice, Content
from ocr_service.forms.template import Template
from ocr_service.usecases.blanks.print_blanks import MOST_COPIES, show_blank
from ocr_service.web.api.texts import TemplateName
from ocr_service.web.field_labels import in_language
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.parts import UseServices
from ocr_service.web.render import page_language, render_page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the list of what to fill in; `columns` are those of a table."""

    label: str
    kind: str | None
    required: bool
    options: tuple[str, ...] = ()
    columns: tuple["Entry", ...] = ()


@router.get("/blank/{name}")
def blank_page(
    request: Request,
    name: TemplateName,
    caller: Annotated[Caller, Depends(NeedsPerson(Permission.SCANS_WRITE))],
    services: UseServices,
    serial: Annotated[str | None, Query(alias="s", pattern="^[0-9]{6,12}$")] = None,
) -> HTMLResponse:
    """With a serial number also what became of that very paper."""
    blank = show_blank(services, template=name)
    template, language = blank.template, page_language(request, caller)
    return render_page(
        request,
        "blank",
        caller=caller,
        name=name,
        serial=serial,
        version=template.version,
        form_title=in_language(template.title, language),
        form_help=in_language(template.help or {}, language),
        pages=[(number, _entries(template, number, language)) for number in range(1, len(template.pages) + 1)],
        sizes=[tuple(round(side) for side in page.size_mm) for page in template.pages],
        uncoded=[number for number, place in enumerate(blank.places, start=1) if place is None],
        filled=blank.filled,
        may_mend=caller.may(Permission.TEMPLATES_WRITE),
        most_copies=MOST_COPIES,
    )


def _entries(template: Template, page: int, language: str) -> list[Entry]:
    """What is filled in on a page, from top to bottom and left to right."""
    placed: list[tuple[float, float, Entry]] = []
    for field in template.fields:
        if field.page == page:
            label = in_language(field.label, language)
            placed.append((field.box.y, field.box.x, _entry(label, field.read, field.required, language)))
    for table in template.tables:
        if table.page == page:
            columns = tuple(
                _entry(in_language(column.label, language), column.read, column.required, language)
                for column in table.columns
            )
            entry = Entry(
                label=in_language(table.label, language), kind=None, required=table.minimum_rows > 0, columns=columns
            )
            placed.append((table.box.y, table.box.x, entry))
    # Fields beside each other stand on one line, however little one of them is lower.
    return [entry for _, _, entry in sorted(placed, key=lambda one: (round(one[0] / 4), one[1]))]


def _entry(label: str, read: Content, required: bool, language: str) -> Entry:
    options = tuple(in_language(one.label, language) for one in read.options) if isinstance(read, Choice) else ()
    return Entry(label=label, kind=str(getattr(read, "type", "text")), required=required, options=options)
