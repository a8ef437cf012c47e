"""Options marked by a ring around the printed word: 男/女, 是/否, Y/N; also underlined, ticked, or struck out.

All options of a group are looked at in one picture, for one long ring may take in several. From the middle of each
word rays go out in all directions: a ring is a stroke that meets nearly all of them, a neighbour's ring meets only
those to its side.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH, Box, PixelBox
from ocr_service.reading.clean_page import Mask, to_grey
from ocr_service.reading.ink.darkness import darkness_of
from ocr_service.reading.marks.mark import Mark
from ocr_service.reading.marks.print_below import find_printed, without_specks
from ocr_service.reading.pages import Crop

# Rings run around their word within this distance of it.
RING_MARGIN_MM: Final = 3.5
_PENCIL: Final = 30
# Rings are not always closed, and lose pieces where they run over print.
_GAP_MM: Final = 1.4
_RAYS: Final = 72
# Of the rays so many meet a ring; with fewer than the second share it is none.
_RINGED: Final = 0.75
_PERHAPS_RINGED: Final = 0.5
# A neighbour's ring, or its tail, is met by no more than this.
_BESIDE: Final = 0.33
# Less ink than this is dust (mm2).
_DUST_MM2: Final = 0.3
# Ink on the word: more than the first is a tick or a line over it, more than the second a scribble.
_TOUCHED: Final = 0.05
_SCRIBBLED: Final = 0.35
# A level line that runs out of the word on both sides by so much strikes it out.
_STRIKE_OUT_MM: Final = 0.4
_STRIKE_STEEPEST: Final = 0.25
# A level line below so much of the word's width underlines it.
_UNDERLINED: Final = 0.7
_LINE_HEIGHT_MM: Final = 1.6


def read_rings(crop: Crop, words: Sequence[Box]) -> list[Mark]:
    """How each word is marked. The crop shows all `words` (template boxes in mm) with `RING_MARGIN_MM` around them."""
    scale = crop.dpi / MM_PER_INCH
    dark = np.asarray(darkness_of(to_grey(crop.pixels), scale) > _PENCIL)
    printed = find_printed(dark, crop, scale)
    ink = without_specks(dark & ~printed)
    parts = _strokes(ink, printed, scale)
    return [_read_word(dark, ink, printed, parts, _place(word, crop, scale), scale) for word in words]


def _place(word: Box, crop: Crop, scale: float) -> PixelBox:
    left, top = round((word.x - crop.box.x) * scale), round((word.y - crop.box.y) * scale)
    return PixelBox(left, top, max(2, round(word.width * scale)), max(2, round(word.height * scale)))


def _strokes(ink: Mask, printed: Mask, scale: float) -> NDArray[np.int32]:
    """The strokes, each with a number from 1; those that only a small gap parts are one."""
    side = max(3, round(_GAP_MM * scale)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    padded = np.pad(ink, 2 * side).astype(np.uint8)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, kernel) > 0
    hidden = cv2.dilate(np.pad(printed, 2 * side).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    wider = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * side + 1, 2 * side + 1))
    over_print = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, wider) > 0
    whole = np.ascontiguousarray((closed | (over_print & hidden))[2 * side : -2 * side, 2 * side : -2 * side])
    _, parts = cv2.connectedComponents(whole.astype(np.uint8), connectivity=8)
    counts = np.bincount(parts[ink], minlength=int(parts.max()) + 1)
    small = counts < _DUST_MM2 * scale**2
    small[0] = False
    return np.asarray(np.where(small[parts], 0, parts), np.int32)


def _read_word(dark: Mask, ink: Mask, printed: Mask, parts: NDArray[np.int32], word: PixelBox, scale: float) -> Mark:
    core = _core(word)
    # What is written over the word shows only between its strokes.
    on_word = int(np.count_nonzero(ink[core])) / max(1, int(np.count_nonzero(~printed[core])))
    around = max((_share_of_rays(parts == part, word) for part in _near(parts, word, scale)), default=0.0)
    struck = on_word >= _SCRIBBLED or _struck_through(dark, word, scale)
    if struck:
        return Mark(state="scratched", quality=0.5, ink=on_word)
    if around >= _RINGED:
        return Mark(state="ringed", quality=min(1.0, 0.4 + 3.6 * (around - _RINGED)), ink=on_word)
    if _underlined(ink, word, scale):
        return Mark(state="ticked", quality=0.6, ink=on_word)
    if on_word >= _TOUCHED:
        # A tick over the word, or a line drawn slantwise to strike it out: a person sees which.
        return Mark(state="unclear", quality=0.0, ink=on_word)
    if around >= _PERHAPS_RINGED:
        return Mark(state="unclear", quality=0.0, ink=on_word)
    return Mark(state="empty", quality=min(1.0, 1.0 - 4 * (around - _BESIDE)), ink=on_word)


def _core(word: PixelBox) -> tuple[slice, slice]:
    """The word without its rim, which a close ring may touch."""
    dx, dy = word.width // 5, word.height // 5
    rows = slice(max(0, word.y + dy), max(0, word.y + word.height - dy))
    return rows, slice(max(0, word.x + dx), max(0, word.x + word.width - dx))


def _near(parts: NDArray[np.int32], word: PixelBox, scale: float) -> Iterator[int]:
    reach = round(RING_MARGIN_MM * scale)
    rows = slice(max(0, word.y - reach), word.y + word.height + reach)
    columns = slice(max(0, word.x - reach), word.x + word.width + reach)
    yield from np.unique(parts[rows, columns][parts[rows, columns] > 0]).tolist()


def _share_of_rays(stroke: Mask, word: PixelBox) -> float:
    """Of the rays from the word's middle, the share that meets the stroke."""
    y, x = np.nonzero(stroke)
    dx, dy = x - (word.x + word.width / 2), y - (word.y + word.height / 2)
    angles = np.arctan2(dy / word.height, dx / word.width)
    met = np.unique(np.floor((angles + np.pi) / (2 * np.pi) * _RAYS).astype(int) % _RAYS)
    return len(met) / _RAYS


def _struck_through(dark: Mask, word: PixelBox, scale: float) -> bool:
    """Whether a level line runs through the word and out of it on both sides, which no stroke of print does."""
    beyond = max(1, round(_STRIKE_OUT_MM * scale))
    least = word.width + 2 * beyond
    reach = slice(max(0, word.x - 3 * beyond), word.x + word.width + 3 * beyond)
    middle = slice(word.y + word.height * 3 // 10, word.y + word.height * 7 // 10 + 1)
    band = np.ascontiguousarray(dark[middle, reach]).astype(np.uint8)
    lines = cv2.HoughLinesP(
        band, 1, np.pi / 180, least // 2, minLineLength=least, maxLineGap=max(2, round(0.3 * scale))
    )
    for x1, y1, x2, y2 in [] if lines is None else lines.reshape(-1, 4).astype(float):
        if abs(y2 - y1) <= _STRIKE_STEEPEST * abs(x2 - x1):
            return True
    return False


def _underlined(ink: Mask, word: PixelBox, scale: float) -> bool:
    bottom = word.y + word.height
    below = ink[max(0, bottom - round(0.3 * scale)) : bottom + round(1.8 * scale), max(0, word.x) : word.x + word.width]
    rows = np.flatnonzero(below.any(axis=1))
    if not len(rows) or rows[-1] - rows[0] > _LINE_HEIGHT_MM * scale:
        return False
    return bool(below.any(axis=0).mean() >= _UNDERLINED)
