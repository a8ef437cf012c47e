"""Whose ink is it? What belongs to a zone is kept whole although it leaves the zone; what reaches in is left out.

Printers that pull paper a millimetre too high and hands that write large put an entry across its zone's edge. Strokes
are joined to words; a word belongs to the zone that most of it lies in.
"""

from dataclasses import replace
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH, Box, PixelBox
from ocr_service.reading.clean_page import Mask, to_grey
from ocr_service.reading.ink.find_ink import find_ink, paper_colour
from ocr_service.reading.pages import Crop

# How far around a zone its entry may reach.
REACH_MM: Final = 3.0
# Strokes this near to each other (across, down) belong to one word: a ruling taken out of it leaves such a gap.
_WORD_GAP_MM: Final = (0.9, 0.9)
_EDGE_MM: Final = 0.9
# Paper and pencil differ by more grey levels than this; noise by fewer.
_DARKER: Final = 40
# A neighbour's word reaches in no deeper than this; what does may be this zone's entry grown together with a seal.
_DEEPEST_MM: Final = 1.8
_DEEPEST_SHARE: Final = 0.35
# Less ink than this on the edge (mm2) is no stroke.
_LEAST_EDGE_INK_MM2: Final = 0.05


def crosses_edge(crop: Crop) -> bool:
    """Whether ink that the blank form has not reaches the crop's edge."""
    scale = crop.dpi / MM_PER_INCH
    band = max(1, round(_EDGE_MM * scale))
    grey = to_grey(crop.pixels)
    step = max(1, round(0.4 * scale))
    dark = grey < float(np.median(grey[::step, ::step])) - _DARKER
    if crop.reference is not None:
        printed = crop.reference < 200
        reach = 2 * max(1, round(0.25 * scale)) + 1
        dark &= cv2.dilate(printed.astype(np.uint8), np.ones((reach, reach), np.uint8)) == 0
    edge = int(np.count_nonzero(dark[:band]) + np.count_nonzero(dark[-band:]))
    edge += int(np.count_nonzero(dark[:, :band]) + np.count_nonzero(dark[:, -band:]))
    return edge > _LEAST_EDGE_INK_MM2 * scale**2


def claim_strokes(around: Crop, zone: Box) -> Crop:
    """The zone's own entry, cut from `around` (the zone and REACH_MM more on each side).

    The result covers the zone and as much more as its words need; words of neighbours are painted over.
    """
    scale = around.dpi / MM_PER_INCH
    ink = find_ink(around).mask
    inside = _pixels_of(zone, around)
    gaps = tuple(max(1, round(gap * scale)) for gap in _WORD_GAP_MM)
    joined = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((gaps[1], gaps[0]), np.uint8))
    count, words = cv2.connectedComponents(joined | ink.astype(np.uint8), connectivity=8)
    words[~ink] = 0
    total = np.bincount(words.ravel(), minlength=count)
    within = np.bincount(_cut(words, inside).ravel(), minlength=count)
    own = (2 * within >= total) & (within > 0)
    own[0] = False
    # What runs on beyond the reach is larger than an entry: a seal, a line drawn through.
    ends = own.copy()
    ends[np.concatenate([words[0], words[-1], words[:, 0], words[:, -1]])] = False
    kept = _grown(inside, ends[words])
    shallow = _depths(_cut(words, inside), count) <= min(_DEEPEST_MM * scale, _DEEPEST_SHARE * inside.height)
    shallow[0] = False
    pixels = around.pixels.copy()
    fringe = max(1, round(0.15 * scale))
    # Where an entry's strokes meet a neighbour's, the entry's are kept.
    strange = _widened((~own & shallow)[words], fringe) & ~_widened(own[words], 1)
    pixels[strange] = paper_colour(around.pixels)
    return replace(
        around,
        pixels=np.ascontiguousarray(_cut(pixels, kept)),
        reference=None if around.reference is None else np.ascontiguousarray(_cut(around.reference, kept)),
        box=Box(
            x=around.box.x + kept.x / scale,
            y=around.box.y + kept.y / scale,
            width=kept.width / scale,
            height=kept.height / scale,
        ),
    )


def _depths(words: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """How far, in pixels, each word reaches into the zone from its edge."""
    height, width = words.shape
    rows, columns = np.ogrid[:height, :width]
    depth = np.minimum(np.minimum(rows, height - 1 - rows), np.minimum(columns, width - 1 - columns))
    deepest = np.zeros(count, np.int64)
    inked = words > 0
    np.maximum.at(deepest, words[inked], depth[inked])
    return deepest


def _pixels_of(zone: Box, around: Crop) -> PixelBox:
    height, width = around.pixels.shape[:2]
    across, down = width / around.box.width, height / around.box.height
    left, top = round((zone.x - around.box.x) * across), round((zone.y - around.box.y) * down)
    right = min(width, max(left + 1, round((zone.right - around.box.x) * across)))
    bottom = min(height, max(top + 1, round((zone.bottom - around.box.y) * down)))
    return PixelBox(max(left, 0), max(top, 0), right - max(left, 0), bottom - max(top, 0))


def _cut(pixels: NDArray[Any], box: PixelBox) -> NDArray[Any]:
    return pixels[box.y : box.y + box.height, box.x : box.x + box.width]


def _grown(box: PixelBox, own: Mask) -> PixelBox:
    """The box grown until it covers the zone's own ink, with two pixels to spare."""
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    if not len(rows):
        return box
    top, left = max(min(box.y, int(rows[0]) - 2), 0), max(min(box.x, int(columns[0]) - 2), 0)
    bottom = min(max(box.y + box.height, int(rows[-1]) + 3), own.shape[0])
    right = min(max(box.x + box.width, int(columns[-1]) + 3), own.shape[1])
    return PixelBox(left, top, right - left, bottom - top)


def _widened(mask: Mask, pixels: int) -> Mask:
    kernel = np.ones((2 * pixels + 1,) * 2, np.uint8)
    return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel) > 0)
