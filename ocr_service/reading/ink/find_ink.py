"""What was written or printed into a zone, apart from what stands on every blank copy of the form.

Sizes are in millimetres so that the same rules hold from 100 to 600 dpi.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.ink.percentiles import percentile, percentile_of_each_channel
from ocr_service.reading.ink.runs import runs
from ocr_service.reading.pages import Crop, Pixels

Mask = NDArray[np.bool_]
Grey = NDArray[np.uint8]

# Paper grain and JPEG noise stay below this darkness (of 255).
FAINTEST_INK: Final = 24
# Below this brightness the noise of the picture counts for more than the paper's own light.
DARKEST_PAPER: Final = 60.0
# Rulings that the zone was drawn against lie within this distance of its edge, and are not thicker than this.
RULING_EDGE_MM: Final = 1.6
THICKEST_RULING_MM: Final = 0.6
# Dots of a matrix printer lie up to this far apart and belong to one stroke.
DOT_PITCH_MM: Final = 0.3
# A stroke that counts as ink: smaller than a hyphen, larger than dust (both after dots are joined).
SMALLEST_STROKE_MM2: Final = 0.1
# What lies wholly within this distance of the zone's edge is left of a ruling or of a neighbour, not an entry.
EDGE_MM: Final = 0.5
# Print on a copy may lie this far from where the reference has it, beyond what alignment corrected.
PRINT_TOLERANCE_MM: Final = 0.2
# A printed stroke is found where so much of it is dark on the copy, and little else is.
SAME_STROKE: Final = 0.7
# So much of the reference's print must be found before it may be taken away: else the reference shows something else.
LEAST_FOUND_PRINT: Final = 0.7


@dataclass(frozen=True, kw_only=True)
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

    @property
    def blank(self) -> bool:
        return self.area_mm2 == 0.0


def find_ink(crop: Crop, *, keep_print: bool = False) -> Ink:
    """The ink of a crop; labels, rulings and units that its reference shows too are not ink.

    With `keep_print` only rulings are left out: the printed 年月日 of a date belong to what is read.
    """
    scale = crop.dpi / MM_PER_INCH
    darkness = darkness_of(_grey(crop.pixels), scale)
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


def _grey(pixels: Pixels) -> Grey:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def darkness_of(grey: Grey, scale: float) -> Grey:
    """What share of the light that the paper around it throws back is missing at each pixel, 0 to 255.

    A share and not a difference, for ink in a shadow is as dark by it as ink in the light. `scale` is pixels per mm.
    """
    # Paper is the brightest thing within 3 mm; the blur keeps single bright specks from lifting it.
    size = max(3, round(6 * scale)) | 1
    smooth = cv2.GaussianBlur(grey, (0, 0), max(0.6, 0.08 * scale))
    # A quarter of the resolution is plenty for paper and sixteen times cheaper.
    factor = 4 if min(grey.shape) >= 16 else 1
    shrunk = cv2.resize(smooth, (grey.shape[1] // factor, grey.shape[0] // factor), interpolation=cv2.INTER_AREA)
    reach = max(3, size // factor) | 1
    paper = cv2.blur(cv2.dilate(shrunk, np.ones((reach, reach), np.uint8)), (reach, reach))
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    lit = np.maximum(paper.astype(np.float32), DARKEST_PAPER)
    return np.asarray(np.clip(255.0 * (1.0 - grey / lit), 0, 255), dtype=np.uint8)


def ink_threshold(darkness: Grey) -> float:
    """From which darkness on a pixel is ink: two fifths of the darkest strokes, so that faint carbon copies count."""
    return max(float(FAINTEST_INK), 0.4 * percentile(darkness, 99.5))


def find_rulings(dark: Mask, scale: float) -> Mask:
    """Straight lines along the zone's edges, from one end to the other: rulings that the zone was drawn against.

    Lines further inside are rulings only where the reference shows them: a stroke or a seal may run as straight.
    """
    return _lines_along_edges(dark, scale) | _lines_along_edges(dark.T, scale).T


def _lines_along_edges(dark: Mask, scale: float) -> Mask:
    """Horizontal lines near the upper and lower edge."""
    height, width = dark.shape
    found = np.zeros(dark.shape, np.bool_)
    edge, thickest = round(RULING_EDGE_MM * scale), round(THICKEST_RULING_MM * scale) + 1
    if width < 3 * scale or height <= 2 * edge:
        return found
    # A slight skew lets a ruling climb by a pixel or two along the zone.
    joined = cv2.dilate(np.ascontiguousarray(dark).astype(np.uint8), np.ones((3, 1), np.uint8))
    lines = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, max(3, width * 95 // 100)), np.uint8)) > 0
    for first, end in runs(np.asarray(lines.any(axis=1))):
        if end - first <= thickest + 2 and (end <= edge or first >= height - edge):
            found[first:end] = dark[first:end]
    return found


def find_print(dark: Mask, reference: Pixels, scale: float) -> Mask:
    """Ink that the blank form has at the same place, within `PRINT_TOLERANCE_MM` after the best small shift."""
    darkness = darkness_of(_grey(reference), scale)
    known = darkness >= ink_threshold(darkness)
    if not known.any():
        return np.zeros(dark.shape, np.bool_)
    reach = max(1, round(PRINT_TOLERANCE_MM * scale))
    shifted = _shift(known, *_best_shift(dark, known, 2 * reach))
    print_found, print_known = _found_parts(dark, shifted)
    if np.count_nonzero(print_found) < LEAST_FOUND_PRINT * print_known:
        return np.zeros(dark.shape, np.bool_)
    return _widen(print_found, reach) & dark


def _found_parts(dark: Mask, known: Mask) -> tuple[Mask, int]:
    """The strokes of the reference that the copy shows too, and the area of all its strokes."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(known.astype(np.uint8), connectivity=8)
    near_dark, near_known = _widen(dark, 1), _widen(known, 1)
    height, width = dark.shape
    found = np.zeros(count, np.bool_)
    for part in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[part])
        inside = (slice(y, y + h), slice(x, x + w))
        there = np.count_nonzero(near_dark[inside] & (parts[inside] == part))
        # Where much more stands in its place it is another character; rulings are crossed by entries.
        more = np.count_nonzero(dark[inside] & ~near_known[inside]) if w < 0.6 * width and h < 0.6 * height else 0
        found[part] = there >= SAME_STROKE * area and more <= (1 - SAME_STROKE) * area
    return found[parts], int(stats[1:, cv2.CC_STAT_AREA].sum())


def _widen(mask: Mask, reach: int) -> Mask:
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * reach + 1,) * 2, np.uint8)) > 0


def _best_shift(dark: Mask, known: Mask, reach: int) -> tuple[int, int]:
    """The shift (rows, columns) of `known` within `reach` pixels that covers most of `dark`."""
    padded = np.pad(dark.astype(np.float32), reach)
    score = np.asarray(cv2.matchTemplate(padded, known.astype(np.float32), cv2.TM_CCORR))
    # Between equal scores the smallest shift is the likeliest.
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    score = score - 1e-3 * score.max() * np.hypot(rows, columns)
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    return int(row) - reach, int(column) - reach


def _shift(mask: Mask, rows: int, columns: int) -> Mask:
    matrix = np.array([[1, 0, columns], [0, 1, rows]], np.float32)
    return cv2.warpAffine(mask.astype(np.uint8), matrix, mask.shape[::-1], flags=cv2.INTER_NEAREST) > 0


def _bridge_strokes(mask: Mask, removed: Mask, scale: float) -> Mask:
    """Parts of removed print that a stroke crosses: without them an entry written over a ruling falls apart."""
    # As wide as a ruling with the tolerance on both sides of it.
    gap = max(3, round((2 * PRINT_TOLERANCE_MM + 0.8) * scale)) | 1
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8))
    return (closed > 0) & removed


def _remains_at_edge(mask: Mask, scale: float) -> Mask:
    """Ink wholly within `EDGE_MM` of the zone's edge: a ragged ruling, the feet of the line above."""
    edge = max(1, round(EDGE_MM * scale))
    _, parts = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    reaching_in = np.unique(parts[edge:-edge, edge:-edge]) if min(mask.shape) > 2 * edge else np.unique(parts)
    return mask & ~np.isin(parts, reaching_in)


def strokes_that_count(mask: Mask, scale: float) -> Mask:
    """The mask without dust: only strokes of at least `SMALLEST_STROKE_MM2` and what lies close to one."""
    pitch = max(1, round(DOT_PITCH_MM * scale))
    joined = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((pitch + 1, pitch + 1), np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= max(2.0, SMALLEST_STROKE_MM2 * scale**2)
    large[0] = False
    if not large.any():
        return np.zeros(mask.shape, np.bool_)
    # A point or comma is smaller than the limit but stands beside a digit.
    reach = 2 * max(1, round(1.0 * scale)) + 1
    beside = cv2.dilate(large[parts].astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    near = np.zeros(count, np.bool_)
    near[np.unique(parts[beside])] = True
    near[0] = False
    return np.asarray((large | near)[parts] & (joined > 0))


def paint_over(pixels: Pixels, where: Mask) -> Pixels:
    """A copy with `where` (and its soft edge) in the colour of the paper."""
    if not where.any():
        return pixels
    painted = pixels.copy()
    edge = cv2.dilate(where.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    painted[edge] = paper_colour(pixels)
    return painted


def paper_colour(pixels: Pixels) -> NDArray[np.uint8]:
    """The paper's colour: the upper quartile of each channel, which ink does not reach in a zone."""
    return percentile_of_each_channel(pixels, 75).astype(np.uint8)
