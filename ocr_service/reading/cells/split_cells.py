"""A row of equal boxes -> the ink of the character in each, without the lines between the boxes."""

from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.clean_page import Mask
from ocr_service.reading.ink.find_ink import Ink

# The boxes lie this near to where the template has them; each line between two by so much again.
_SHIFT_MM: Final = 1.0
_LINE_SHIFT_MM: Final = 0.4
# A line between boxes is dark over so much of its height, and at most so thick.
_LINE_DARK: Final = 0.6
_LINE_MM: Final = 0.6
# The teeth of a comb are at least this long.
_SHORTEST_MM: Final = 0.8
# A stroke with so much of its ink in one box is that box's, however far it reaches into the next.
_MOSTLY: Final = 0.7
# As wide as a line with what was taken out on both its sides.
_BRIDGE_MM: Final = 1.0
# Less ink than this in a box is dust (mm2).
_DUST_MM2: Final = 0.08


def split_cells(ink: Ink, lines: Mask, cells: int, scale: float) -> list[Mask | None]:
    """The ink of each box from left to right, shape as `ink.mask`; None for an empty box.

    `lines` is true where anything is dark on the scan or the blank form, the lines between the boxes with it; `cells`
    is their number and `scale` pixels per millimetre.
    """
    edges = find_edges(lines, cells, scale)
    mask = _across_lines(ink.mask & ~_left_of_lines(ink.mask, lines, edges, scale), edges, scale)
    count, strokes = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    within = np.array([np.bincount(strokes[:, first:end].ravel(), minlength=count) for first, end in pairwise(edges)])
    mostly = within >= _MOSTLY * np.maximum(1, within.sum(axis=0))
    mostly[:, 0] = False
    shared = ~mostly.any(axis=0)
    shared[0] = False
    parts: list[Mask | None] = []
    for own, (first, end) in zip(mostly, pairwise(edges), strict=True):
        part = own[strokes]
        # Characters that touch are parted at the line.
        part[:, first:end] |= shared[strokes[:, first:end]]
        parts.append(part if np.count_nonzero(part) >= _DUST_MM2 * scale**2 else None)
    return parts


def find_edges(lines: Mask, cells: int, scale: float) -> list[int]:
    """The columns between the boxes and at both ends, `cells` + 1 of them, moved to the lines that are there."""
    width = lines.shape[1]
    upright = np.asarray(lines.mean(axis=0))
    places = np.linspace(0, width - 1, cells + 1)
    reach = round(_SHIFT_MM * scale)
    sums = [
        sum(upright[round(place) + shift] for place in places if 0 <= round(place) + shift < width)
        for shift in range(-reach, reach + 1)
    ]
    best = max(range(len(sums)), key=lambda index: (round(float(sums[index]), 3), -abs(index - reach)))
    return [_nearest_line(upright, round(place) + best - reach, scale) for place in places]


def _nearest_line(upright: NDArray[np.float64], place: int, scale: float) -> int:
    reach = max(1, round(_LINE_SHIFT_MM * scale))
    first, end = max(0, place - reach), min(len(upright), place + reach + 1)
    near = upright[first:end]
    if not len(near) or near.max() < _LINE_DARK:
        return min(max(place, 0), len(upright))
    # The middle of a thick line.
    return first + round(float(np.flatnonzero(near >= 0.95 * near.max()).mean()))


def _across_lines(mask: Mask, edges: list[int], scale: float) -> Mask:
    """The mask with strokes joined again that were cut where they cross a line that was taken out."""
    gap = max(3, round(_BRIDGE_MM * scale)) | 1
    closed = cv2.morphologyEx(np.pad(mask, gap).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    near: NDArray[np.bool_] = np.zeros(mask.shape[1], np.bool_)
    for edge in edges[1:-1]:
        near[max(0, edge - gap) : edge + gap + 1] = True
    return mask | ((closed[gap:-gap, gap:-gap] > 0) & near)


def _left_of_lines(mask: Mask, lines: Mask, edges: list[int], scale: float) -> Mask:
    """What is left of the lines between boxes: upright and thin, along most of what `lines` shows there."""
    left: NDArray[np.bool_] = np.zeros(mask.shape, np.bool_)
    reach, thickest = round(_LINE_SHIFT_MM * scale) + 1, round(_LINE_MM * scale) + 1
    for edge in edges:
        near = slice(max(0, edge - reach), min(mask.shape[1], edge + reach + 1))
        rows = np.asarray(lines[:, near].any(axis=1))
        if np.count_nonzero(rows) < _SHORTEST_MM * scale:
            continue
        there = mask[rows, near]
        dark = np.flatnonzero(there.mean(axis=0) >= _LINE_DARK)
        if len(dark) and dark[-1] - dark[0] < thickest:
            columns = slice(max(0, near.start + int(dark[0]) - 1), near.start + int(dark[-1]) + 2)
            left[rows, columns] = True
    return left & mask
