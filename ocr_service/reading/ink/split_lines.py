"""A zone's ink -> the lines of text in it, each cut tight: recognisers read tight lines best."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.clean_page import Mask
from ocr_service.reading.ink.find_ink import Ink
from ocr_service.reading.ink.runs import runs
from ocr_service.reading.pages import Pixels

# Thinner bands of ink are parts of a line (the strokes of 二, a dot over i), not lines.
THINNEST_LINE_MM: Final = 1.3
# Strokes of one line lie no further apart than this.
WIDEST_STROKE_GAP_MM: Final = 2.2
# Bands nearer than this share of their common height may be parts of one line: of 台, of print with a dead pin.
NEAR: Final = 0.12
# Margin around the ink as a share of its height.
MARGIN: Final = 0.16
# A lone dash blown up to the recogniser's line height would look like anything; it is shown in a line this high.
LOWEST_LINE_MM: Final = 2.6
# So much of a stroke's ink within the lines lies in the one that it belongs to.
MOSTLY: Final = 0.9
# Longer lines (width to height) are cut at a gap: the recogniser was trained on shorter ones.
LONGEST_LINE: Final = 28.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """One line of text: `pixels` (height, width, 3) BGR, `mask` (height, width) true on its ink.

    `continues` says that the next line goes on in the same line of the paper (a long line was cut).
    """

    pixels: Pixels
    mask: Mask
    continues: bool = False

    @cached_property
    def digest(self) -> bytes:
        """The same for the same pixels."""
        content = np.ascontiguousarray(self.pixels)
        return hashlib.blake2b(content.data, digest_size=16, key=repr(content.shape).encode()).digest()


def split_lines(ink: Ink, dpi: float, *, joined: bool = False) -> list[Line]:
    """The lines from top to bottom; none where the zone is blank. `joined` as in `find_bands`."""
    if ink.blank:
        return []
    scale = dpi / MM_PER_INCH
    lines: list[Line] = []
    for own in _share_out(ink.mask, find_bands(ink.mask, scale, joined=joined)):
        if own.any():
            lines += _cut_long(_cut(ink, own, scale))
    return lines


def may_be_fewer(ink: Ink, dpi: float) -> bool:
    """Whether some lines lie so near each other that they may be parts of one."""
    if ink.blank:
        return False
    scale = dpi / MM_PER_INCH
    bands = find_bands(ink.mask, scale)
    return len(bands) > 1 and len(find_bands(ink.mask, scale, joined=True)) < len(bands)


def find_bands(mask: Mask, scale: float, *, joined: bool = False) -> list[tuple[int, int]]:
    """Rows (first, one past last) of each line of text; `scale` is pixels per millimetre.

    With `joined` bands that may be parts of one line are taken for one.
    """
    profile = np.count_nonzero(mask, axis=1)
    # Ascenders and descenders of neighbouring lines may meet in a few pixels.
    filled = profile > max(0.0, 0.03 * float(profile.max()))
    return _join_parts(_drop_neighbours(runs(filled), mask.shape[0]), scale, NEAR if joined else 0.0)


def _join_parts(bands: list[tuple[int, int]], scale: float, near: float) -> list[tuple[int, int]]:
    """Bands that are strokes or parts of one line's characters become one, the nearest first."""
    thin, gap = THINNEST_LINE_MM * scale, WIDEST_STROKE_GAP_MM * scale
    while len(bands) > 1:
        candidates = []
        for index, (one, other) in enumerate(pairwise(bands)):
            either_thin = min(one[1] - one[0], other[1] - other[0]) < thin
            space = other[0] - one[1]
            if (either_thin and space <= gap) or space <= max(0.1 * scale, near * (other[1] - one[0])):
                candidates.append((space, index))
        if not candidates:
            break
        _, index = min(candidates)
        bands[index : index + 2] = [(bands[index][0], bands[index + 1][1])]
    return bands


def _drop_neighbours(bands: list[tuple[int, int]], height: int) -> list[tuple[int, int]]:
    """Without slivers of the lines above and below, which a zone drawn generously cuts through."""
    tallest = max(bottom - top for top, bottom in bands)
    kept = []
    for top, bottom in bands:
        at_edge = top <= 1 or bottom >= height - 1
        if not (at_edge and bottom - top < 0.5 * tallest):
            kept.append((top, bottom))
    return kept


def _share_out(mask: Mask, bands: list[tuple[int, int]]) -> list[Mask]:
    """The ink of each band: the strokes that lie mostly in it whole, with the tails that reach out of it.

    Without its tail the comma of a long line is a point, and its only y a v. Strokes that run through two bands are
    cut between them.
    """
    count, strokes = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    within = np.array([np.bincount(strokes[top:bottom].ravel(), minlength=count) for top, bottom in bands])
    mostly = within >= MOSTLY * np.maximum(1, within.sum(axis=0))
    mostly[:, 0] = False
    shared = ~mostly.any(axis=0)
    shared[0] = False
    parts = []
    for (top, bottom), own in zip(bands, mostly, strict=True):
        part = own[strokes]
        part[top:bottom] |= shared[strokes[top:bottom]]
        parts.append(part)
    return parts


def _cut(ink: Ink, own: Mask, scale: float) -> Line:
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    margin = max(2, round(MARGIN * (bottom - top)))
    missing = max(0, round(LOWEST_LINE_MM * scale) - (bottom - top) - 2 * margin)
    box = (
        top - margin - missing // 2,
        bottom + margin + missing // 2,
        int(columns[0]) - margin,
        int(columns[-1]) + 1 + margin,
    )
    return Line(pixels=_window(ink, box, own), mask=_mask_window(own, box))


def _window(ink: Ink, box: tuple[int, int, int, int], own: Mask) -> Pixels:
    """The box's pixels; what lies outside the zone, and ink of other lines, has the colour of the paper."""
    y0, y1, x0, x1 = box
    height, width = ink.mask.shape
    paper = ink.paper
    window = np.empty((y1 - y0, x1 - x0, 3), np.uint8)
    window[:] = paper
    seen = (slice(max(y0, 0), min(y1, height)), slice(max(x0, 0), min(x1, width)))
    inside = ink.pixels[seen].copy()
    other = (ink.mask[seen] & ~own[seen]).astype(np.uint8)
    inside[cv2.dilate(other, np.ones((3, 3), np.uint8)) > 0] = paper
    window[max(-y0, 0) : max(-y0, 0) + inside.shape[0], max(-x0, 0) : max(-x0, 0) + inside.shape[1]] = inside
    return window


def _mask_window(mask: Mask, box: tuple[int, int, int, int]) -> Mask:
    y0, y1, x0, x1 = box
    height, width = mask.shape
    window = np.zeros((y1 - y0, x1 - x0), np.bool_)
    inside = mask[max(y0, 0) : min(y1, height), max(x0, 0) : min(x1, width)]
    window[max(-y0, 0) : max(-y0, 0) + inside.shape[0], max(-x0, 0) : max(-x0, 0) + inside.shape[1]] = inside
    return window


def _cut_long(line: Line) -> list[Line]:
    """The line itself, or its parts where it is longer than `LONGEST_LINE`, cut in the widest gap near the middle."""
    height, width = line.mask.shape
    if width <= LONGEST_LINE * height:
        return [line]
    empty = ~np.asarray(line.mask.any(axis=0))
    first, last = width // 3, width - width // 3
    gaps = runs(empty[first:last])
    if not gaps:
        return [line]
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    at = first + (start + end) // 2
    left = Line(pixels=line.pixels[:, :at], mask=line.mask[:, :at], continues=True)
    right = Line(pixels=line.pixels[:, at:], mask=line.mask[:, at:], continues=line.continues)
    return [*_cut_long(left), *_cut_long(right)]
