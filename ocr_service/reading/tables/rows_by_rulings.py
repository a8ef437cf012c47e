"""Rows between the level rulings that are on this copy, of any height, with cells merged across rows and columns.

Where a ruling is lost, the lines of text between its neighbours tell the rows apart; such rows are looked at by a
person, and so is anything that stands above the first ruling or below the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from ocr_service.forms.geometry import Box
from ocr_service.forms.template import Column
from ocr_service.reading.tables.claim_words import Word, claim_words
from ocr_service.reading.tables.find_lattice import DOUBLE_MM, DRAWN, LEFT_OUT, LevelRuling, is_ruled
from ocr_service.reading.tables.found_rows import MERGED, MERGED_UNCLEAR, FoundCell, FoundRow, is_free_text
from ocr_service.reading.tables.rows_by_text import bounded_cell, find_lines, gather_rows
from ocr_service.reading.tables.table_body import Mask, TableBody

# Ink beyond the outermost rulings that counts (mm2): more than dust, less than a character.
_LEAST_INK_MM2: Final = 1.0
# A ruling this faint (share of the table's width) may be no ruling.
_FAINT: Final = 0.6
_OPEN_ROW: Final = 0.6
_LOST_RULING: Final = 0.5
_FAINT_RULING: Final = 0.9


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """What parts two rows: `y` in mm at the middle of each column, `drawn` the share drawn along each.

    `confidence` is how sure it is that rows are parted here.
    """

    y: tuple[float, ...]
    drawn: tuple[float, ...]
    confidence: float


def rows_by_rulings(
    body: TableBody, ink: Mask, columns: Sequence[Column], lines: Sequence[LevelRuling], bounds: tuple[float, float]
) -> list[FoundRow]:
    """The rows from top to bottom. `ink` is the body's without rulings and strikes, `bounds` the box's top and bottom.

    `columns` have their edges where this copy has them (mm).
    """
    boundaries = _boundaries(body, ink, columns, lines, bounds)
    rows = []
    for upper, lower in pairwise(boundaries):
        rows += _rows_between(body, ink, columns, upper, lower)
    return _merge_down(body, ink, columns, rows)


@dataclass(frozen=True, kw_only=True)
class _Row:
    upper: Boundary
    lower: Boundary
    found: FoundRow
    words: tuple[Word, ...]


def _boundaries(
    body: TableBody, ink: Mask, columns: Sequence[Column], lines: Sequence[LevelRuling], bounds: tuple[float, float]
) -> list[Boundary]:
    middles = [body.column((column.left + column.right) / 2) for column in columns]
    found = [
        Boundary(
            y=tuple(body.y_mm(line.at[middle]) for middle in middles),
            drawn=line.drawn,
            confidence=1.0 if line.covers >= _FAINT else _FAINT_RULING,
        )
        for line in lines
    ]
    top, bottom = bounds
    for edge, at_top in ((top, True), (bottom, False)):
        nearest = found[0] if at_top and found else found[-1] if found else None
        beyond = (edge, min(nearest.y)) if at_top and nearest else (max(nearest.y), edge) if nearest else bounds
        if beyond[1] - beyond[0] < DOUBLE_MM or not (_has_ink(body, ink, columns, *beyond) or nearest is None):
            continue
        box_edge = Boundary(y=(edge,) * len(columns), drawn=(0.0,) * len(columns), confidence=_OPEN_ROW)
        found = [box_edge, *found] if at_top else [*found, box_edge]
    return found


def _has_ink(body: TableBody, ink: Mask, columns: Sequence[Column], top: float, bottom: float) -> bool:
    left, right = body.column(columns[0].left), body.column(columns[-1].right)
    area = np.count_nonzero(ink[body.row(top + 0.4) : body.row(bottom - 0.4), left:right])
    return bool(area >= _LEAST_INK_MM2 * body.scale**2)


def _rows_between(
    body: TableBody, ink: Mask, columns: Sequence[Column], upper: Boundary, lower: Boundary
) -> list[_Row]:
    """One row, or several where the text between two rulings stands in rows: then a ruling was lost."""
    words = _words_between(body, ink, columns, upper, lower)
    lines = gather_rows(find_lines(words, body.scale), tuple(columns), body.scale)
    anchored = [row for row in lines if row.confidence >= 0.95]
    if len(anchored) < 2 or all(is_free_text(column) for column in columns):
        return [_row(body, columns, upper, lower, words, min(upper.confidence, lower.confidence))]
    edges = [upper]
    for one, other in pairwise(anchored):
        middle = body.y_mm((max(line.bottom for line in one.anchors) + min(line.top for line in other.anchors)) / 2)
        edges.append(Boundary(y=(middle,) * len(columns), drawn=(DRAWN,) * len(columns), confidence=_LOST_RULING))
    edges.append(lower)
    return [
        _row(body, columns, one, other, _words_between(body, ink, columns, one, other), _LOST_RULING)
        for one, other in pairwise(edges)
    ]


def _words_between(
    body: TableBody, ink: Mask, columns: Sequence[Column], upper: Boundary, lower: Boundary
) -> tuple[Word, ...]:
    top, bottom = min(upper.y), max(lower.y)
    first, last = body.row(top), body.row(bottom) + 1
    strip = ink[first:last].copy()
    for column, over, under in zip(columns, upper.y, lower.y, strict=True):
        across = slice(body.column(column.left), body.column(column.right))
        strip[: max(body.row(over) - first, 0), across] = False
        strip[max(body.row(under) - first, 0) :, across] = False
    edges = [(body.column(column.left), body.column(column.right)) for column in columns]
    parted = [
        is_ruled(body, (one.right + other.left) / 2, max(upper.y), min(lower.y)) for one, other in pairwise(columns)
    ]
    return tuple(
        Word(
            left=word.left, top=word.top + first, right=word.right, bottom=word.bottom + first,
            column=word.column, area=word.area, runs_over=word.runs_over, unclear=word.unclear,
        )
        for word in claim_words(strip, edges, parted, body.scale)
    )  # fmt: skip


def _row(
    body: TableBody, columns: Sequence[Column], upper: Boundary, lower: Boundary, words: tuple[Word, ...], sure: float
) -> _Row:
    cells, taken = [], 0.0
    for number, column in enumerate(columns):
        own = [word for word in words if word.column == number and (word.runs_over or word.unclear)]
        cell, taken = bounded_cell(body, column, own, upper.y[number], lower.y[number], taken)
        cells.append(cell)
    return _Row(upper=upper, lower=lower, found=FoundRow(cells=tuple(cells), confidence=sure), words=words)


def _merge_down(body: TableBody, ink: Mask, columns: Sequence[Column], rows: Sequence[_Row]) -> list[FoundRow]:
    """Cells between which the ruling is left out hold one value for all their rows."""
    cells = [list(row.found.cells) for row in rows]
    for number, column in enumerate(columns):
        start = 0
        for index in range(1, len(rows) + 1):
            if index < len(rows) and _spans(rows[index], number):
                continue
            group = range(start, index)
            start = index
            if len(group) > 1:
                _share(cells, rows, group, number, column)
    return [FoundRow(cells=tuple(own), confidence=row.found.confidence) for own, row in zip(cells, rows, strict=True)]


def _spans(row: _Row, number: int) -> bool:
    """Whether the row's upper boundary is left out in the column although it is drawn in others."""
    drawn = row.upper.drawn
    others = [share for index, share in enumerate(drawn) if index != number]
    return drawn[number] <= DRAWN - 0.1 and bool(others) and max(others) >= DRAWN and row.upper.confidence > _OPEN_ROW


def _share(cells: list[list[FoundCell]], rows: Sequence[_Row], group: range, number: int, column: Column) -> None:
    """Gives the rows of `group` one cell, where the text says so or nothing speaks against it."""
    filled = [index for index in group if any(word.column == number for word in rows[index].words)]
    if not filled:
        return
    open_between = [_is_left_out(rows[index].upper, number) for index in group[1:]]
    crossed = [_crosses(rows[index - 1], rows[index], number) for index in group[1:]]
    left_out = all(one or other for one, other in zip(open_between, crossed, strict=True))
    apart = len(filled) == len(group) and not any(crossed)
    if apart and (not left_out or not is_free_text(column)):
        return
    reason = MERGED if left_out else MERGED_UNCLEAR
    first, last = cells[group[0]][number].box, cells[group[-1]][number].box
    box = Box(x=first.x, y=first.y, width=first.width, height=max(last.bottom - first.y, 0.5))
    for index in group:
        whole = FoundCell(box=box, reasons=(reason,)) if left_out else cells[index][number]
        reasons = (reason,) if left_out else (*whole.reasons, reason)
        cells[index][number] = FoundCell(box=whole.box, empty=whole.empty, reasons=reasons)


def _is_left_out(edge: Boundary, number: int) -> bool:
    """Whether there is no ruling in the column although the others have it plainly."""
    return edge.drawn[number] <= LEFT_OUT and sorted(edge.drawn)[-(len(edge.drawn) // 2 + 1)] >= 0.8


def _crosses(above: _Row, below: _Row, number: int) -> bool:
    """Whether text stands across the place where the ruling between two rows would be."""
    ends = [word.bottom for word in above.words if word.column == number]
    begins = [word.top for word in below.words if word.column == number]
    return bool(ends and begins) and min(begins) - max(ends) <= 2
