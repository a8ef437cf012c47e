"""Does a page show the small print of the form that it was taken for, or of a revision that nobody has described?

The layout of a revision, or of the same form of another company, fits as a whole; its text does not in places. So
text is compared piece by piece at the resolution of small print, each piece at its best place nearby.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.clean_page import Mask, adaptive_ink
from ocr_service.reading.matching.differences import FINE_DPI, INK_WINDOW, PATCH_PX, find_patch, fine_picture
from ocr_service.reading.matching.tell_apart import cut_around, likeness
from ocr_service.reading.pages import AlignedPage, Pixels
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.reference_page import ReferencePage
from ocr_service.reading.placing.reference_picture import ReferencePicture

# Ink in a piece that has text, in pixels; and pieces looked at on a page, at most.
_LEAST_INK_PX: Final = 45
_MOST_PIECES: Final = 300
_FEWEST_PIECES: Final = 20
# A straight line this long (7 mm) is a ruling.
_RULING_PX: Final = 55
# A piece less alike (correlation) than this, and so much less than the page's usual piece, does not fit.
_LEAST_LIKENESS: Final = 0.5
_BELOW_USUAL: Final = 0.3
# Print that a seal or writing lies over is still there; of other print in its place, this share is missing.
_MISSING: Final = 0.25
# Pieces that may not fit: punched, torn, struck by dirt. Where the reference is a filled copy, ink outside its zones
# may be an entry too, which no other copy has.
_MAY_DIFFER: Final = 0.05
_MAY_DIFFER_FILLED: Final = 0.15
# A zone with more of its inside inked than this has something in it; with so many of them, the copy is filled.
_INKED: Final = 0.01
_FILLED_ZONES: Final = 0.25


@dataclass(frozen=True, kw_only=True, eq=False)
class SmallPrint:
    """Text outside of zones: `centres` (mm), shape (n, 2), of `pieces`, pictures PATCH_PX square at FINE_DPI;
    `may_differ` is the share of them, 0 to 1, that may not fit.
    """

    centres: NDArray[np.float64]
    pieces: tuple[Pixels, ...]
    may_differ: float


def find_small_print(page: ReferencePage, picture: ReferencePicture) -> SmallPrint:
    grey, outside = fine_picture(page, picture)
    for table in page.tables:
        if table.rows_by != "grid":  # the rows of each copy push down what follows them
            outside[max(table.box.to_pixels(FINE_DPI)[1], 0) :] = False
    ink = adaptive_ink(grey, INK_WINDOW)
    text = ink & ~_rulings(ink)
    known = np.argwhere(_tiles(outside).all(axis=(1, 3)) & (_tiles(text).sum(axis=(1, 3)) >= _LEAST_INK_PX)) * PATCH_PX
    known = known[:: max(1, -(-len(known) // _MOST_PIECES))]
    return SmallPrint(
        centres=np.asarray((known[:, ::-1] + PATCH_PX // 2 + 0.5) * (MM_PER_INCH / FINE_DPI), np.float64),
        pieces=tuple(grey[y : y + PATCH_PX, x : x + PATCH_PX].copy() for y, x in known.tolist()),
        may_differ=_MAY_DIFFER_FILLED if _is_filled(page, text) else _MAY_DIFFER,
    )


def _tiles(mask: Mask) -> Mask:
    """The mask in whole tiles of PATCH_PX: shape (rows, PATCH_PX, columns, PATCH_PX)."""
    rows, columns = ((side - 1) // PATCH_PX for side in mask.shape)
    return mask[: rows * PATCH_PX, : columns * PATCH_PX].reshape(rows, PATCH_PX, columns, PATCH_PX)


def small_print_fits(view: PageView, aligned: AlignedPage, known: SmallPrint) -> bool:
    """False where too much of the print is another; True, too, where the scan or the print says too little."""
    found = [
        (likeness(around, piece, aligned.dpi), around, piece)
        for around, piece in zip(cut_around(view, aligned, known.centres), known.pieces, strict=True)
        if around is not None
    ]
    if len(found) < _FEWEST_PIECES:
        return True
    least = min(_LEAST_LIKENESS, float(np.median([alike for alike, _, _ in found])) - _BELOW_USUAL)
    other = sum(alike < least and _is_missing(around, piece) for alike, around, piece in found)
    return other <= known.may_differ * len(found)


def _is_missing(around: Pixels, piece: Pixels) -> bool:
    """Whether the piece's strokes are not on the scan, at the place most like it."""
    shown = find_patch(around, piece)[1]
    ink, there = _dark(piece), cv2.dilate(_dark(shown).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return float((~there[ink]).mean()) > _MISSING if ink.any() else False


def _dark(patch: Pixels) -> Mask:
    """The darker of the two kinds of pixel in a patch (Otsu)."""
    _, dark = cv2.threshold(patch, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return np.asarray(dark > 0)


def _rulings(ink: Mask) -> Mask:
    stroke = ink.astype(np.uint8)
    across = cv2.morphologyEx(stroke, cv2.MORPH_OPEN, np.ones((1, _RULING_PX), np.uint8))
    down = cv2.morphologyEx(stroke, cv2.MORPH_OPEN, np.ones((_RULING_PX, 1), np.uint8))
    return cv2.dilate(np.maximum(across, down), np.ones((7, 7), np.uint8)) > 0


def _is_filled(page: ReferencePage, text: Mask) -> bool:
    """Whether the reference is a filled copy, by what stands in its zones."""
    boxes = [field.box for field in page.fields] + [table.box for table in page.tables]
    inked = []
    for box in boxes:
        x, y, width, height = box.to_pixels(FINE_DPI)
        inside = text[max(y, 0) : y + height, max(x, 0) : x + width]
        inked.append(inside.size > 0 and float(inside.mean()) > _INKED)
    return not inked or float(np.mean(inked)) > _FILLED_ZONES
