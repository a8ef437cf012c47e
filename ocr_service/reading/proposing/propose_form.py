"""A form without a template: one page, filled or blank, becomes a proposal of zones, labels and types.

The story, step by step: the page is levelled and turned upright; a detector finds its lines, the engine reads them;
rulings part it into cells; rows of like cells under headings are tables; labels are paired with the places of their
values; tick boxes with their words; what was read there is taken out of the picture, which becomes the reference page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr_service.forms.geometry import Box
from ocr_service.forms.proposal import FormProposal, ProposedField, ProposedTable
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import Pixels, ScanPage
from ocr_service.reading.proposing.find_cells import Rect, Rulings, find_cells, find_rulings
from ocr_service.reading.proposing.find_choices import find_choices, find_squares
from ocr_service.reading.proposing.find_tables import find_tables, lines_in
from ocr_service.reading.proposing.page_lines import TextLine, level, read_lines, turn_upright
from ocr_service.reading.proposing.page_size import PageSize, fit_page
from ocr_service.reading.proposing.pair_labels import pair_cells, pair_lines
from ocr_service.reading.proposing.zones import Names, choice_field, code_fields, field_of, seal_fields, table_of
from ocr_service.reading.text_detector import TextDetector
from ocr_service.reading.text_engine import TextEngine


@dataclass(frozen=True, kw_only=True)
class ProposedPage:
    """A proposal and its reference picture: upright, level, without the entries that were read (PNG)."""

    proposal: FormProposal
    picture: bytes


def propose_form(
    data: bytes, detector: TextDetector, engine: TextEngine, *, limits: ScanLimits, page: int = 1
) -> ProposedPage | None:
    """Proposes zones for one page of a scan (a file's bytes), counted from 1; None where it has no such page.

    Raises `ScanError` for a bad file.
    """
    for scanned in open_scan(data, limits):
        if scanned.number == page:
            return _propose(scanned, detector, engine)
    return None


def _propose(scanned: ScanPage, detector: TextDetector, engine: TextEngine) -> ProposedPage:
    size = fit_page(scanned)
    upright, boxes = turn_upright(level(size.pixels), detector, engine)
    size = size.of(upright)
    lines = read_lines(upright, boxes, engine)
    rulings = find_rulings(upright, size.scale)
    fields, tables = _find_zones(upright, lines, rulings, size)
    proposal = FormProposal(
        size_mm=size.size_mm,
        size_known=size.known,
        title=_title(lines, upright.shape[0]),
        fields=tuple(fields),
        tables=tuple(tables),
    )
    return ProposedPage(proposal=proposal, picture=_without_entries(upright, proposal, rulings, size))


def _find_zones(
    page: Pixels, lines: list[TextLine], rulings: Rulings, size: PageSize
) -> tuple[list[ProposedField], list[ProposedTable]]:
    scale, names = size.scale, Names()
    cells = find_cells(rulings, scale)
    found_tables = find_tables(cells, lines, scale)
    in_tables = [cell for table in found_tables for cell in (*table.header, *(c for row in table.rows for c in row))]
    free = [line for line in lines if not any(line in lines_in(cell, [line]) for cell in in_tables)]
    squares = [square for square in find_squares(page, scale) if not _inside_any(square, in_tables)]
    choices = find_choices(squares, free)
    ticked = [box.square for choice in choices for box in choice.boxes]
    free = [line for line in free if not any(_beside(square, line) for square in ticked)]
    other_cells = [cell for cell in cells if cell not in in_tables and not _inside_any(cell, ticked)]
    pairs, used = pair_cells(other_cells, free, scale)
    rest = [line for line in free if line not in used]
    # Underlines are level rulings that no cell ends with.
    underlines = [ruling for ruling in rulings.level if not _is_cell_edge(ruling, cells, scale)]
    pairs += pair_lines(rest, other_cells, underlines, (page.shape[1], page.shape[0]), scale)
    tables = [table_of(table, lines, size, names) for table in found_tables]
    fields = [choice_field(choice, size, names) for choice in choices]
    fields += [field_of(pair, size, names) for pair in pairs]
    fields += seal_fields(rest, size, names)
    fields += code_fields(page, size, names)
    return _without_overlaps(fields, tables), tables


def _beside(square: Rect, line: TextLine) -> bool:
    """Whether the line is the words of a tick box."""
    return line.top <= (square.top + square.bottom) / 2 <= line.bottom and line.right > square.left


def _inside_any(one: Rect, others: Sequence[Rect]) -> bool:
    x, y = (one.left + one.right) / 2, (one.top + one.bottom) / 2
    return any(other.holds(x, y) for other in others)


def _is_cell_edge(ruling: Rect, cells: list[Rect], scale: float) -> bool:
    return any(
        cell.left - scale < (ruling.left + ruling.right) / 2 < cell.right + scale
        and min(abs(cell.top - ruling.bottom), abs(cell.bottom - ruling.top)) < 1.5 * scale
        for cell in cells
    )


def _title(lines: list[TextLine], height: int) -> str:
    """The largest print in the upper third."""
    upper = [line for line in lines if line.bottom < height / 3 and len(line.text) > 1]
    return max(upper, key=lambda line: line.height).text if upper else ""


def _without_overlaps(fields: list[ProposedField], tables: list[ProposedTable]) -> list[ProposedField]:
    """Of zones that share ground the surer one stays; a seal may lie over anything."""
    kept: list[ProposedField] = []
    for field in sorted(fields, key=lambda field: -field.confidence):
        others = [one.box for one in kept if one.type != "seal"] + [table.box for table in tables]
        if field.type == "seal" or not any(_overlap(field.box, other) for other in others):
            kept.append(field)
    return sorted(kept, key=lambda field: (round(field.box.y / 4), field.box.x))


def _overlap(one: Box, other: Box) -> bool:
    return one.shared_area(other) > 0.08 * min(one.width * one.height, other.width * other.height)


def _without_entries(page: Pixels, proposal: FormProposal, rulings: Rulings, size: PageSize) -> bytes:
    """The page as a blank form: where a value was read there is paper, with the rulings as they were.

    Whatever stands on the reference picture counts as printed on every copy; a value left there would be taken out of
    the next scan.
    """
    blank = page.copy()
    printed = cv2.dilate(rulings.mask, np.ones((3, 3), np.uint8)).astype(np.bool_)
    boxes = [box for field in proposal.fields for box in field.value_boxes]
    boxes += [box for table in proposal.tables for box in table.value_boxes]
    for box in boxes:
        x, y, width, height = box.to_pixels(size.dpi)
        rows, columns = slice(max(y, 0), y + height), slice(max(x, 0), x + width)
        around = page[max(y - 4, 0) : y + height + 4, max(x - 4, 0) : x + width + 4].reshape(-1, 3)
        if not around.size:
            continue
        paper = np.percentile(around, 80, axis=0).astype(np.uint8)
        part = blank[rows, columns]
        part[~printed[rows, columns]] = paper
    done, encoded = cv2.imencode(".png", blank)
    if not done:
        raise AssertionError("an eight-bit BGR picture can always be encoded")
    return encoded.tobytes()
