"""Which strokes at a box belong to it, and how far they go: those that mostly lie in it, though they run out of it."""

import math
from typing import Final

import cv2
import numpy as np

from ocr_service.reading.clean_page import Mask
from ocr_service.reading.marks.find_mark import MarkInk

# A tick is no larger in a large box.
LARGEST_INSIDE_MM2: Final = 30.0
# A stroke is the box's own where so much of its ink lies in the box: one that strikes out a row, or belongs to what is
# written beside, has most of it elsewhere.
_OWN_FROM: Final = 0.5
# What runs straight along so much of a side of the crop, no thicker than this, is a ruling that the blank form's
# picture does not reach to.
_RULING_SPANS: Final = 0.75
_RULING_MM: Final = 0.8


def reach(found: MarkInk) -> float:
    """How far the largest stroke of the box's own goes both ways, as a share of the box (of 30 mm2 where larger)."""
    top, bottom, left, right = extent(found.inside)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(found.ink.astype(np.uint8), connectivity=8)
    inner = np.bincount(parts[found.inside], minlength=count)
    side: float = min(bottom - top, right - left, math.sqrt(LARGEST_INSIDE_MM2) * found.scale)
    longest = 0.0
    for part, (_, _, width, height, area) in enumerate(stats[1:].tolist(), start=1):
        # A line that comes from beyond the crop and goes on beyond it strikes out more than this box.
        passes = width == found.ink.shape[1] or height == found.ink.shape[0]
        if inner[part] >= _OWN_FROM * area and not passes:
            longest = max(longest, min(width, height) / side)
    return min(1.0, longest)


def ink_beside(found: MarkInk) -> float:
    """The ink around the box in mm2, rulings left out."""
    outside = (found.ink & ~found.inside).astype(np.uint8)
    height, width = outside.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(outside, connectivity=8)
    beside = 0
    for _, _, across, down, area in stats[1:count].tolist():
        thin = min(across, down) <= _RULING_MM * found.scale
        if not (thin and (across >= _RULING_SPANS * width or down >= _RULING_SPANS * height)):
            beside += area
    return float(beside / found.scale**2)


def extent(mask: Mask) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of a mask that is not empty; bottom and right are one past the last."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
