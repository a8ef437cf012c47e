"""What the blank form shows at a zone too: labels, units, rulings. It is told from the entry stroke by stroke."""

from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.clean_page import Mask
from ocr_service.reading.ink.darkness import darkness_of, ink_threshold, is_plain
from ocr_service.reading.pages import Pixels

# Print on a copy may lie this far from where the reference has it, beyond what alignment corrected.
PRINT_TOLERANCE_MM: Final = 0.2
# A printed stroke is found where so much of it is dark on the copy, and little else is.
SAME_STROKE: Final = 0.7
# So much of the reference's print must be found before it may be taken away: else the reference shows something else.
LEAST_FOUND_PRINT: Final = 0.7


def find_print(dark: Mask, reference: Pixels, scale: float) -> Mask:
    """Ink that the blank form has at the same place, within `PRINT_TOLERANCE_MM` after the best small shift."""
    if is_plain(reference):
        return np.zeros(dark.shape, np.bool_)
    darkness = darkness_of(reference, scale)
    known = darkness >= ink_threshold(darkness)
    if not known.any():
        return np.zeros(dark.shape, np.bool_)
    reach = max(1, round(PRINT_TOLERANCE_MM * scale))
    shifted = _shift(known, *_best_shift(dark, known, 2 * reach))
    print_found, found_share = _found_parts(dark, shifted)
    if found_share < LEAST_FOUND_PRINT:
        return np.zeros(dark.shape, np.bool_)
    return _widen(print_found, reach) & dark


def _found_parts(dark: Mask, known: Mask) -> tuple[Mask, float]:
    """The strokes of the reference that the copy shows too, and how much of its print that is.

    Rulings count where that makes it more, else not: one along the zone's edge lies outside it on many a copy, and
    says nothing about the label that stands in the zone.
    """
    count, parts, stats, _ = cv2.connectedComponentsWithStats(known.view(np.uint8), connectivity=8)
    near_dark, near_known = _widen(dark, 1), _widen(known, 1)
    height, width = dark.shape
    found, ruling = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for part in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[part])
        inside = (slice(y, y + h), slice(x, x + w))
        there = np.count_nonzero(near_dark[inside] & (parts[inside] == part))
        # Where much more stands in its place it is another character; rulings are crossed by entries.
        ruling[part] = w >= 0.6 * width or h >= 0.6 * height
        more = 0 if ruling[part] else np.count_nonzero(dark[inside] & ~near_known[inside])
        found[part] = there >= SAME_STROKE * area and more <= (1 - SAME_STROKE) * area
    areas = stats[:, cv2.CC_STAT_AREA]
    shares = [_share(areas[1:], found[1:]), _share(areas[~ruling][1:], found[~ruling][1:])]
    return found[parts], max(shares)


def _share(areas: NDArray[Any], found: Mask) -> float:
    return float(areas[found].sum()) / max(1.0, float(areas.sum()))


def _widen(mask: Mask, reach: int) -> Mask:
    return cv2.dilate(mask.view(np.uint8), np.ones((2 * reach + 1,) * 2, np.uint8)) > 0


def _best_shift(dark: Mask, known: Mask, reach: int) -> tuple[int, int]:
    """The shift (rows, columns) of `known` within `reach` pixels that covers most of `dark`."""
    rows, columns = np.flatnonzero(known.any(axis=1)), np.flatnonzero(known.any(axis=0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    # Beyond the zone is paper.
    padded = np.zeros((dark.shape[0] + 2 * reach, dark.shape[1] + 2 * reach), np.float32)
    padded[reach:-reach, reach:-reach] = dark
    around = padded[top : bottom + 2 * reach, left : right + 2 * reach]
    score = cv2.matchTemplate(around, known[top:bottom, left:right].astype(np.float32), cv2.TM_CCORR)
    # Between equal scores the smallest shift is the likeliest.
    score = score - 1e-3 * score.max() * _lengths(reach)
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    return int(row) - reach, int(column) - reach


@lru_cache(maxsize=32)
def _lengths(reach: int) -> NDArray[Any]:
    """How long each shift within `reach` is; shape (2 reach + 1, 2 reach + 1)."""
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    return np.asarray(np.hypot(rows, columns))


def _shift(mask: Mask, rows: int, columns: int) -> Mask:
    matrix = np.array([[1, 0, columns], [0, 1, rows]], np.float32)
    return cv2.warpAffine(mask.view(np.uint8), matrix, mask.shape[::-1], flags=cv2.INTER_NEAREST) > 0
