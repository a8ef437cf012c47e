"""Tables in a grid of ruled cells: a row of headings over rows of cells with the same edges."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.label_text import is_label
from ocr_service.reading.proposing.page_lines import TextLine

_SAME_EDGE_MM: Final = 1.5
_LEAST_COLUMNS: Final = 3
_LEAST_ROWS: Final = 2
# The heading cells that hold words; one or two may be left empty.
_LEAST_HEADED: Final = 0.6
_EVEN_ROWS: Final = 0.12
RowsBy = Literal["grid", "rulings", "text"]


@dataclass(frozen=True, kw_only=True)
class FoundTable:
    """`header` and `rows` are cells from left to right; `rows_by` says how the rows of a copy are found."""

    header: tuple[Rect, ...]
    rows: tuple[tuple[Rect, ...], ...]
    rows_by: RowsBy

    @property
    def cells(self) -> tuple[Rect, ...]:
        return (*self.header, *(cell for row in self.rows for cell in row))


def find_tables(cells: list[Rect], lines: list[TextLine], scale: float) -> list[FoundTable]:
    """The tables among the cells; `scale` is pixels per millimetre."""
    tolerance = _SAME_EDGE_MM * scale
    rows = rows_of(cells, tolerance)
    tables: list[FoundTable] = []
    index = 0
    while index < len(rows):
        body = _rows_below(rows, index, tolerance)
        if len(body) >= _LEAST_ROWS and _is_header(rows[index], body[0], lines):
            tables.append(_table(tuple(rows[index]), body))
            index += 1 + len(body)
        elif len(body) > _LEAST_ROWS and (header := _headings_above(rows[:index], rows[index], lines, tolerance)):
            run = [rows[index], *body]
            tables.append(_table(header, run))
            index += len(run)
        else:
            index += 1
    return tables


def apart(tables: Sequence[FoundTable]) -> list[FoundTable]:
    """The tables whose bodies share no ground with one before them."""
    kept: list[FoundTable] = []
    for table in tables:
        if not any(_share_ground(table, other) for other in kept):
            kept.append(table)
    return kept


def _share_ground(one: FoundTable, other: FoundTable) -> bool:
    first, last = one.rows[0][0], one.rows[-1][-1]
    top_left, bottom_right = other.rows[0][0], other.rows[-1][-1]
    across = min(last.right, bottom_right.right) > max(first.left, top_left.left)
    return across and min(last.bottom, bottom_right.bottom) > max(first.top, top_left.top)


def _table(header: tuple[Rect, ...], body: list[list[Rect]]) -> FoundTable:
    return FoundTable(header=header, rows=tuple(map(tuple, body)), rows_by="grid" if _is_even(body) else "rulings")


def _is_even(body: list[list[Rect]]) -> bool:
    heights = [row[0].height for row in body]
    return max(heights) - min(heights) <= max(_EVEN_ROWS * float(np.median(heights)), 2.0)


def _headings_above(
    rows: list[list[Rect]], first: list[Rect], lines: list[TextLine], tolerance: float
) -> tuple[Rect, ...]:
    """The cells right above the columns where headings are merged or of two storeys; nothing unless all have words."""
    above = [cell for row in rows for cell in row if 0 <= first[0].top - cell.bottom <= tolerance]
    found = []
    for cell in first:
        middle = (cell.left + cell.right) / 2
        over = next((one for one in above if one.left <= middle <= one.right), None)
        if over is None or not _is_heading(text_in(over, lines)):
            return ()
        found.append(Rect(left=cell.left, top=over.top, right=cell.right, bottom=over.bottom))
    return tuple(found)


def _is_heading(text: str) -> bool:
    """Words without figures."""
    return any(letter.isalpha() for letter in text) and not any(letter.isdigit() for letter in text)


def rows_of(cells: list[Rect], tolerance: float) -> list[list[Rect]]:
    """Cells that stand side by side between the same two heights, from top to bottom."""
    rows: list[list[Rect]] = []
    for cell in sorted(cells, key=lambda cell: (cell.top, cell.left)):
        for row in rows:
            if abs(row[0].top - cell.top) <= tolerance and abs(row[0].bottom - cell.bottom) <= tolerance:
                row.append(cell)
                break
        else:
            rows.append([cell])
    return [sorted(row, key=lambda cell: cell.left) for row in rows]


def _rows_below(rows: list[list[Rect]], index: int, tolerance: float) -> list[list[Rect]]:
    """The rows right below row `index` that have its edges, one after the other without a gap."""
    header, last, found = rows[index], rows[index], []
    if len(header) < _LEAST_COLUMNS:
        return []
    for row in rows[index + 1 :]:
        if not (0 <= row[0].top - last[0].bottom <= tolerance and len(row) == len(header)):
            continue
        pairs = zip(row, header, strict=True)
        if any(abs(a.left - b.left) > tolerance or abs(a.right - b.right) > tolerance for a, b in pairs):
            break
        found.append(row)
        last = row
    return found


def _is_header(row: list[Rect], first: list[Rect], lines: list[TextLine]) -> bool:
    """Words in nearly every cell and hardly a figure; labels in the row below would have values of their own."""
    texts = [text_in(cell, lines) for cell in row]
    headed = sum(any(letter.isalpha() for letter in text) for text in texts)
    figures = sum(text[:1].isdigit() for text in texts)
    labels = sum(is_label(text_in(cell, lines)) for cell in first)
    return headed >= _LEAST_HEADED * len(row) and figures <= len(row) // 4 and labels <= len(row) // 4


def lines_in(cell: Rect, lines: list[TextLine]) -> list[TextLine]:
    """The lines whose middle lies in the cell, in reading order."""
    inside = [line for line in lines if cell.holds((line.left + line.right) / 2, line.centre)]
    rows: list[list[TextLine]] = []
    for line in sorted(inside, key=lambda line: line.centre):
        if rows and line.centre - rows[-1][-1].centre < 0.5 * line.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def text_in(cell: Rect, lines: list[TextLine]) -> str:
    """All that stands in the cell as one text."""
    return " ".join(line.text for line in lines_in(cell, lines))
