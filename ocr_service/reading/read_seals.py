"""Says whether a zone holds a seal or a signature."""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.forms.result import Reason
from ocr_service.reading.clean_page import Mask, seal_mask
from ocr_service.reading.find_ink import find_ink
from ocr_service.reading.pages import Crop
from ocr_service.reading.remove_seal import remove_seal

# The smallest seals (personal name seals) are about 8 mm wide.
_LEAST_SEAL_SIDE_MM: Final = 6.0
_SEAL_INK_MM2: Final = 12.0
_NO_SEAL_INK_MM2: Final = 2.0
# Blue is also the colour of ballpoints; a seal's outline and characters are far more ink than a signature's strokes.
_BLUE_SEAL_INK_MM2: Final = 60.0
_COLOURLESS_SEAL_INK_MM2: Final = 40.0
_SIGNATURE_INK_MM2: Final = 2.5
_NO_SIGNATURE_INK_MM2: Final = 0.4
_SIGNATURE_WIDTH_MM: Final = 3.0
_SURE: Final = 0.99
_MOSTLY: Final = 0.6


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Whether it is there, the confidence of that (0 to 1), and reasons where it is not clear."""

    present: bool
    confidence: float
    reasons: tuple[Reason, ...] = ()


def read_seal(crop: Crop) -> Presence:
    """Is there a red or blue seal? Reasons: seal_unclear (a trace of colour), seal_without_colour (a grey scan)."""
    scale = crop.dpi / MM_PER_INCH
    red = _solid(seal_mask(crop.pixels, "red"), scale)
    blue = _solid(seal_mask(crop.pixels, "blue"), scale)
    for mask, enough in ((red, _SEAL_INK_MM2), (blue, _BLUE_SEAL_INK_MM2)):
        if _area(mask, scale) >= enough and min(_extent(mask, scale)) >= _LEAST_SEAL_SIDE_MM:
            return Presence(present=True, confidence=_SURE)
    if _area(red, scale) > _NO_SEAL_INK_MM2:
        return Presence(present=False, confidence=0.5, reasons=(Reason(code="seal_unclear"),))
    if not _has_colour(crop):
        ink = find_ink(crop).mask
        if _area(ink, scale) >= _COLOURLESS_SEAL_INK_MM2 and min(_extent(ink, scale)) >= _LEAST_SEAL_SIDE_MM:
            return Presence(present=True, confidence=0.7, reasons=(Reason(code="seal_without_colour"),))
    return Presence(present=False, confidence=_SURE)


def read_signature(crop: Crop) -> Presence:
    """Is there handwriting that the blank form has not? A seal over the zone does not count.

    Reasons: signature_unclear (a stroke or two only).
    """
    without = remove_seal(crop)
    ink = find_ink(crop if without is None else replace(crop, pixels=without.pixels))
    scale = crop.dpi / MM_PER_INCH
    area, width = _area(ink.mask, scale), max(_extent(ink.mask, scale))
    if area >= _SIGNATURE_INK_MM2 and _lies_aside(ink.mask) and _share_from_outside(ink.mask, scale) > _MOSTLY:
        # Without colour nothing tells a seal that reaches in from a signature that runs out.
        return Presence(present=False, confidence=0.5, reasons=(Reason(code="signature_unclear"),))
    if area >= _SIGNATURE_INK_MM2 and width >= _SIGNATURE_WIDTH_MM:
        return Presence(present=True, confidence=_SURE)
    if area <= _NO_SIGNATURE_INK_MM2:
        return Presence(present=False, confidence=_SURE)
    return Presence(present=area > 1.0, confidence=0.5, reasons=(Reason(code="signature_unclear"),))


def _lies_aside(mask: Mask) -> bool:
    """Whether the ink's middle is not in the zone's middle: what reaches in from beside the zone."""
    rows, columns = np.nonzero(mask)
    down, across = float(np.median(rows)) / mask.shape[0], float(np.median(columns)) / mask.shape[1]
    return not (0.25 < across < 0.75 and 0.2 < down < 0.8)


def _share_from_outside(mask: Mask, scale: float) -> float:
    """The share of the ink that belongs to strokes cut off by the crop's edge, or lies within the bend of one."""
    # Worn seals print broken rings.
    side = max(3, round(0.8 * scale)) | 1
    whole = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    _, parts = cv2.connectedComponents(whole, connectivity=8)
    edges = np.concatenate([parts[:2].ravel(), parts[-2:].ravel(), parts[:, :2].ravel(), parts[:, -2:].ravel()])
    covered = np.zeros(mask.shape, np.uint8)
    for part in np.unique(edges[edges > 0]).tolist():
        rows, columns = np.nonzero(parts == part)
        outline = cv2.convexHull(np.column_stack([columns, rows]).astype(np.int32))
        cv2.fillConvexPoly(covered, outline, 1)
    ink = max(int(np.count_nonzero(mask)), 1)
    return float(np.count_nonzero(mask & (covered > 0))) / ink


def _solid(mask: Mask, scale: float) -> Mask:
    """Without single pixels: colour fringes along black strokes are one or two pixels wide."""
    side = max(2, round(0.15 * scale))
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8)) > 0)


def _area(mask: Mask, scale: float) -> float:
    return float(np.count_nonzero(mask)) / scale**2


def _extent(mask: Mask, scale: float) -> tuple[float, float]:
    """Width and height, in mm, that nine tenths of the mask's pixels span."""
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return 0.0, 0.0
    width = float(np.subtract(*np.percentile(columns, (95, 5)))) / scale
    height = float(np.subtract(*np.percentile(rows, (95, 5)))) / scale
    return width, height


def _has_colour(crop: Crop) -> bool:
    channels = crop.pixels.astype(np.int16)
    return bool(np.percentile(channels.max(axis=2) - channels.min(axis=2), 99) > 12)
