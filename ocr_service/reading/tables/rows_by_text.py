"""Rows of a table without level rulings: lines of text gathered to rows.

A row begins with an entry that every row has and nobody wraps (a figure, a code: see `anchor_columns`). Other lines
belong to the row that they stand beside; what stands beside none is the wrapped line of the row that it is nearest to.
What could as well be a row of its own becomes one that a person looks at: nothing is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ocr_service.forms.geometry import Box
from ocr_service.forms.template import Column
from ocr_service.reading.tables.claim_words import Word, claim_words
from ocr_service.reading.tables.found_rows import (
    MERGED,
    MERGED_UNCLEAR,
    FoundCell,
    FoundRow,
    anchor_columns,
    is_free_text,
)
from ocr_service.reading.tables.table_body import Mask, TableBody

# Lines share so much of the lower one's height where they stand side by side.
_BESIDE: Final = 0.4
# Of a wrapped entry whose middle line is its row's, the others share so much.
_PARTLY_BESIDE: Final = 0.22
# A wrapped line follows within so many times its height; a line farther off may be a row of its own.
_WRAPS_WITHIN: Final = 1.1
# The next row's line must be so much nearer than the row's above for a line to belong to the next.
_CLEARLY_NEARER: Final = 0.7
# Words with less ink (mm2) are specks or a point that fell off.
_SPECK_MM2: Final = 0.12
# A dash alone begins no row.
_LOWEST_MM: Final = 1.0
_DOUBTFUL_ROW: Final = 0.5
_PAD_MM: Final = 0.8


@dataclass(kw_only=True, eq=False)
class TextLine:
    """Words of one column side by side; bounds in pixels, down the picture."""

    column: int
    words: list[Word]

    @property
    def top(self) -> int:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> int:
        return max(word.bottom for word in self.words)

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def beside(self, other: "TextLine") -> float:
        """The share of the lower line's height that both lines have in common."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared / max(1, min(self.height, other.height))


@dataclass(kw_only=True, eq=False)
class TextRow:
    """The lines of one row. `anchors` are those that it was found by."""

    anchors: list[TextLine]
    lines: list[TextLine] = field(default_factory=list)
    confidence: float = 1.0

    @property
    def top(self) -> int:
        return min(line.top for line in self.lines)

    @property
    def bottom(self) -> int:
        return max(line.bottom for line in self.lines)

    def of_column(self, column: int) -> list[TextLine]:
        return [line for line in self.lines if line.column == column]


def rows_by_text(body: TableBody, ink: Mask, columns: Sequence[Column], parted: Sequence[bool]) -> list[FoundRow]:
    """The rows from top to bottom; `ink` is the body's without rulings and without lines drawn through.

    `parted` says of each two neighbouring columns whether an upright ruling stands between them.
    """
    edges = [(body.column(column.left), body.column(column.right)) for column in columns]
    lines = find_lines(claim_words(ink, edges, parted, body.scale), body.scale)
    rows = gather_rows(lines, tuple(columns), body.scale)
    return [_found(index, rows, body, columns) for index in range(len(rows))]


def find_lines(words: Sequence[Word], scale: float) -> list[TextLine]:
    """The words gathered to lines, column by column."""
    lines: list[TextLine] = []
    for word in sorted(words, key=lambda word: (word.column, -word.area)):
        if word.area < _SPECK_MM2 * scale**2:
            continue
        own = TextLine(column=word.column, words=[word])
        home = next((line for line in lines if line.column == word.column and line.beside(own) >= 0.5), None)
        if home is None:
            lines.append(own)
        else:
            home.words.append(word)
    return sorted(lines, key=lambda line: line.top)


def gather_rows(lines: Sequence[TextLine], columns: tuple[Column, ...], scale: float) -> list[TextRow]:
    """Rows from top to bottom, every line in exactly one of them; `scale` is pixels per mm."""
    anchors, sure = anchor_columns(columns)
    rows: list[TextRow] = []
    telling = [line for line in lines if line.column in anchors and line.height >= _LOWEST_MM * scale]
    for line in telling:
        home = max(rows, key=lambda row: _beside(line, row.anchors), default=None)
        if home is not None and _beside(line, home.anchors) >= _BESIDE:
            home.anchors.append(line)
            home.lines.append(line)
        else:
            rows.append(TextRow(anchors=[line], lines=[line], confidence=sure))
    left_over = [line for line in lines if line not in telling]
    for least in (_BESIDE, _PARTLY_BESIDE):
        left_over = [line for line in left_over if not _join_beside(line, rows, least)]
    orphans = [line for line in left_over if not _join_as_wrapped(line, rows, columns)]
    rows += _rows_of_their_own(orphans)
    for row in rows:
        if len(anchors) > 1 and len({line.column for line in row.anchors}) * 2 <= len(anchors):
            row.confidence = min(row.confidence, 0.9)
    return sorted(rows, key=lambda row: row.top)


def _beside(line: TextLine, others: Sequence[TextLine]) -> float:
    return max((line.beside(other) for other in others), default=0.0)


def _join_beside(line: TextLine, rows: Sequence[TextRow], least: float) -> bool:
    home = max(rows, key=lambda row: _beside(line, row.anchors), default=None)
    if home is None or _beside(line, home.anchors) < least:
        return False
    home.lines.append(line)
    return True


def _join_as_wrapped(line: TextLine, rows: Sequence[TextRow], columns: Sequence[Column]) -> bool:
    """Puts a line that stands beside no row's figures to the row that it is a wrapped line of; False where to none."""
    if not is_free_text(columns[line.column]):
        return False
    above = [row for row in rows if row.anchors[0].top <= line.top]
    below = [row for row in rows if row.anchors[0].top > line.top]
    gaps: list[tuple[float, TextRow]] = []
    for row, over in [(above[-1:], True), (below[:1], False)]:
        for home in row:
            own = home.of_column(line.column) or home.anchors
            gap = line.top - max(one.bottom for one in own) if over else min(one.top for one in own) - line.bottom
            gaps.append((gap * (1.0 if over else 1.0 / _CLEARLY_NEARER), home))
    near = [(gap, home) for gap, home in gaps if gap <= _WRAPS_WITHIN * line.height]
    if not near:
        return False
    min(near, key=lambda one: one[0])[1].lines.append(line)
    return True


def _rows_of_their_own(lines: Sequence[TextLine]) -> list[TextRow]:
    rows: list[TextRow] = []
    for line in lines:
        home = next((row for row in rows if _beside(line, row.lines) >= _BESIDE), None)
        if home is None:
            rows.append(TextRow(anchors=[line], lines=[line], confidence=_DOUBTFUL_ROW))
        else:
            home.lines.append(line)
    return rows


def _found(index: int, rows: Sequence[TextRow], body: TableBody, columns: Sequence[Column]) -> FoundRow:
    row, taken = rows[index], 0.0
    cells = []
    for number, column in enumerate(columns):
        own = row.of_column(number)
        top, bottom = _upright_bounds(own or row.anchors, number, [*rows[:index], *rows[index + 1 :]], body)
        cell, taken = bounded_cell(body, column, [word for line in own for word in line.words], top, bottom, taken)
        cells.append(cell)
    return FoundRow(cells=tuple(cells), confidence=row.confidence)


def bounded_cell(
    body: TableBody, column: Column, words: Sequence[Word], top: float, bottom: float, taken: float
) -> tuple[FoundCell, float]:
    """A cell between `top` and `bottom` (mm), as wide as its column or as its words, and how far it takes the row.

    `taken` is how far, in mm, the text of the cells to the left reaches.
    """
    left, right = max(column.left, taken), column.right
    over = [word for word in words if word.runs_over]
    if words:
        left = max(taken, min(left, body.x_mm(min(word.left for word in words)) - 0.4))
        right = max(right, body.x_mm(max(word.right for word in over)) + 0.4) if over else right
    covered = right - left < 1.0
    reasons = (MERGED,) if over or taken > column.left + 1.0 else ()
    if any(word.unclear for word in words):
        reasons = (MERGED_UNCLEAR,)
    if covered:
        left, right = column.left, column.right
    box = Box(x=left, y=top, width=right - left, height=max(bottom - top, 0.5))
    return FoundCell(box=box, empty=covered, reasons=reasons), max(taken, right if over else 0.0)


def _upright_bounds(
    own: Sequence[TextLine], column: int, others: Sequence[TextRow], body: TableBody
) -> tuple[float, float]:
    """Top and bottom of a cell in mm: its lines and a little more, at most half way to the neighbours' lines."""
    top, bottom = min(line.top for line in own), max(line.bottom for line in own)
    strange = [line for row in others for line in row.of_column(column)]
    middle = (top + bottom) / 2
    over = max((line.bottom for line in strange if line.top < middle and line.bottom <= top + 2), default=None)
    under = min((line.top for line in strange if line.bottom > middle and line.top >= bottom - 2), default=None)
    pad = _PAD_MM * body.scale
    first = top - pad if over is None else max(top - pad, (top + over) / 2)
    last = bottom + pad if under is None else min(bottom + pad, (bottom + under) / 2)
    return body.y_mm(float(np.clip(first, 0, None))), body.y_mm(last)
