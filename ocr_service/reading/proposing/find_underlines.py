"""Places to write on that a line marks: rulings, rows of dots, dashes."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.proposing.find_cells import Rect, Rulings, join_level
from ocr_service.reading.proposing.page_lines import TextLine

# In millimetres.
_LARGEST_DOT_MM: Final = (3.5, 1.0)
_LEAST_DOT_MM: Final = 0.12
_MOST_GAP_MM: Final = 1.8
_LEAST_LENGTH_MM: Final = 10.0
_LEAST_DOTS: Final = 5
# Dots stand in a line, the points of letters do not.
_MOST_SLACK_MM: Final = 0.4
_INNER: Final = (0.1, 0.8)


def find_underlines(
    ink: NDArray[np.uint8], rulings: Rulings, cells: Sequence[Rect], lines: Sequence[TextLine], scale: float
) -> list[Rect]:
    """Level lines that no cell ends with and no letters make, drawn or dotted.

    `ink` is 1 on ink (see `fine_ink`), `scale` is pixels per millimetre.
    """
    drawn = [
        one
        for one in join_level(rulings.level, scale)
        if not _is_cell_edge(one, cells, scale) and not _is_in_print(one, lines)
    ]
    return drawn + _dotted(ink, rulings, scale)


def _is_in_print(ruling: Rect, lines: Sequence[TextLine]) -> bool:
    """Whether the stroke lies in the middle of a line of print: small bold letters run together."""
    y = (ruling.top + ruling.bottom) / 2
    return any(
        line.top + _INNER[0] * line.height < y < line.top + _INNER[1] * line.height
        and min(line.right, ruling.right) - max(line.left, ruling.left) >= 0.9 * ruling.width
        for line in lines
    )


def _is_cell_edge(ruling: Rect, cells: Sequence[Rect], scale: float) -> bool:
    return any(
        cell.left - scale < (ruling.left + ruling.right) / 2 < cell.right + scale
        and min(abs(cell.top - ruling.bottom), abs(cell.bottom - ruling.top)) < 1.5 * scale
        for cell in cells
    )


def _dotted(ink: NDArray[np.uint8], rulings: Rulings, scale: float) -> list[Rect]:
    free = np.where(rulings.mask > 0, 0, ink).astype(np.uint8)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(free, connectivity=8)
    width, height = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT]
    least = _LEAST_DOT_MM * scale
    small = (width <= _LARGEST_DOT_MM[0] * scale) & (height <= _LARGEST_DOT_MM[1] * scale)
    small &= (width >= least) & (height >= least)
    small[0] = False
    if int(small.sum()) < _LEAST_DOTS:
        return []
    dots = small[labels].astype(np.uint8)
    rows = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, round(_MOST_GAP_MM * scale)), np.uint8))
    _, joined, found, _ = cv2.connectedComponentsWithStats(rows, connectivity=8)
    middles = (boxes[small, 0] + width[small] // 2, boxes[small, 1] + height[small] // 2)
    held = np.bincount(joined[middles[1], middles[0]], minlength=len(found))
    return [
        Rect(left=float(x), top=float(y), right=float(x + w), bottom=float(y + h))
        for (x, y, w, h, _), dots_in in zip(found[1:], held[1:], strict=True)
        if w >= _LEAST_LENGTH_MM * scale
        and h <= (_LARGEST_DOT_MM[1] + _MOST_SLACK_MM) * scale
        and dots_in >= _LEAST_DOTS
    ]
