"""Rows of small equal boxes for one character each, as forms have them for numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.find_tables import rows_of

# In millimetres.
_LARGEST_MM: Final = (10.0, 14.0)
_MOST_GAP_MM: Final = 1.2
_SAME_EDGE_MM: Final = 1.0
_SAME_WIDTH: Final = 0.25
_MOST_ASPECT: Final = 1.4
_LEAST_CELLS: Final = 4


@dataclass(frozen=True, kw_only=True)
class Comb:
    """`cells` boxes side by side that fill `rect`."""

    rect: Rect
    cells: int


def find_combs(cells: Sequence[Rect], scale: float) -> list[Comb]:
    """The combs among a page's cells; `scale` is pixels per millimetre."""
    small = [
        cell
        for cell in cells
        if cell.width <= _LARGEST_MM[0] * scale
        and cell.height <= _LARGEST_MM[1] * scale
        and cell.width <= _MOST_ASPECT * cell.height
    ]
    combs = []
    for row in rows_of(small, _SAME_EDGE_MM * scale):
        run = [row[0]]
        for cell in [*row[1:], None]:
            if cell is not None and _goes_on(run, cell, scale):
                run.append(cell)
                continue
            if len(run) >= _LEAST_CELLS:
                around = Rect(left=run[0].left, top=run[0].top, right=run[-1].right, bottom=run[0].bottom)
                combs.append(Comb(rect=around, cells=len(run)))
            run = [cell] if cell is not None else []
    return combs


def _goes_on(run: list[Rect], cell: Rect, scale: float) -> bool:
    touches = cell.left - run[-1].right <= _MOST_GAP_MM * scale
    return touches and abs(cell.width - run[0].width) <= _SAME_WIDTH * run[0].width
