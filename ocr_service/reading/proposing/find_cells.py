"""Rulings of a page and the cells between them, without any template.

A cell is a piece of paper that rulings enclose: what is left inside a ruled area when its rulings are taken out falls
apart into cells, whatever was merged.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ocr_service.reading.clean_page import adaptive_ink, to_grey
from ocr_service.reading.pages import Pixels

# In millimetres.
LEAST_RULING_MM: Final = 7.0
_GAP_MM: Final = 1.2
_LEAST_CELL_MM: Final = (4.0, 3.0)
_LEAST_FILL: Final = 0.8
_THICKEST_MM: Final = 1.6


@dataclass(frozen=True, kw_only=True)
class Rect:
    """Edges in pixels of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True, kw_only=True)
class Rulings:
    """`mask` is 1 on rulings; `level` are the level ones, each as the rectangle that it covers."""

    mask: Pixels
    level: tuple[Rect, ...]


def find_rulings(page: Pixels, scale: float) -> Rulings:
    """The straight lines of a level page; `scale` is pixels per millimetre."""
    ink = adaptive_ink(to_grey(page), window=2 * round(4 * scale) + 1).astype(np.uint8)
    length = round(LEAST_RULING_MM * scale)
    gap = max(3, round(_GAP_MM * scale))
    level = _lines_along(ink, length, gap, round(_THICKEST_MM * scale))
    upright = _lines_along(np.ascontiguousarray(ink.T), length, gap, round(_THICKEST_MM * scale)).T
    _, _, boxes, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    rects = tuple(
        Rect(left=float(x), top=float(y), right=float(x + w), bottom=float(y + h)) for x, y, w, h, _ in boxes[1:]
    )
    return Rulings(mask=(level | upright).astype(np.uint8), level=rects)


def _lines_along(ink: Pixels, length: int, gap: int, thickest: int) -> Pixels:
    """Level strokes of `length` pixels and more, no thicker than `thickest`, lengthened by `gap`."""
    # Only what scanning broke: a wider gap would make rulings of letters that stand close.
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    # A grey heading row or a bar of a code is long, too, but thick.
    thick = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((thickest, 1), np.uint8))
    thin = cv2.subtract(long, cv2.dilate(thick, np.ones((3, 3), np.uint8)))
    return cv2.dilate(thin, np.ones((1, gap), np.uint8)).astype(np.uint8, copy=False)


def find_cells(rulings: Rulings, scale: float) -> list[Rect]:
    """Rectangles that rulings enclose, from top to bottom and from left to right."""
    walls = cv2.dilate(rulings.mask, np.ones((3, 3), np.uint8))
    # Corners where two rulings just miss each other must not let cells run together.
    joint = max(3, round(_GAP_MM * scale))
    walls = cv2.morphologyEx(walls, cv2.MORPH_CLOSE, np.ones((joint, joint), np.uint8))
    height, width = walls.shape
    _, _, boxes, _ = cv2.connectedComponentsWithStats(1 - walls, connectivity=4)
    cells = []
    for x, y, w, h, area in boxes[1:]:
        touches = x == 0 or y == 0 or x + w == width or y + h == height
        if touches or w < _LEAST_CELL_MM[0] * scale or h < _LEAST_CELL_MM[1] * scale or area < _LEAST_FILL * w * h:
            continue
        cells.append(Rect(left=float(x), top=float(y), right=float(x + w), bottom=float(y + h)))
    return sorted(cells, key=lambda cell: (round(cell.top / (2 * scale)), cell.left))
