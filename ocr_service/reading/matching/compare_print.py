"""Does a page show the print of a template, and of which of two templates that look alike?

All pictures are frames: the reference page at FRAME_DPI, and the scan laid over it.
"""

from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import Box
from ocr_service.reading.clean_page import Mask, adaptive_ink
from ocr_service.reading.pages import Pixels
from ocr_service.reading.placing.reference_page import FRAME_DPI, Print, ReferencePage

# How often printed ink is found on a scan of the right form, and on one of another form (by chance or writing).
_FOUND_IF_PRINTED: Final = 0.85
_FOUND_IF_NOT: Final = 0.2
# Fewer differing pixels than this (about one small character) cannot tell two forms apart.
_LEAST_DIFFERENCE_PX: Final = 60
# Pixels of the frame that a label may lie off after local correction.
_LABEL_REACH_PX: Final = 3


def ink_of(frame: Pixels) -> Mask:
    """Ink on a frame of the scan, thresholded as the reference's is."""
    return adaptive_ink(frame)


def agreement(ink: Mask, reference: Print) -> float:
    """How much of the reference's print is on the scan, beyond what chance gives: about 0 (none) to 1 (all)."""
    near = _widened(ink, 1)
    found = float(near[reference.ink].mean()) if reference.ink.any() else 0.0
    chance = float(near.mean())
    return (found - chance) / max(1.0 - chance, 1e-6)


def label_agreement(frame: Pixels, reference: Print, box: Box) -> float:
    """How alike the scan and the reference are in a label's box: -1 to 1; 1 where the same text stands there.

    Normalised cross-correlation of pieces about two characters long, each at its best place nearby. The lower quartile
    of the pieces counts: a name that differs from the label in a third of its characters must not pass for it.
    """
    x, y, width, height = _printed_part(reference, box)
    if width < 4 or height < 4:
        return 1.0
    pieces = max(1, round(width / (2 * height)))
    edges = np.linspace(x, x + width, pieces + 1).round().astype(int).tolist()
    found = [
        _best_likeness(frame, reference.frame, (left, y, right - left, height))
        for left, right in pairwise(edges)
        if reference.ink[y : y + height, left:right].any()
    ]
    return float(np.percentile(found, 25))


def _printed_part(reference: Print, box: Box) -> tuple[int, int, int, int]:
    """The part of the box, in pixels of the frame, that the label's print covers: x, y, width, height."""
    left, top, width, height = box.to_pixels(FRAME_DPI)
    left, top = max(left, 0), max(top, 0)
    rows, columns = np.nonzero(reference.ink[top : top + height, left : left + width])
    if not len(rows):
        return left, top, 0, 0
    return (
        left + int(columns.min()),
        top + int(rows.min()),
        int(np.ptp(columns)) + 1,
        int(np.ptp(rows)) + 1,
    )


def _best_likeness(frame: Pixels, reference: Pixels, part: tuple[int, int, int, int]) -> float:
    x, y, width, height = part
    piece = _blurred(reference[y : y + height, x : x + width])
    top, left = max(y - _LABEL_REACH_PX, 0), max(x - _LABEL_REACH_PX, 0)
    around = _blurred(frame[top : y + height + _LABEL_REACH_PX, left : x + width + _LABEL_REACH_PX])
    return float(cv2.matchTemplate(around, piece, cv2.TM_CCOEFF_NORMED).max())


def _blurred(pixels: Pixels) -> Pixels:
    """Slightly soft: print that is thicker or thinner on a copy still counts as the same."""
    return cv2.GaussianBlur(pixels, (0, 0), 0.7).astype(np.uint8, copy=False)


def labels_agree(frame: Pixels, page: ReferencePage, reference: Print) -> float | None:
    """The worst agreement of the page's labels, or None where it has none."""
    return min((label_agreement(frame, reference, label.box) for label in page.layout.labels), default=None)


def preference(one: tuple[Mask, Print], other: tuple[Mask, Print], other_in_one: Mask, one_in_other: Mask) -> float:
    """Which of two like templates a scan is of: above 0 the one, below 0 the other, 0 where nothing tells.

    Each is given with the scan's ink on its own frame; `other_in_one` is the other's print laid over the one's frame,
    and the reverse. Only print that the other has not counts: the mean log likelihood ratio over these pixels (nats;
    about 1.5 at most).
    """
    scores = [_only_print(*one, other_in_one), _only_print(*other, one_in_other)]
    pixels = scores[0][1] + scores[1][1]
    if pixels < _LEAST_DIFFERENCE_PX:
        return 0.0
    return (scores[0][0] - scores[1][0]) / pixels


def _only_print(ink: Mask, reference: Print, others: Mask) -> tuple[float, int]:
    """The log likelihood ratio summed over pixels that only this template prints, and their number."""
    only = reference.ink & ~_widened(others, 2)
    pixels = int(np.count_nonzero(only))
    found = int(np.count_nonzero(_widened(ink, 1)[only])) if pixels else 0
    hit = float(np.log(_FOUND_IF_PRINTED / _FOUND_IF_NOT))
    miss = float(np.log((1 - _FOUND_IF_PRINTED) / (1 - _FOUND_IF_NOT)))
    return found * hit + (pixels - found) * miss, pixels


def _widened(mask: Mask, pixels: int) -> Mask:
    kernel = np.ones((2 * pixels + 1, 2 * pixels + 1), np.uint8)
    return cv2.dilate(mask.astype(np.uint8), kernel).astype(np.bool_)
