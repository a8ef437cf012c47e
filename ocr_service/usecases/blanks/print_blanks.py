"""Blank copies of a form to print, each with a serial number of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ocr_service.forms.blank_code import BlankCode, write_blank_code
from ocr_service.forms.geometry import Box
from ocr_service.forms.template import Template, TemplatePackage
from ocr_service.records import audit
from ocr_service.records.blanks import BlankSeries
from ocr_service.usecases.blanks.draw_pdf import BlankPage, Marking, draw_blanks
from ocr_service.usecases.blanks.find_entries import is_blank
from ocr_service.usecases.blanks.find_place import find_place
from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.publish_template import load_published, version_in_use

MOST_COPIES: Final = 200
_DIGITS: Final = 6


class PictureUnusable(UsecaseError):
    """The form's reference picture cannot be drawn. Params: template, page."""

    code = "blank_picture_unusable"


class PictureFilled(UsecaseError):
    """The form's picture shows, or may show, what somebody filled in. Params: template, pages."""

    code = "blank_picture_filled"


@dataclass(frozen=True, kw_only=True)
class Blank:
    """A form as it is printed: its template in use, and where on each page the code goes (None: nowhere).

    No copy can be printed where `filled` names pages (from 1): their pictures show, or may show, somebody's entries.
    """

    template: Template
    places: tuple[Box | None, ...]
    filled: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PrintedBlanks:
    """A PDF in true size. `serials` are the copies' numbers; there are none where no page has room for a code."""

    pdf: bytes
    version: int
    serials: tuple[str, ...]


def show_blank(services: Services, *, template: str) -> Blank:
    """Raises TemplateNotFound and PictureUnusable."""
    package = _load(services, template)
    places = tuple(page.place for page in _pages(package))
    return Blank(template=package.template, places=places, filled=_filled_pages(package))


def print_blanks(services: Services, *, actor: str, template: str, copies: int, base_url: str) -> PrintedBlanks:
    """`copies` (1 to 200) blanks of the version in use; their codes hold the address of the form's page below
    `base_url`. Raises TemplateNotFound, PictureUnusable and PictureFilled."""
    package = _load(services, template)
    pages = _pages(package)
    if filled := _filled_pages(package):
        raise PictureFilled(template=template, pages=list(filled))
    version = package.template.version
    serials: tuple[str, ...] = ()
    if any(page.place is not None for page in pages):
        serials = _take_serials(services, actor, package.template, copies)
    markings: Sequence[Marking | None] = [
        Marking(
            code=write_blank_code(base_url, BlankCode(template=template, version=version, serial=serial)), number=serial
        )
        for serial in serials
    ] or [None] * copies
    pdf = draw_blanks(pages, markings, title=f"{template} v{version}")
    return PrintedBlanks(pdf=pdf, version=version, serials=serials)


def _load(services: Services, name: str) -> TemplatePackage:
    with services.database() as session:
        return load_published(services.files, session, name, version_in_use(session, name))


def _pages(package: TemplatePackage) -> list[BlankPage]:
    layouts = enumerate(zip(package.template.pages, package.page_images, strict=True), start=1)
    pages = []
    for number, (page, picture) in layouts:
        try:
            place = find_place(package.template, number, picture)
        except ValueError as error:
            raise PictureUnusable(template=package.template.name, page=number) from error
        pages.append(BlankPage(size_mm=page.size_mm, picture=picture, place=place))
    return pages


def _filled_pages(package: TemplatePackage) -> tuple[int, ...]:
    pictures = enumerate(package.page_images, start=1)
    return tuple(number for number, picture in pictures if not is_blank(package.template, number, picture))


def _take_serials(services: Services, actor: str, template: Template, copies: int) -> tuple[str, ...]:
    try:
        first = _count_on(services, actor, template, copies)
    except IntegrityError:
        # Somebody printed this form for the first time at the same moment. Now his row can be seen.
        first = _count_on(services, actor, template, copies)
    return tuple(f"{number:0{_DIGITS}}" for number in range(first, first + copies))


def _count_on(services: Services, actor: str, template: Template, copies: int) -> int:
    with services.database.begin() as session:
        series = lock_series(session, template.name)
        if series is None:
            series = BlankSeries(template=template.name, last=0)
            session.add(series)
        first, series.last = series.last + 1, series.last + copies
        printed = {"version": template.version, "first": first, "last": series.last}
        audit.write(session, at=services.now(), actor=actor, action="blank.printed", subject=template.name, new=printed)
        return first


def lock_series(session: Session, template: str) -> BlankSeries | None:
    """The form's series, locked until the transaction ends; None where no blank of it was ever printed."""
    return session.scalar(select(BlankSeries).where(BlankSeries.template == template).with_for_update())
