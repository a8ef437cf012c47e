"""Streaks: what dirt on the glass of a feeder draws over the whole page, as straight as the paper runs past it.

A printed ruling ends before the paper does, and no printer reaches both edges; a form whose own lines do is told by the
template. The sheet's edge on a wider glass draws such a line, too, but has nothing printed beyond it.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.clean_page import Mask, adaptive_ink
from ocr_service.reading.matching.homography import Matrix, map_points
from ocr_service.reading.pages import Pixels

# On the reduced picture (about 1200 pixels on its longer side; a pixel is a quarter of a millimetre of A4).
# How far beside the streak the paper is looked at, and by how many grey levels the streak differs from both sides.
_BESIDE_PX: Final = 4
_LEAST_DIFFERENCE: Final = 32
# Where paper lies on both sides (within so many grey levels of the page's middle one, on half of its length at least)
# the streak is seen, all along and at its very ends.
_PAPER: Final = 40
_LEAST_CLEAR: Final = 0.5
_LEAST_SHARE: Final = 0.9
_LEAST_SHARE_AT_ENDS: Final = 0.9
_END: Final = 0.03
_STRIDE: Final = 3
# Lines so near the edge are the sheet's own edge and its shadow.
_RIM: Final = 0.03
_MOST: Final = 3
# Print beyond a line: that it lies on the sheet.
_LEAST_INK_PX: Final = 150
# A form's own line covers this share of the way of what would be a streak; places are known to so many pixels.
_PRINTED_SHARE: Final = 0.5
_PLACE_PX: Final = 4
_SAMPLES: Final = 200


def find_streaks(grey: Pixels) -> NDArray[np.float64]:
    """Both ends of each streak on the reduced picture: rows of (x, y, x, y) in its pixels, shape (n, 4)."""
    down = [(x, 0, x, grey.shape[0] - 1) for x in _columns(grey)]
    # A sheet that went in sideways is turned afterwards.
    across = [(0, y, grey.shape[1] - 1, y) for y in _columns(np.ascontiguousarray(grey.T))]
    # Dirt lies here and there; more lines than that are a table that the picture was cut out of.
    return np.array(down + across if len(down + across) <= _MOST else [], np.float64).reshape(-1, 4)


def drop_printed(streaks: NDArray[np.float64], to_frame: Matrix, ink: Mask) -> NDArray[np.float64]:
    """Those that are no lines of the form: `to_frame` leads from the streaks' pixels to those of `ink`, its print."""
    near = np.asarray(cv2.dilate(ink.astype(np.uint8), np.ones((2 * _PLACE_PX + 1,) * 2, np.uint8)), np.uint8)
    return np.array([one for one in streaks if not _is_printed(one, to_frame, near)], np.float64).reshape(-1, 4)


def _is_printed(streak: NDArray[np.float64], to_frame: Matrix, near: Pixels) -> bool:
    way = np.linspace(streak[:2], streak[2:], _SAMPLES)
    places = np.round(map_points(to_frame, way)).astype(np.int64)
    inside = places[((places >= 0) & (places < near.shape[::-1])).all(axis=1)]
    return bool(len(inside)) and float(near[inside[:, 1], inside[:, 0]].mean()) >= _PRINTED_SHARE


def _columns(grey: Pixels) -> list[int]:
    """The middle of each vertical streak."""
    # A streak is alike all along: every third row tells it as well as all of them.
    rows = np.ascontiguousarray(grey[::_STRIDE])
    height, width = rows.shape
    rim, end = round(_RIM * width), max(8, round(_END * height))
    if width < 4 * _BESIDE_PX or height < 4 * end:
        return []
    found = np.zeros(width, np.bool_)
    for picture in (rows, cv2.bitwise_not(rows)):
        stands_out, clear = _stands_out(np.asarray(picture, np.uint8))
        share = stands_out.sum(axis=0) / np.maximum(clear.sum(axis=0), 1)
        ends = np.minimum(stands_out[:end].mean(axis=0), stands_out[-end:].mean(axis=0))
        found |= (clear.mean(axis=0) >= _LEAST_CLEAR) & (share >= _LEAST_SHARE) & (ends >= _LEAST_SHARE_AT_ENDS)
    found[:rim] = found[width - rim :] = False
    columns = np.flatnonzero(found)
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > _BESIDE_PX) + 1) if len(columns) else []
    middles = [int(group[len(group) // 2]) for group in groups]
    return [middle for middle in middles if _has_print_on_both_sides(grey, middle)]


def _stands_out(grey: Pixels) -> tuple[Mask, Mask]:
    """Where a pixel, or the one left or right of it, is darker than the paper beside it; and where there is paper."""
    beside = cv2.copyMakeBorder(grey, 0, 0, _BESIDE_PX, _BESIDE_PX, cv2.BORDER_REPLICATE)
    left, right = beside[:, : -2 * _BESIDE_PX], beside[:, 2 * _BESIDE_PX :]
    lighter, paper = cv2.min(left, right), float(np.median(grey[::5, ::5]))
    clear = (lighter >= paper - _PAPER) & (cv2.max(left, right) <= paper + _PAPER)
    darker = (cv2.subtract(lighter, grey) >= _LEAST_DIFFERENCE).astype(np.uint8)
    return np.asarray(cv2.dilate(darker, np.ones((1, 3), np.uint8)) > 0) & clear, clear


def _has_print_on_both_sides(grey: Pixels, column: int) -> bool:
    rim, beside = round(_RIM * grey.shape[1]), 2 * _BESIDE_PX
    ink = adaptive_ink(grey)
    sides = ink[:, rim : max(rim, column - beside)], ink[:, column + beside : grey.shape[1] - rim]
    return all(np.count_nonzero(side) >= _LEAST_INK_PX for side in sides)
