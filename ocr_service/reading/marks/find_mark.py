"""The ink at a tick box that is no print: where the box's inside is, and what was put there."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH, PixelBox
from ocr_service.reading.clean_page import Mask, to_grey
from ocr_service.reading.ink.darkness import darkness_of
from ocr_service.reading.marks.find_box import Darkness, find_closed, find_sides, rectangle
from ocr_service.reading.pages import Crop, Pixels

# Pencil is darker than paper by more than this, a scanner's noise by less (share of the light, of 255).
_PENCIL: Final = 30
# Print is a good deal darker than pencil on most forms; what surrounds a box is its line.
_PRINT: Final = 50
# Coarse and noisy pictures: ink is so many times darker than the paper's own scatter.
_ABOVE_NOISE: Final = 5.0
# Alignment leaves boxes off by less than this; what is found with less correlation is not the box.
_SHIFT_MM: Final = 0.8
_FOUND: Final = 0.4
# A copy's print reaches so much beyond the reference's.
_PRINT_TOLERANCE_MM: Final = 0.2
# On a scan alone, a smaller closed outline may be what a mark leaves of the box.
_UNDIVIDED: Final = 0.6
# A box's line with the soft edges on both its sides.
_LINE_MM: Final = 0.9
# What the reference has in the box is print if the copy has so much of it too; else its author scanned a filled copy.
_SAME_PRINT: Final = 0.7


@dataclass(frozen=True, kw_only=True)
class MarkInk:
    """Masks (height, width) of a crop: `ink` that is no print, the `inside` of the box. `scale` is pixels per mm."""

    ink: Mask
    inside: Mask
    scale: float

    @property
    def within(self) -> Mask:
        return self.ink & self.inside


def find_mark(crop: Crop, margin_mm: float) -> MarkInk:
    """The mark in a crop that shows `margin_mm` around the template's box."""
    scale = crop.dpi / MM_PER_INCH
    darkness = darkness_of(to_grey(crop.pixels), scale)
    dark = darkness > _faintest(darkness)
    height, width = dark.shape
    edge = round(margin_mm * scale)
    place = PixelBox(edge, edge, max(1, width - 2 * edge), max(1, height - 2 * edge))
    reference = None if crop.reference is None else _laid_under(crop.pixels, crop.reference, scale)
    printed = np.zeros(dark.shape, np.bool_) if reference is None else _dark_print(reference, scale)
    inside = _first(find_closed(printed, place, scale), find_sides(printed, place, scale))
    if inside is None and not printed.any():
        # The blank form has nothing here, or there is none: the box itself must be found on the scan.
        outline = np.asarray(darkness > _PRINT)
        whole = find_closed(outline, place, scale, least_overlap=_UNDIVIDED)
        inside = _first(find_sides(outline, place, scale), whole)
        if inside is not None:
            return MarkInk(ink=_clean(dark & ~_line_around(inside, scale)), inside=inside, scale=scale)
    if inside is None:
        inside = rectangle(dark.shape, place, scale)
    return MarkInk(ink=_apart_from(dark, printed, inside, scale), inside=inside, scale=scale)


def _faintest(darkness: Darkness) -> float:
    """From which darkness on a pixel is ink: above the scatter of the paper (median absolute deviation)."""
    middle = float(np.median(darkness))
    scatter = 1.4826 * float(np.median(np.abs(darkness.astype(np.float32) - middle)))
    return min(max(float(_PENCIL), middle + _ABOVE_NOISE * scatter), 3.0 * _PENCIL)


def _dark_print(reference: Pixels, scale: float) -> Mask:
    return np.asarray(darkness_of(reference, scale) > _PENCIL)


def _laid_under(pixels: Pixels, reference: Pixels, scale: float) -> Pixels:
    """The reference, shifted by what its print on the crop is off: up to _SHIFT_MM in each direction."""
    reach = max(1, round(_SHIFT_MM * scale))
    core = reference[reach:-reach, reach:-reach]
    if min(core.shape) < 4 or float(core.std()) < 4:
        return reference
    likeness = cv2.matchTemplate(to_grey(pixels), core, cv2.TM_CCOEFF_NORMED)
    _, best, _, (column, row) = cv2.minMaxLoc(likeness)
    if best < _FOUND:
        return reference
    shift = np.array([[1, 0, column - reach], [0, 1, row - reach]], np.float64)
    size = (reference.shape[1], reference.shape[0])
    return cv2.warpAffine(reference, shift, size, borderMode=cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)


def _first(*found: Mask | None) -> Mask | None:
    return next((one for one in found if one is not None), None)


def _line_around(inside: Mask, scale: float) -> Mask:
    """Where the line of a box runs whose inside is known."""
    side = 2 * max(2, round(_LINE_MM * scale)) + 1
    return np.asarray(cv2.dilate(inside.astype(np.uint8), np.ones((side, side), np.uint8)) > 0) & ~inside


def _apart_from(dark: Mask, printed: Mask, inside: Mask, scale: float) -> Mask:
    """What is dark and no print. In the box the reference's print counts only where the copy shows it as well."""
    within = printed & inside
    if within.any() and np.count_nonzero(within & dark) < _SAME_PRINT * np.count_nonzero(within):
        printed = printed & ~inside
    side = 2 * max(1, round(_PRINT_TOLERANCE_MM * scale)) + 1
    return _clean(dark & (cv2.dilate(printed.astype(np.uint8), np.ones((side, side), np.uint8)) == 0))


def _clean(ink: Mask) -> Mask:
    """Without single pixels, which are a scanner's noise."""
    return np.asarray(cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)) > 0)
