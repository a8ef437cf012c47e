"""What was written or printed into a zone, apart from what stands on every blank copy of the form.

Sizes are in millimetres so that the same rules hold from 100 to 600 dpi.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.clean_page import Mask, to_grey
from ocr_service.reading.ink.darkness import darkness_of, ink_threshold, is_plain
from ocr_service.reading.ink.find_print import PRINT_TOLERANCE_MM, find_print
from ocr_service.reading.ink.find_rulings import find_rulings
from ocr_service.reading.ink.percentiles import percentile_of_each_channel
from ocr_service.reading.pages import Crop, Pixels

# Dots of a matrix printer lie up to this far apart and belong to one stroke.
DOT_PITCH_MM: Final = 0.3
# A stroke that counts as ink: smaller than a hyphen, larger than dust (both after dots are joined).
SMALLEST_STROKE_MM2: Final = 0.1
# What lies wholly within this distance of the zone's edge is left of a ruling or of a neighbour, not an entry.
EDGE_MM: Final = 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class Ink:
    """The ink in a zone.

    `pixels` is the zone with pre-printed parts painted over, (height, width, 3) BGR. `mask` (height, width) is true
    on ink. `area_mm2` is the area of all strokes that count; 0 where the zone is blank. `printed` says that print
    other than rulings was found and left out.
    """

    pixels: Pixels
    mask: Mask
    area_mm2: float
    printed: bool = False

    @cached_property
    def paper(self) -> NDArray[np.uint8]:
        """The paper's colour (BGR)."""
        return paper_colour(self.pixels)

    @property
    def blank(self) -> bool:
        return self.area_mm2 == 0.0


def find_ink(crop: Crop, *, keep_print: bool = False) -> Ink:
    """The ink of a crop; labels, rulings and units that its reference shows too are not ink.

    With `keep_print` only rulings are left out: the printed 年月日 of a date belong to what is read.
    """
    scale = crop.dpi / MM_PER_INCH
    grey = to_grey(crop.pixels)
    if is_plain(grey):
        return Ink(pixels=crop.pixels, mask=np.zeros(grey.shape, np.bool_), area_mm2=0.0)
    darkness = darkness_of(grey, scale)
    dark = darkness >= ink_threshold(darkness)
    if not dark.any():
        return Ink(pixels=crop.pixels, mask=dark, area_mm2=0.0)
    rulings = find_rulings(dark, scale)
    printed = rulings.copy()
    if crop.reference is not None and not keep_print:
        printed |= find_print(dark, crop.reference, scale)
    mask = dark & ~printed
    mask |= _bridge_strokes(mask, dark & printed, scale)
    strokes = strokes_that_count(mask & ~_remains_at_edge(mask, scale), scale)
    return Ink(
        printed=bool((printed & ~rulings).any()),
        pixels=paint_over(crop.pixels, printed & ~mask),
        mask=mask & strokes,
        area_mm2=float(np.count_nonzero(mask & strokes)) / scale**2,
    )


def _bridge_strokes(mask: Mask, removed: Mask, scale: float) -> Mask:
    """Parts of removed print that a stroke crosses: without them an entry written over a ruling falls apart."""
    if not removed.any():
        return removed
    # As wide as a ruling with the tolerance on both sides of it.
    gap = max(3, round((2 * PRINT_TOLERANCE_MM + 0.8) * scale)) | 1
    closed = cv2.morphologyEx(mask.view(np.uint8), cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8))
    return (closed > 0) & removed


def _remains_at_edge(mask: Mask, scale: float) -> Mask:
    """Ink wholly within `EDGE_MM` of the zone's edge: a ragged ruling, the feet of the line above."""
    edge = max(1, round(EDGE_MM * scale))
    count, parts = cv2.connectedComponents(mask.view(np.uint8), connectivity=8)
    reaching_in = np.zeros(count, np.bool_)
    reaching_in[parts[edge:-edge, edge:-edge] if min(mask.shape) > 2 * edge else parts] = True
    return np.asarray(mask & ~reaching_in[parts])


def strokes_that_count(mask: Mask, scale: float) -> Mask:
    """The mask without dust: only strokes of at least `SMALLEST_STROKE_MM2` and what lies close to one."""
    pitch = max(1, round(DOT_PITCH_MM * scale))
    joined = cv2.morphologyEx(mask.view(np.uint8), cv2.MORPH_CLOSE, np.ones((pitch + 1, pitch + 1), np.uint8))
    # Closing with an even size moves everything by a pixel: a minus sign one pixel high would be gone.
    joined = cv2.bitwise_or(joined, mask.view(np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= max(2.0, SMALLEST_STROKE_MM2 * scale**2)
    large[0] = False
    if not large.any():
        return np.zeros(mask.shape, np.bool_)
    # A point or comma is smaller than the limit but stands beside a digit.
    reach = 2 * max(1, round(1.0 * scale)) + 1
    beside = cv2.dilate(large[parts].view(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    near = np.zeros(count, np.bool_)
    near[parts[beside]] = True
    near[0] = False
    return np.asarray((large | near)[parts] & (joined > 0))


def paint_over(pixels: Pixels, where: Mask) -> Pixels:
    """A copy with `where` (and its soft edge) in the colour of the paper."""
    if not where.any():
        return pixels
    painted = pixels.copy()
    edge = cv2.dilate(where.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    painted[edge] = paper_colour(pixels)
    return painted


def paper_colour(pixels: Pixels) -> NDArray[np.uint8]:
    """The paper's colour: the upper quartile of each channel, which ink does not reach in a zone."""
    return percentile_of_each_channel(pixels, 75).astype(np.uint8)
