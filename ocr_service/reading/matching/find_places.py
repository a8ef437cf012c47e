"""Looks for small patches of a page's print near where they are expected."""

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.pages import Pixels
from ocr_service.reading.placing.reference_page import ANCHOR_PX, FRAME_DPI, Print

_MIN_LIKENESS: Final = 0.55
_FRAME_MM: Final = MM_PER_INCH / FRAME_DPI


def find_places(
    frame: Pixels, printed: Print, anchors: NDArray[np.int64], weights: NDArray[np.float64], reach: int
) -> NDArray[np.float64]:
    """Each anchor that is found on the warped frame: rows as in `AlignedPage.shifts`, shape (n, 5)."""
    half = ANCHOR_PX // 2
    height, width = frame.shape
    rows = []
    for (x, y), weight in zip(anchors.tolist(), weights.tolist(), strict=True):
        patch = printed.frame[y - half : y + half + 1, x - half : x + half + 1]
        top, left = max(y - half - reach, 0), max(x - half - reach, 0)
        around = frame[top : min(y + half + reach + 1, height), left : min(x + half + reach + 1, width)]
        likeness = cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED)
        _, best, _, (column, row) = cv2.minMaxLoc(likeness)
        if best < _MIN_LIKENESS:
            continue
        dx = column + _peak_offset(likeness[row], column) - (x - half - left)
        dy = row + _peak_offset(likeness[:, column], row) - (y - half - top)
        rows.append(((x + 0.5) * _FRAME_MM, (y + 0.5) * _FRAME_MM, dx * _FRAME_MM, dy * _FRAME_MM, weight))
    return np.array(rows, np.float64).reshape(-1, 5)


def _peak_offset(values: NDArray[Any], peak: int) -> float:
    """How far, in pixels (-0.5 to 0.5), the top of the parabola through a peak and its neighbours lies from it."""
    if not 0 < peak < len(values) - 1:
        return 0.0
    before, at, after = (float(value) for value in values[peak - 1 : peak + 2])
    bend = before - 2 * at + after
    return 0.0 if bend >= 0 else float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5))
