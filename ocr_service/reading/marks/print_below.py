"""Ink apart from the print that it was written over, where print is words and not boxes."""

from typing import Final

import cv2
import numpy as np

from ocr_service.reading.clean_page import Mask
from ocr_service.reading.ink.darkness import darkness_of
from ocr_service.reading.pages import Crop

_PRINT: Final = 30
# After the print was laid to where the copy has it, its edges lie within this distance of the reference's.
_TOLERANCE_MM: Final = 0.25
_SHIFT_MM: Final = 0.8


def find_printed(dark: Mask, crop: Crop, scale: float) -> Mask:
    """Where the blank form's print lies on the copy, with its soft edges; found within `_SHIFT_MM`."""
    if crop.reference is None:
        return np.zeros(dark.shape, np.bool_)
    printed = np.asarray(darkness_of(crop.reference, scale) > _PRINT)
    if not printed.any():
        return printed
    side = 2 * max(1, round(_TOLERANCE_MM * scale)) + 1
    laid = _laid_over(printed, dark, round(_SHIFT_MM * scale)).astype(np.uint8)
    return np.asarray(cv2.dilate(laid, np.ones((side, side), np.uint8)) > 0)


def without_specks(ink: Mask) -> Mask:
    """Without single pixels, which are a scanner's noise."""
    return np.asarray(cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)) > 0)


def _laid_over(printed: Mask, dark: Mask, reach: int) -> Mask:
    """The print, moved by up to `reach` pixels to where most of it is dark."""
    padded = np.pad(dark.astype(np.float32), reach)
    score = np.asarray(cv2.matchTemplate(padded, printed.astype(np.float32), cv2.TM_CCORR))
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    shift = np.array([[1, 0, int(column) - reach], [0, 1, int(row) - reach]], np.float32)
    moved = cv2.warpAffine(printed.astype(np.uint8), shift, printed.shape[::-1], flags=cv2.INTER_NEAREST)
    return np.asarray(moved > 0)
