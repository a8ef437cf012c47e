"""A filled page as a blank form: the ink of what was read there is taken out, and paper, shading and print stay."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from ocr_service.reading.clean_page import Mask
from ocr_service.reading.pages import Pixels
from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.page_lines import TextLine

# No pen and no print of entries is thicker than this, in millimetres; shaded cells are far larger.
_STROKE_MM: Final = 2.0
# Tails and strokes that reach out of where the line was seen.
_AROUND_MM: Final = 1.5
_FRAME_MM: Final = 0.5
_LEAST_CONTRAST: Final = 16
# The soft edge of a stroke, in pixels.
_SOFT: Final = 5
# A ground darker than this is print by itself: nobody writes on it.
_DARK: Final = 110.0
_MOSTLY: Final = 0.5
# An underline lies below this share of its line's height.
_FOOT: Final = 0.8


def take_out_entries(page: Pixels, entries: Sequence[Rect], rulings: Pixels, scale: float) -> Pixels:
    """The page (BGR) without the ink that lies mostly inside one of the `entries` (pixels).

    Whatever stands on a reference picture counts as printed on every copy; a value left there would be taken out of the
    next scan. `rulings` is 1 on rulings, which stay; `scale` is pixels per millimetre. The ground is found by a
    morphological closing wider than any stroke, so that shaded cells keep their shade (Gonzalez and Woods, "Digital
    image processing", 9.6).
    """
    blank = page.copy()
    kept = cv2.dilate(rulings, np.ones((3, 3), np.uint8)).astype(np.bool_)
    for entry in entries:
        _take_out(page, blank, kept, entry, scale)
    return blank


def without_letters(rulings: Pixels, entries: Sequence[Rect]) -> Pixels:
    """The rulings without those that lie inside an entry, over its foot: strokes of bold letters that run together."""
    kept = rulings.copy()
    for entry in entries:
        top, left = max(round(entry.top) - 1, 0), max(round(entry.left) - 1, 0)
        part = kept[top : round(entry.bottom) + 1, left : round(entry.right) + 1]
        if not part.size:
            continue
        _, labels, boxes, centres = cv2.connectedComponentsWithStats(part, connectivity=8)
        x, y, width, height = boxes[:, :4].T
        inside = (x > 0) & (y > 0) & (x + width < part.shape[1]) & (y + height < part.shape[0])
        inside &= centres[:, 1] < _FOOT * part.shape[0]
        inside[0] = False
        part[inside[labels]] = 0
    return kept


def with_print(rulings: Pixels, lines: Sequence[TextLine]) -> Pixels:
    """What stays where somebody signs: rulings and lines of print; all other ink of the place is the signature."""
    kept = rulings.copy()
    for line in lines:
        kept[round(line.top) : round(line.bottom), round(line.left) : round(line.right)] = 1
    return kept


def with_frames(rulings: Pixels, boxes: Sequence[Rect], scale: float) -> Pixels:
    """The mask of what stays with the frames of tick boxes in it, which parts the marks from them."""
    kept = rulings.copy()
    for box in boxes:
        inner = inside_of(box, scale)
        left, top = max(round(box.left) - 1, 0), max(round(box.top) - 1, 0)
        ring = kept[top : round(box.bottom) + 1, left : round(box.right) + 1]
        hole = ring[_span(inner.top, inner.bottom, top), _span(inner.left, inner.right, left)].copy()
        ring[:] = 1
        ring[_span(inner.top, inner.bottom, top), _span(inner.left, inner.right, left)] = hole
    return kept


def inside_of(box: Rect, scale: float) -> Rect:
    """Where a mark stands in a tick box: its inside, without the frame."""
    frame = _FRAME_MM * scale
    return Rect(left=box.left + frame, top=box.top + frame, right=box.right - frame, bottom=box.bottom - frame)


def _take_out(page: Pixels, blank: Pixels, kept: Mask, entry: Rect, scale: float) -> None:
    around, stroke = round(_AROUND_MM * scale), round(_STROKE_MM * scale) | 1
    # The closing needs room beside the strokes for it to see the ground.
    top, left = max(round(entry.top) - around - stroke, 0), max(round(entry.left) - around - stroke, 0)
    bottom, right = round(entry.bottom) + around + stroke, round(entry.right) + around + stroke
    part = page[top:bottom, left:right]
    if not part.size:
        return
    ground = cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((stroke, stroke), np.uint8))
    inside = np.zeros(part.shape[:2], np.bool_)
    inside[_span(entry.top, entry.bottom, top), _span(entry.left, entry.right, left)] = True
    if not inside.any() or float(np.median(part[inside])) < _DARK:
        return
    stays = kept[top:bottom, left:right]
    ink = (cv2.subtract(ground, part).max(axis=2) > _LEAST_CONTRAST) & ~stays
    strokes = _mostly_inside(np.asarray(ink), inside)
    soft = cv2.dilate(strokes.astype(np.uint8), np.ones((_SOFT, _SOFT), np.uint8)).astype(np.bool_)
    # Neighbours' ink keeps its own soft edge.
    soft &= ~(ink & ~strokes) & ~stays
    blank[top:bottom, left:right][soft] = ground[soft]


def _span(start: float, end: float, origin: int) -> slice:
    return slice(max(round(start) - origin, 0), max(round(end) - origin, 0))


def _mostly_inside(ink: Mask, inside: Mask) -> Mask:
    """The pieces of ink that lie mostly inside, whole."""
    count, labels = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    total = np.bincount(labels.ravel(), minlength=count)
    within = np.bincount(labels[inside], minlength=count)
    mostly = within > _MOSTLY * total
    mostly[0] = False
    return np.asarray(mostly[labels] & ink)
