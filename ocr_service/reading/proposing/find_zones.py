"""All zones of a page: first its tables, then tick boxes, then labels with the places of their values."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.proposal import ProposedField, ProposedTable
from ocr_service.reading.pages import Pixels
from ocr_service.reading.proposing.find_cells import Rect, Rulings, find_cells, join_level
from ocr_service.reading.proposing.find_choices import FoundChoice, find_choices
from ocr_service.reading.proposing.find_combs import Comb, find_combs
from ocr_service.reading.proposing.find_fills import find_fills, settle_cells
from ocr_service.reading.proposing.find_squares import find_squares
from ocr_service.reading.proposing.find_tables import FoundTable, apart, find_tables, lines_in
from ocr_service.reading.proposing.find_underlines import find_underlines
from ocr_service.reading.proposing.fine_ink import fine_ink
from ocr_service.reading.proposing.headed_tables import find_headed_tables
from ocr_service.reading.proposing.page_lines import TextLine
from ocr_service.reading.proposing.page_size import PageSize
from ocr_service.reading.proposing.pair import Pair
from ocr_service.reading.proposing.pair_cells import pair_cells
from ocr_service.reading.proposing.pair_lines import pair_lines
from ocr_service.reading.proposing.reading_order import in_reading_order
from ocr_service.reading.proposing.settle_overlaps import without_overlaps
from ocr_service.reading.proposing.table_rows import PageMarks
from ocr_service.reading.proposing.zones import Names, choice_field, code_fields, field_of, seal_fields, table_of


def find_zones(
    page: Pixels, lines: list[TextLine], rulings: Rulings, size: PageSize
) -> tuple[list[ProposedField], list[ProposedTable]]:
    """Fields in reading order and tables, of a level page (BGR) with its `lines` and `rulings`."""
    scale, ink, names = size.scale, fine_ink(page, size.scale), Names()
    marks = _marks(page, rulings, scale)
    tables = _tables(lines, marks, scale)
    free = _outside(tables, lines)
    taken = [cell for table in tables for cell in table.cells]
    combs = find_combs([cell for cell in marks.cells if not _inside_any(cell, taken)], scale)
    taken += [comb.rect for comb in combs]
    squares = [one for one in find_squares(ink, scale, lines) if not _inside_any(one, taken)]
    choices = find_choices(squares, free)
    free = [line for line in free if not any(_holds(line, part) for choice in choices for part in _words(choice))]
    cells = _free_cells(marks, tables, choices, combs)
    pairs, used = pair_cells(cells, free, scale)
    rest = [line for line in free if line not in used]
    underlines = _underlines(ink, rulings, marks, lines, taken, scale)
    pairs += pair_lines(rest, [cell for cell in cells if not lines_in(cell, used)], underlines, page.shape[1], scale)
    fields = [choice_field(choice, size, names) for choice in choices]
    boxed = {comb.rect: comb.cells for comb in combs}
    fields += [field_of(pair, size, names, cells=boxed.get(pair.zone)) for pair in _ordered(pairs, size)]
    fields += seal_fields(rest, size, names)
    fields += code_fields(page, size, names)
    proposed = [table_of(table, lines, size, names) for table in tables]
    return without_overlaps(fields, proposed), proposed


def _marks(page: Pixels, rulings: Rulings, scale: float) -> PageMarks:
    fills = find_fills(page, scale)
    cells = find_cells(rulings, scale, [fill.rect for fill in fills if fill.dark])
    return PageMarks(level=join_level(rulings.level, scale), upright=rulings.upright, cells=cells, fills=fills)


def _tables(lines: list[TextLine], marks: PageMarks, scale: float) -> list[FoundTable]:
    """Those in a grid, and among what is left those with headings only; no two share ground."""
    ruled = find_tables(list(marks.cells), lines, scale)
    return apart(ruled + find_headed_tables(_outside(ruled, lines), marks, scale))


def _free_cells(
    marks: PageMarks, tables: Sequence[FoundTable], choices: Sequence[FoundChoice], combs: Sequence[Comb]
) -> list[Rect]:
    """Ruled and shaded cells that belong to no table and are no tick box; a comb counts as one cell."""
    rows = [comb.rect for comb in combs]
    other = [box.square for choice in choices for box in choice.boxes] + rows
    return rows + [
        cell
        for cell in settle_cells(list(marks.cells), list(marks.fills))
        if not any(_inside_any(cell, table.cells) or _inside_any(table.header[0], [cell]) for table in tables)
        and not _inside_any(cell, other)
    ]


def _underlines(
    ink: NDArray[np.uint8],
    rulings: Rulings,
    marks: PageMarks,
    lines: list[TextLine],
    taken: Sequence[Rect],
    scale: float,
) -> list[Rect]:
    found = find_underlines(ink, rulings, marks.cells, lines, scale)
    return [one for one in found if not _inside_any(one, taken)]


def _ordered(pairs: list[Pair], size: PageSize) -> list[Pair]:
    return in_reading_order(pairs, lambda pair: size.box(pair.zone))


def _words(choice: FoundChoice) -> list[TextLine]:
    """The parts of lines that name the choice and its boxes."""
    return [part for part in (*(box.words for box in choice.boxes), choice.before) if part is not None]


def _outside(tables: Sequence[FoundTable], lines: list[TextLine]) -> list[TextLine]:
    cells = [cell for table in tables for cell in table.cells]
    return [line for line in lines if not any(cell.holds((line.left + line.right) / 2, line.centre) for cell in cells)]


def _holds(line: TextLine, part: TextLine) -> bool:
    """Whether the part was cut out of the line."""
    return line.top == part.top and line.bottom == part.bottom and line.left <= part.left and part.right <= line.right


def _inside_any(one: Rect, others: Sequence[Rect]) -> bool:
    x, y = (one.left + one.right) / 2, (one.top + one.bottom) / 2
    return any(other.holds(x, y) for other in others)
