"""A form without a template: one page, filled or blank, becomes a proposal of zones, labels and types.

The story, step by step: the page is levelled and turned upright; a detector finds its lines, the engine reads them;
rulings and shades part it into cells; what stands under a row of headings is a table; tick boxes are put together with
their words, labels with the places of their values; what was read there is taken out of the picture, which becomes the
reference page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2

from ocr_service.forms.proposal import FormProposal, ProposedField, ProposedTable
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import Pixels, ScanPage
from ocr_service.reading.proposing.date_order import date_order
from ocr_service.reading.proposing.find_cells import Rect, Rulings, find_rulings
from ocr_service.reading.proposing.find_zones import find_zones
from ocr_service.reading.proposing.label_text import clean_label
from ocr_service.reading.proposing.page_lines import TextLine, level, read_lines, turn_upright
from ocr_service.reading.proposing.page_size import PageSize, fit_page
from ocr_service.reading.proposing.take_out_entries import (
    inside_of,
    take_out_entries,
    with_frames,
    with_print,
    without_letters,
)
from ocr_service.reading.proposing.zones import tick_boxes
from ocr_service.reading.text_detector import TextDetector
from ocr_service.reading.text_engine import TextEngine

# A line with one of these is an option, however high its box makes it.
_TICK_BOXES: Final = frozenset("□☐☑☒")


@dataclass(frozen=True, kw_only=True)
class ProposedPage:
    """A proposal and its reference picture: upright, level, without the entries that were read (PNG)."""

    proposal: FormProposal
    picture: bytes


def propose_form(
    data: bytes, detector: TextDetector, engine: TextEngine, *, limits: ScanLimits, page: int = 1, blank: bool = False
) -> ProposedPage | None:
    """Proposes zones for one page of a scan (a file's bytes), counted from 1; None where it has no such page.

    `blank` says that nothing was filled in: all that stands there is print and stays in the picture (a blank may have
    its sender's address where others write theirs). Raises `ScanError` for a bad file.
    """
    for scanned in open_scan(data, limits):
        if scanned.number == page:
            return _propose(scanned, detector, engine, blank=blank)
    return None


def _propose(scanned: ScanPage, detector: TextDetector, engine: TextEngine, *, blank: bool) -> ProposedPage:
    size = fit_page(scanned)
    upright, boxes = turn_upright(level(size.pixels), detector, engine)
    size = size.of(upright)
    lines = read_lines(upright, boxes, engine)
    rulings = find_rulings(upright, size.scale)
    fields, tables = find_zones(upright, lines, rulings, size)
    proposal = FormProposal(
        size_mm=size.size_mm,
        size_known=size.known,
        title=_title(lines, upright.shape[0], fields, tables, size),
        fields=tuple(fields),
        tables=tuple(tables),
        date_order=date_order([line.text for line in lines], size.size_mm),
    )
    empty = upright if blank else _without_entries(upright, proposal, rulings, lines, size)
    return ProposedPage(proposal=proposal, picture=_encode(empty))


def _title(
    lines: list[TextLine], height: int, fields: Sequence[ProposedField], tables: Sequence[ProposedTable], size: PageSize
) -> str:
    """The largest print in the upper third that neither names a value nor is one.

    A word in a high cell, or beside a tick box, may be taken for larger than it is.
    """
    names = {field.label for field in fields} | {column.label for table in tables for column in table.columns}
    zones = [size.rect(field.box) for field in fields]
    upper = [
        line for line in lines if line.bottom < height / 3 and len(line.text) > 1 and not _TICK_BOXES & {*line.text}
    ]
    free = [line for line in upper if clean_label(line.text) not in names and not _is_read(line, zones)]
    return max(free, key=lambda line: line.height).text if free else ""


def _is_read(line: TextLine, entries: Sequence[Rect]) -> bool:
    return any(entry.holds((line.left + line.right) / 2, line.centre) for entry in entries)


def _without_entries(
    page: Pixels, proposal: FormProposal, rulings: Rulings, lines: list[TextLine], size: PageSize
) -> Pixels:
    """The page as a blank form: entries and marks in tick boxes are taken out."""
    boxes = [box for field in proposal.fields for box in field.value_boxes]
    boxes += [box for table in proposal.tables for box in table.value_boxes]
    ticks = [size.rect(box) for field in proposal.fields for box in tick_boxes(field)]
    entries = [size.rect(box) for box in boxes]
    kept = with_frames(without_letters(rulings.mask, entries), ticks, size.scale)
    blank = take_out_entries(page, [*entries, *(inside_of(box, size.scale) for box in ticks)], kept, size.scale)
    signed = [size.rect(field.box) for field in proposal.fields if field.type == "signature"]
    if signed:
        kept = with_print(rulings.mask, [line for line in lines if not _is_read(line, entries)])
        blank = take_out_entries(blank, signed, kept, size.scale)
    return blank


def _encode(picture: Pixels) -> bytes:
    done, encoded = cv2.imencode(".png", picture)
    if not done:
        raise AssertionError("an eight-bit BGR picture can always be encoded")
    return encoded.tobytes()
