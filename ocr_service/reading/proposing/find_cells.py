"""Rulings of a page and the cells between them, without any template.

A cell is a piece of paper that rulings enclose: what is left inside a ruled area when its rulings are taken out falls
apart into cells, whatever was merged.
"""

from collections.abc import Sequence
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
_LEAST_CONTRAST: Final = 10
_BREAK_MM: Final = 2.5
_SAME_HEIGHT_MM: Final = 0.6
# Rulings of this share of the page's width part it into cells, though nothing may be drawn at their ends.
_ACROSS: Final = 0.55
_SAME_END_MM: Final = 2.5
_HIGHEST_OPEN_MM: Final = 60.0


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
    """`mask` is 1 on rulings; `level` and `upright` ones each as the rectangle that it covers."""

    mask: Pixels
    level: tuple[Rect, ...]
    upright: tuple[Rect, ...]


def find_rulings(page: Pixels, scale: float) -> Rulings:
    """The straight lines of a level page; `scale` is pixels per millimetre."""
    grey = to_grey(page)
    # The edge of a shade is darker than its surroundings' mean, but no thin stroke (a black-hat transform tells).
    thin = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((_kernel(scale), _kernel(scale)), np.uint8))
    ink = (adaptive_ink(grey, window=2 * round(4 * scale) + 1) & (thin > _LEAST_CONTRAST)).astype(np.uint8)
    length = round(LEAST_RULING_MM * scale)
    gap = max(3, round(_GAP_MM * scale))
    level = _lines_along(ink, length, gap, round(_THICKEST_MM * scale))
    upright = _lines_along(np.ascontiguousarray(ink.T), length, gap, round(_THICKEST_MM * scale)).T
    return Rulings(mask=(level | upright).astype(np.uint8), level=_rects(level), upright=_rects(upright))


def _kernel(scale: float) -> int:
    """Pixels that are wider than any ruling."""
    return round(1.4 * _THICKEST_MM * scale) | 1


def _rects(mask: Pixels) -> tuple[Rect, ...]:
    _, _, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return tuple(
        Rect(left=float(x), top=float(y), right=float(x + w), bottom=float(y + h)) for x, y, w, h, _ in boxes[1:]
    )


def _lines_along(ink: Pixels, length: int, gap: int, thickest: int) -> Pixels:
    """Level strokes of `length` pixels and more, no thicker than `thickest`, lengthened by `gap`."""
    # Only what scanning broke: a wider gap would make rulings of letters that stand close.
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    # A grey heading row or a bar of a code is long, too, but thick.
    thick = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((thickest, 1), np.uint8))
    thin = cv2.subtract(long, cv2.dilate(thick, np.ones((3, 3), np.uint8)))
    return cv2.dilate(thin, np.ones((1, gap), np.uint8)).astype(np.uint8, copy=False)


def find_cells(rulings: Rulings, scale: float, solid: Sequence[Rect] = ()) -> list[Rect]:
    """Rectangles that rulings enclose, from top to bottom and from left to right; a form's sides may be open.

    `solid` are filled rectangles that stand for rulings at their edges.
    """
    walls: Pixels = np.asarray(cv2.dilate(rulings.mask, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    _close_sides(walls, rulings, scale)
    for one in solid:
        walls[round(one.top) : round(one.bottom), round(one.left) : round(one.right)] = 1
    # Corners where two rulings just miss each other must not let cells run together.
    joint = max(3, round(_GAP_MM * scale))
    walls = np.asarray(cv2.morphologyEx(walls, cv2.MORPH_CLOSE, np.ones((joint, joint), np.uint8)), dtype=np.uint8)
    height, width = walls.shape
    _, _, boxes, _ = cv2.connectedComponentsWithStats(1 - walls, connectivity=4)
    cells = []
    for x, y, w, h, area in boxes[1:]:
        touches = x == 0 or y == 0 or x + w == width or y + h == height
        if touches or w < _LEAST_CELL_MM[0] * scale or h < _LEAST_CELL_MM[1] * scale or area < _LEAST_FILL * w * h:
            continue
        cells.append(Rect(left=float(x), top=float(y), right=float(x + w), bottom=float(y + h)))
    return sorted(cells, key=lambda cell: (round(cell.top / (2 * scale)), cell.left))


def _close_sides(walls: Pixels, rulings: Rulings, scale: float) -> None:
    """Draws the sides that many forms leave out: where rulings across the page end one below the other.

    An upright ruling on one of them shows that they part cells; lines to write on have none.
    """
    across = sorted(
        (ruling for ruling in join_level(rulings.level, scale) if ruling.width >= _ACROSS * walls.shape[1]),
        key=lambda ruling: ruling.top,
    )
    for index, upper in enumerate(across):
        below = [one for one in across[index + 1 :] if one.top - upper.bottom >= _LEAST_CELL_MM[1] * scale]
        for x_of in (_left_of, _right_of):
            same = [one for one in below if abs(x_of(one) - x_of(upper)) <= _SAME_END_MM * scale]
            if not same or same[0].top - upper.bottom > _HIGHEST_OPEN_MM * scale:
                continue
            if any(_meets(one, ruling, scale) for one in rulings.upright for ruling in (upper, same[0])):
                ends = (round(x_of(upper)), round(upper.top)), (round(x_of(same[0])), round(same[0].bottom))
                cv2.line(walls, *ends, [1.0], 3)


def _meets(upright: Rect, level: Rect, scale: float) -> bool:
    """Whether an upright ruling touches or crosses a level one, not at its very end."""
    x, slack = (upright.left + upright.right) / 2, _GAP_MM * scale
    across = level.left + slack < x < level.right - slack
    return across and upright.top - 2 * slack <= level.bottom and upright.bottom + 2 * slack >= level.top


def _left_of(rect: Rect) -> float:
    return rect.left + 1


def _right_of(rect: Rect) -> float:
    return rect.right - 2


def join_level(level: Sequence[Rect], scale: float) -> list[Rect]:
    """Level rulings whose pieces are one: printing and scanning break them, strokes of letters cut them."""
    joined: list[Rect] = []
    for piece in sorted(level, key=lambda piece: piece.left):
        for index, one in enumerate(joined):
            beside = -1 <= piece.left - one.right <= _BREAK_MM * scale
            if beside and abs((piece.top + piece.bottom) - (one.top + one.bottom)) <= 2 * _SAME_HEIGHT_MM * scale:
                joined[index] = Rect(
                    left=one.left,
                    top=min(one.top, piece.top),
                    right=max(one.right, piece.right),
                    bottom=max(one.bottom, piece.bottom),
                )
                break
        else:
            joined.append(piece)
    return joined
