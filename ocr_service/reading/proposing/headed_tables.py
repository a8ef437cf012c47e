"""Tables that have headings and no grid: their columns and rows by stripes, single rulings, or the entries' places."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.find_fills import Fill
from ocr_service.reading.proposing.find_tables import FoundTable, RowsBy
from ocr_service.reading.proposing.page_lines import TextLine
from ocr_service.reading.proposing.table_headings import Heading, find_headings
from ocr_service.reading.proposing.table_rows import (
    EDGE_MM,
    PageMarks,
    rows_by_rulings,
    rows_by_stripes,
    rows_by_text,
)

_LEAST_COLUMN_MM: Final = 4.0
_EVEN: Final = 0.15


def find_headed_tables(lines: Sequence[TextLine], marks: PageMarks, scale: float) -> list[FoundTable]:
    """From top to bottom; `scale` is pixels per millimetre."""
    headings = find_headings(lines, marks.fills, marks.level, marks.cells, scale)
    tables: list[FoundTable] = []
    for index, heading in enumerate(headings):
        if tables and heading.bar.top < tables[-1].rows[-1][0].bottom:
            continue
        end = headings[index + 1].bar.top if index + 1 < len(headings) else float("inf")
        below = [line for line in lines if heading.bar.bottom <= line.centre < end]
        table = _table(heading, below, marks, scale)
        if table is not None:
            tables.append(table)
    return tables


def _table(heading: Heading, below: list[TextLine], marks: PageMarks, scale: float) -> FoundTable | None:
    upright = _dividers(heading, marks.upright, scale)
    bounds, rows_by = _rows(heading, below, marks, upright, scale)
    if not bounds:
        return None
    held = [line for line in below if line.centre < bounds[-1]]
    edges = heading.edges or _of_stripes(heading, marks.fills, bounds[-1]) or _edges(heading, held, upright, scale)
    if edges is None or any(b - a < _LEAST_COLUMN_MM * scale for a, b in pairwise(edges)):
        return None
    header = tuple(_row(edges, heading.bar.top, heading.bar.bottom))
    rows = tuple(tuple(_row(edges, top, bottom)) for top, bottom in pairwise(bounds))
    return FoundTable(header=header, rows=rows, rows_by=rows_by)


def _rows(
    heading: Heading, below: list[TextLine], marks: PageMarks, upright: list[Rect], scale: float
) -> tuple[list[float], RowsBy]:
    """The heights at which rows begin and end, none where there are no rows."""
    # Stripes first: the edges of shaded rows look like rulings.
    if bounds := rows_by_stripes(heading, below, marks.fills, scale):
        return bounds, "grid"
    if bounds := rows_by_rulings(heading, marks.level, scale):
        heights = [b - a for a, b in pairwise(bounds)]
        even = max(heights) - min(heights) <= _EVEN * float(np.median(heights))
        return bounds, "grid" if even else "rulings"
    return rows_by_text(heading, below, marks, upright, scale), "text"


def _row(edges: Sequence[float], top: float, bottom: float) -> list[Rect]:
    return [Rect(left=left, top=top, right=right, bottom=bottom) for left, right in pairwise(edges)]


def _dividers(heading: Heading, upright: Sequence[Rect], scale: float) -> list[Rect]:
    """Upright rulings that begin at the headings and run on below them."""
    bar = heading.bar
    return [
        one
        for one in upright
        if bar.left - EDGE_MM * scale <= one.left <= bar.right + EDGE_MM * scale
        and one.top <= bar.bottom + EDGE_MM * scale
        and one.bottom >= bar.bottom + 2 * bar.height
    ]


def _of_stripes(heading: Heading, fills: Sequence[Fill], bottom: float) -> tuple[float, ...] | None:
    """The edges of shaded cells, where a shaded row has as many as there are headings."""
    inside = [fill.rect for fill in fills if heading.bar.bottom <= (fill.rect.top + fill.rect.bottom) / 2 <= bottom]
    for first in inside:
        row = sorted((one for one in inside if first.holds(first.left, (one.top + one.bottom) / 2)), key=_left)
        if len(row) == len(heading.texts) > 1:
            return (row[0].left, *((a.right + b.left) / 2 for a, b in pairwise(row)), row[-1].right)
    return None


def _left(rect: Rect) -> float:
    return rect.left


def _edges(heading: Heading, held: list[TextLine], upright: list[Rect], scale: float) -> tuple[float, ...] | None:
    """Dividers that part all headings, or the middles of the gaps between the entries; None where entries overlap."""
    bar, texts = heading.bar, heading.texts
    xs = sorted({round((one.left + one.right) / 2) for one in upright})
    inner = [x for x in xs if bar.left + EDGE_MM * scale < x < bar.right - EDGE_MM * scale]
    parted = [sum(a.right <= x <= b.left + 2 for x in inner) for a, b in pairwise(texts)]
    if len(inner) == len(texts) - 1 and all(count == 1 for count in parted):
        return (bar.left, *(float(x) for x in inner), bar.right)
    spans = [[text.left, text.right] for text in texts]
    for line in held:
        index = min(range(len(texts)), key=lambda i: _distance(line, texts[i]))
        spans[index] = [min(spans[index][0], line.left), max(spans[index][1], line.right)]
    middles = [(a[1] + b[0]) / 2 for a, b in pairwise(spans)]
    if any(b[0] - a[1] < -EDGE_MM * scale for a, b in pairwise(spans)):
        return None
    left, right = min(bar.left, spans[0][0] - scale), max(bar.right, spans[-1][1] + scale)
    return (left, *middles, right)


def _distance(line: TextLine, text: TextLine) -> float:
    """How far a heading stands from being over the line; columns may be set to the left, right or middle."""
    if min(line.right, text.right) > max(line.left, text.left):
        return 0.0
    return min(abs(line.left - text.right), abs(text.left - line.right))
