"""The inside of a printed tick box, whatever its shape: on the blank form, or on the scan where that shows none."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import PixelBox
from ocr_service.reading.clean_page import Mask

Darkness = NDArray[np.uint8]

# The sides of boxes that are tick boxes, and how much longer than high they may be.
_SMALLEST_MM: Final = 1.6
_LARGEST_MM: Final = 12.0
_LONGEST: Final = 3.5
# A closed outline fills so much of the rectangle around it: a circle pi/4, less where it is drawn coarsely.
_LEAST_FILL: Final = 0.62
# Of what the template calls the box, a closed outline covers at least this.
LEAST_OVERLAP: Final = 0.3
# A side of a box is found where so much of it is dark, this near to where the template has it.
_SIDE_DARK: Final = 0.72
_SIDE_REACH_MM: Final = 0.9
# Between its sides a box has at least this share of what the template calls the box.
_LEAST_INSIDE: Final = 0.4
# Lines fade into the paper: so much at a box's edge is not its inside.
_EDGE_MM: Final = 0.25


def find_closed(dark: Mask, place: PixelBox, scale: float, least_overlap: float = LEAST_OVERLAP) -> Mask | None:
    """The inside of the closed outline (box, circle, oval) at `place`; None where there is none, or a mark divides it.

    `dark` is true on ink, `scale` is pixels per millimetre. What lies in the outline, a letter say, is part of the
    inside.
    """
    count, parts, stats, _ = cv2.connectedComponentsWithStats((~dark).astype(np.uint8), connectivity=4)
    best, best_area = 0, 0
    for part, (x, y, width, height, area) in enumerate(stats[1:count].tolist(), start=1):
        touches = x == 0 or y == 0 or x + width == dark.shape[1] or y + height == dark.shape[0]
        if touches or not _is_box(width, height, scale) or area <= best_area:
            continue
        if _overlap(PixelBox(x, y, width, height), place) >= least_overlap * place.width * place.height:
            best, best_area = part, area
    if not best:
        return None
    inside: NDArray[np.uint8] = np.zeros(dark.shape, np.uint8)
    outlines, _ = cv2.findContours((parts == best).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(inside, outlines, -1, (1,), cv2.FILLED)
    _, _, width, height, _ = stats[best].tolist()
    if np.count_nonzero(inside) < _LEAST_FILL * width * height:
        return None
    return without_edge(inside > 0, scale)


def find_sides(dark: Mask, place: PixelBox, scale: float) -> Mask | None:
    """The inside of a rectangle whose four sides are seen near `place`, marks in it and over it notwithstanding."""
    columns = _find_pair(dark[place.y : place.y + place.height], place.x, place.width, scale)
    rows = _find_pair(dark[:, place.x : place.x + place.width].T, place.y, place.height, scale)
    if columns is None or rows is None:
        return None
    if (columns[1] - columns[0]) * (rows[1] - rows[0]) < _LEAST_INSIDE * place.width * place.height:
        return None
    inside = np.zeros(dark.shape, np.bool_)
    inside[rows[0] : rows[1], columns[0] : columns[1]] = True
    return without_edge(inside, scale)


def rectangle(shape: tuple[int, ...], place: PixelBox, scale: float) -> Mask:
    """The inside of the template's own box, where no print is found."""
    inside = np.zeros(shape, np.bool_)
    inside[place.y : place.y + place.height, place.x : place.x + place.width] = True
    return without_edge(inside, scale)


def without_edge(inside: Mask, scale: float) -> Mask:
    """The mask made smaller by the width in which a line fades; never made empty."""
    side = 2 * max(1, round(_EDGE_MM * scale)) + 1
    smaller = cv2.erode(np.pad(inside, 1).astype(np.uint8), np.ones((side, side), np.uint8))[1:-1, 1:-1] > 0
    return np.asarray(smaller if smaller.any() else inside)


def _is_box(width: int, height: int, scale: float) -> bool:
    low, high = min(width, height), max(width, height)
    return _SMALLEST_MM * scale <= low and high <= _LARGEST_MM * scale and high <= _LONGEST * low


def _overlap(one: PixelBox, other: PixelBox) -> int:
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(0, width) * max(0, height)


def _find_pair(dark: Mask, start: int, length: int, scale: float) -> tuple[int, int] | None:
    """The columns between two upright lines near `start` and `start + length`."""
    share = np.asarray(dark.mean(axis=0))
    reach = max(2, min(round(_SIDE_REACH_MM * scale), length // 3))
    sides = []
    for at in (start, start + length):
        first, end = max(0, at - reach), min(len(share), at + reach + 1)
        lines = np.flatnonzero(share[first:end] >= _SIDE_DARK) + first
        if not len(lines):
            return None
        sides.append(lines)
    # A line has two edges; inside is what lies within the inner ones. Filled boxes have no inner edge: the line is as
    # thick as a line can be.
    thickest = max(1, round(0.5 * scale))
    left = min(int(sides[0][-1]) + 1, int(sides[0][0]) + thickest)
    right = max(int(sides[1][0]), int(sides[1][-1]) + 1 - thickest)
    return (left, right) if right - left >= 2 else None
