"""Where the rows of a table without a grid lie: at stripes, at single rulings, or at the entries' own pitch."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.find_fills import Fill
from ocr_service.reading.proposing.page_lines import TextLine
from ocr_service.reading.proposing.table_headings import Heading

# How far edges that are one may lie apart, in millimetres.
EDGE_MM: Final = 2.5
# A body's rows follow each other at one pitch; the first may stand a little further from the headings.
_MOST_PITCH: Final = 1.9
_FIRST_PITCH: Final = 3.0
_MOST_ROWS: Final = 200
_STRIPE_SHARE: Final = 0.7


@dataclass(frozen=True, kw_only=True)
class PageMarks:
    """What is on a page besides text: `level` (joined) and `upright` rulings, ruled `cells`, `fills`, in pixels."""

    level: Sequence[Rect]
    upright: Sequence[Rect]
    cells: Sequence[Rect]
    fills: Sequence[Fill]


def rows_by_rulings(heading: Heading, level: Sequence[Rect], scale: float) -> list[float]:
    """Rows between level rulings as wide as the headings; at least two of them."""
    bar, edge = heading.bar, EDGE_MM * scale
    wide = sorted(
        (one.top + one.bottom) / 2
        for one in level
        if one.left <= bar.left + edge and one.right >= bar.right - edge and one.top > bar.bottom + edge
    )
    bounds = [bar.bottom]
    for y in wide:
        pitch = float(np.median(np.diff(bounds))) if len(bounds) > 1 else _FIRST_PITCH * bar.height
        if y - bounds[-1] > _MOST_PITCH * pitch:
            break
        bounds.append(y)
    return bounds if len(bounds) > 2 else []


def rows_by_stripes(heading: Heading, below: list[TextLine], fills: Sequence[Fill], scale: float) -> list[float]:
    """Rows of which every other one is shaded."""
    bar, edge = heading.bar, EDGE_MM * scale
    stripes: list[Rect] = []
    for row in _fill_rows(heading, fills, edge):
        if stripes and row.top - stripes[-1].bottom > 1.6 * stripes[0].height:
            break
        stripes.append(row)
    if len(stripes) < 2:
        return []
    pitch = float(np.median([b.top - a.top for a, b in pairwise(stripes)])) / 2
    before = round((stripes[0].top - bar.bottom) / pitch)
    if before not in (0, 1) or not 0.6 * pitch <= stripes[0].height <= 1.4 * pitch:
        return []
    bottom = stripes[-1].bottom
    # A last row on white paper: text follows at the same pitch.
    if any(
        bottom < line.centre < bottom + pitch and bar.left <= line.left <= line.right <= bar.right for line in below
    ):
        bottom += pitch
    count = max(1, round((bottom - bar.bottom) / pitch))
    return [bar.bottom + (bottom - bar.bottom) * step / count for step in range(count + 1)]


def _fill_rows(heading: Heading, fills: Sequence[Fill], edge: float) -> list[Rect]:
    """Shaded cells side by side that together are about as wide as the headings."""
    bar = heading.bar
    rows: list[list[Rect]] = []
    for fill in sorted((fill.rect for fill in fills), key=lambda rect: rect.top):
        inside = bar.left - edge <= fill.left and fill.right <= bar.right + edge and fill.top >= bar.bottom - edge
        if not inside or fill.height > 3 * bar.height:
            continue
        if rows and fill.top < rows[-1][0].bottom - edge:
            rows[-1].append(fill)
        else:
            rows.append([fill])
    whole = [row for row in rows if sum(one.width for one in row) >= _STRIPE_SHARE * bar.width]
    return [
        Rect(left=bar.left, top=row[0].top, right=bar.right, bottom=max(one.bottom for one in row)) for row in whole
    ]


def rows_by_text(
    heading: Heading, below: list[TextLine], marks: PageMarks, upright: list[Rect], scale: float
) -> list[float]:
    """Rows at the entries' own pitch, to the foot of the upright rulings or to what is no entry."""
    bar = heading.bar
    inner = [line for line in below if bar.left - EDGE_MM * scale <= line.left < bar.right]
    foot = float(np.median([one.bottom for one in upright])) if len(upright) >= 2 else 0.0
    centres: list[float] = []
    for line in sorted(inner, key=lambda line: line.centre):
        if centres and line.centre - centres[-1] < 0.5 * line.height:
            continue
        last = centres[-1] if centres else (bar.top + bar.bottom) / 2
        pitch = float(np.median(np.diff(centres))) if len(centres) > 1 else _FIRST_PITCH * line.height
        limit = _MOST_PITCH * pitch if len(centres) > 1 else pitch + bar.height / 2
        if line.centre - last > limit or _is_wide(line, heading) or _is_cut(last, line.centre, bar, marks, scale):
            break
        if foot and line.centre > foot:
            break
        centres.append(line.centre)
    if len(centres) < 2 and not foot:
        return []
    pitch = float(np.median(np.diff(centres))) if len(centres) > 1 else bar.height
    bottom = foot or min(centres[-1] + pitch / 2, _next_mark(centres[-1], bar, marks))
    count = min(_MOST_ROWS, max(len(centres), int((bottom - bar.bottom) / pitch + 0.3)))
    return [bar.bottom + (bottom - bar.bottom) * step / count for step in range(count + 1)]


def _is_wide(line: TextLine, heading: Heading) -> bool:
    """Whether the line runs under several headings, as no entry does."""
    crossed = [text for text in heading.texts if line.left < text.left and text.right < line.right]
    return len(crossed) >= 2


def _is_cut(last: float, centre: float, bar: Rect, marks: PageMarks, scale: float) -> bool:
    """Whether a ruling across the table or a shaded cell stands between two rows."""
    reach = 0.7 * bar.width
    rulings = [
        one
        for one in marks.level
        if last < one.top < centre and min(one.right, bar.right) - max(one.left, bar.left) > reach
    ]
    return any(one.top > bar.bottom + EDGE_MM * scale for one in rulings)


def _next_mark(centre: float, bar: Rect, marks: PageMarks) -> float:
    return min(
        (one.top for one in marks.level if one.top > centre and one.right > bar.left and one.left < bar.right),
        default=float("inf"),
    )
