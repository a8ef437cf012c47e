"""Rows of headings without a grid: on a bar, over a ruling, or words that head columns everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.find_fills import Fill
from ocr_service.reading.proposing.label_text import ends_as_label, has_figure, has_letter
from ocr_service.reading.proposing.label_words import find_word
from ocr_service.reading.proposing.page_lines import TextLine

_LEAST_HEADINGS: Final = 3
_LONGEST_HEADING: Final = 24
_SAME_EDGE_MM: Final = 2.0
_RULING_BELOW_MM: Final = 4.0
_WORDS_ALONE: Final = 4
_MARGIN_MM: Final = 1.5
_LOW_CELL: Final = 4.0
_LEAST_IN_CELLS: Final = 2
# A ruling between two columns is thinner than this.
_LEAST_APART_MM: Final = 1.5


@dataclass(frozen=True, kw_only=True)
class Heading:
    """`texts` from left to right; `bar` is all that they stand on; `edges` of the columns where the bar has them."""

    texts: tuple[TextLine, ...]
    bar: Rect
    edges: tuple[float, ...]


def find_headings(
    lines: Sequence[TextLine], fills: Sequence[Fill], level: Sequence[Rect], cells: Sequence[Rect], scale: float
) -> list[Heading]:
    """From top to bottom; `level` are joined level rulings, `cells` ruled cells, `scale` is pixels per millimetre."""
    found = []
    for row in _rows(lines):
        if len(row) < _LEAST_HEADINGS or not all(_may_head(line.text) for line in row):
            continue
        heading = _on_fills(row, fills, scale)
        if heading is None and not _in_cells(row, cells) and not _over_frames(row, cells, scale):
            heading = _over_ruling(row, level, scale) or _known_words(row, scale)
        if heading is not None:
            found.append(heading)
    return found


def _rows(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.centre):
        if rows and abs(line.centre - rows[-1][0].centre) <= 0.4 * rows[-1][0].height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _in_cells(row: list[TextLine], cells: Sequence[Rect]) -> bool:
    """Whether words stand in cells of their own: a grid that is no table is none by its words either."""
    held = [
        cell
        for line in row
        for cell in cells
        if cell.holds((line.left + line.right) / 2, line.centre) and cell.height <= _LOW_CELL * line.height
    ]
    return len(held) >= _LEAST_IN_CELLS


def _over_frames(row: list[TextLine], cells: Sequence[Rect], scale: float) -> bool:
    """Whether each word stands over a frame of its own, apart from its neighbours': a label over a box to fill in."""
    frames = []
    for line in row:
        under = [
            cell
            for cell in cells
            if cell.left - _SAME_EDGE_MM * scale <= line.left
            and line.right <= cell.right + _SAME_EDGE_MM * scale
            and -0.4 * line.height <= cell.top - line.bottom <= _RULING_BELOW_MM * scale
        ]
        if not under:
            return False
        frames.append(min(under, key=lambda cell: cell.top))
    return all(other.left - one.right > _LEAST_APART_MM * scale for one, other in pairwise(frames))


def _may_head(text: str) -> bool:
    short = len(text) <= _LONGEST_HEADING
    return short and (has_letter(text) or text.strip() == "#") and not has_figure(text) and not ends_as_label(text)


def _on_fills(row: list[TextLine], fills: Sequence[Fill], scale: float) -> Heading | None:
    """One bar under all headings, or one piece of it under each."""
    under = []
    for line in row:
        x = (line.left + line.right) / 2
        under.append(next((fill.rect for fill in fills if fill.rect.holds(x, line.centre)), None))
    rects = [rect for rect in under if rect is not None]
    if len(rects) < len(row):
        return None
    height = rects[0].height
    same = [
        fill.rect
        for fill in fills
        if abs(fill.rect.top - rects[0].top) <= _SAME_EDGE_MM * scale and abs(fill.rect.height - height) <= 0.3 * height
    ]
    beside = sorted((rect for rect in same if rect.height <= 4 * row[0].height), key=lambda rect: rect.left)
    if not beside or any(rect not in beside for rect in rects):
        return None
    bar = Rect(left=beside[0].left, top=rects[0].top, right=beside[-1].right, bottom=max(r.bottom for r in rects))
    edges: tuple[float, ...] = ()
    if len({rect.left for rect in rects}) == len(row) and len(beside) >= len(row):
        inner = [(a.right + b.left) / 2 for a, b in pairwise(beside)]
        edges = (bar.left, *inner, bar.right) if len(beside) == len(row) else ()
    return Heading(texts=tuple(row), bar=bar, edges=edges)


def _over_ruling(row: list[TextLine], level: Sequence[Rect], scale: float) -> Heading | None:
    bottom = max(line.bottom for line in row)
    under = [
        one
        for one in level
        if -0.4 * row[0].height <= one.top - bottom <= _RULING_BELOW_MM * scale
        and one.left <= row[0].left + _SAME_EDGE_MM * scale
        and one.right >= row[-1].right - _SAME_EDGE_MM * scale
    ]
    if not under:
        return None
    ruling = min(under, key=lambda one: one.top)
    top = min(line.top for line in row)
    return Heading(
        texts=tuple(row), bar=Rect(left=ruling.left, top=top, right=ruling.right, bottom=ruling.bottom), edges=()
    )


def _known_words(row: list[TextLine], scale: float) -> Heading | None:
    """Without any line: enough words that are known as labels, and hardly another."""
    known = sum(find_word(line.text) is not None for line in row)
    if known < _WORDS_ALONE or known < 0.75 * len(row):
        return None
    margin = _MARGIN_MM * scale
    bar = Rect(
        left=row[0].left - margin,
        top=min(line.top for line in row),
        right=row[-1].right + margin,
        bottom=max(line.bottom for line in row),
    )
    return Heading(texts=tuple(row), bar=bar, edges=())
