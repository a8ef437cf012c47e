"""Says whether a zone holds a seal or a signature."""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.forms.result import Reason
from ocr_service.reading.clean_page import (
    Mask,
    SealColour,
    brightest_channel,
    colour_of,
    on_white_paper,
    seal_mask,
    to_grey,
)
from ocr_service.reading.ink.find_ink import find_ink
from ocr_service.reading.ink.percentiles import percentile
from ocr_service.reading.ink.remove_seal import remove_seal
from ocr_service.reading.ink.strokes_from_outside import MOSTLY, share_from_outside
from ocr_service.reading.pages import Crop
from ocr_service.reading.seals.find_ring import find_ring

# The smallest seals (personal name seals) are about 8 mm wide.
_LEAST_SEAL_SIDE_MM: Final = 6.0
_SEAL_INK_MM2: Final = 12.0
_NO_SEAL_INK_MM2: Final = 2.0
# Blue is also the colour of ballpoints: what tells a seal from writing is the ring or frame around it.
_FRAMED_SHARE: Final = 0.6
# A line of writing is longer than high, and touches much of its outline; a long seal's frame is nearly all of it.
_LONGER_THAN_SEALS: Final = 1.8
_FRAMED_SHARE_LONG: Final = 0.85
_FRAME_MM: Final = 0.4
_COLOURLESS_SEAL_INK_MM2: Final = 40.0
_SIGNATURE_INK_MM2: Final = 2.5
_NO_SIGNATURE_INK_MM2: Final = 0.4
_SIGNATURE_WIDTH_MM: Final = 3.0
_SIGNATURE_HEIGHT_MM: Final = 1.2
_SURE: Final = 0.99
# Colours that only seals have; blue is a seal's where it is framed.
_OF_SEALS_ONLY: Final[tuple[SealColour, ...]] = ("red", "purple")
# Of weak or rare colours (spread of the channels, on white paper) a frame makes a seal that a person looks at.
_FAINT_COLOUR: Final = 22
# What a seal that was taken out leaves behind is lighter than these shares of the paper: all but a little, all.
_RESIDUE: Final = 0.8
_STROKE: Final = 0.6
_DARK_SHARE: Final = 0.05
_STROKE_MM2: Final = 1.5
# The brightest channel of black ink, at most.
_BLACK: Final = 110


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Whether it is there, the confidence of that (0 to 1), and reasons where it is not clear."""

    present: bool
    confidence: float
    reasons: tuple[Reason, ...] = ()


def read_seal(crop: Crop) -> Presence:
    """Is there a red, purple or blue seal, or a framed one of another colour?

    Reasons: seal_unclear (a trace of colour, or one that is weak or rare), seal_without_colour (a grey scan).
    """
    scanned_in_colour = _has_colour(crop)
    crop, scale = replace(crop, pixels=on_white_paper(crop.pixels)), crop.dpi / MM_PER_INCH
    own = [_solid(crop, seal_mask(crop.pixels, colour), scale) for colour in _OF_SEALS_ONLY]
    blue = _solid(crop, seal_mask(crop.pixels, "blue"), scale)
    if any(_is_large(mask, _SEAL_INK_MM2, scale) for mask in own) or _is_framed_seal(blue, scale):
        return Presence(present=True, confidence=_SURE)
    if _is_framed_seal(_solid(crop, _coloured(crop), scale), scale):
        return Presence(present=True, confidence=0.5, reasons=(Reason(code="seal_unclear"),))
    if any(_area(mask, scale) > _NO_SEAL_INK_MM2 for mask in own):
        return Presence(present=False, confidence=0.5, reasons=(Reason(code="seal_unclear"),))
    if not scanned_in_colour:
        ink = find_ink(crop).mask
        if _is_large(ink, _COLOURLESS_SEAL_INK_MM2, scale):
            return Presence(present=True, confidence=0.7, reasons=(Reason(code="seal_without_colour"),))
    return Presence(present=False, confidence=_SURE)


def read_signature(crop: Crop) -> Presence:
    """Is there handwriting that the blank form has not? A seal over the zone does not count.

    Reasons: signature_unclear (a stroke or two only).
    """
    crop, scale = replace(crop, pixels=on_white_paper(crop.pixels)), crop.dpi / MM_PER_INCH
    without = remove_seal(crop) if _bears_seal(crop, scale) else None
    ink = find_ink(crop).mask if without is None else _strokes_below(without, scale)
    area, width = _area(ink, scale), max(_extent(ink, scale))
    if (
        without is None
        and area > _NO_SIGNATURE_INK_MM2
        and _is_framed_seal(_solid(crop, _coloured(crop), scale), scale)
    ):
        # A seal of a colour that cannot be taken out.
        return Presence(present=False, confidence=0.5, reasons=(Reason(code="signature_unclear"),))
    if area >= _SIGNATURE_INK_MM2 and _lies_aside(ink) and share_from_outside(ink, scale) > MOSTLY:
        # Without colour nothing tells a seal that reaches in from a signature that runs out.
        return Presence(present=False, confidence=0.5, reasons=(Reason(code="signature_unclear"),))
    if area > _NO_SIGNATURE_INK_MM2 and _is_straight(ink, scale):
        # A line through the zone, or a slip of the pen.
        return Presence(present=False, confidence=0.5, reasons=(Reason(code="signature_unclear"),))
    if area >= _SIGNATURE_INK_MM2 and width >= _SIGNATURE_WIDTH_MM:
        return Presence(present=True, confidence=_SURE)
    if area <= _NO_SIGNATURE_INK_MM2 and without is not None and _may_hide(crop, without, scale):
        return Presence(present=False, confidence=0.5, reasons=(Reason(code="signature_unclear"),))
    if area <= _NO_SIGNATURE_INK_MM2:
        return Presence(present=False, confidence=_SURE)
    return Presence(present=area > 1.0, confidence=0.5, reasons=(Reason(code="signature_unclear"),))


def _lies_aside(mask: Mask) -> bool:
    """Whether the ink's middle is not in the zone's middle: what reaches in from beside the zone."""
    rows, columns = np.nonzero(mask)
    down, across = float(np.median(rows)) / mask.shape[0], float(np.median(columns)) / mask.shape[1]
    return not (0.25 < across < 0.75 and 0.2 < down < 0.8)


def _is_straight(mask: Mask, scale: float) -> bool:
    """Whether nine tenths of the ink lie along one straight line (the first principal axis)."""
    points = np.column_stack(np.nonzero(mask)).astype(np.float64)
    points -= np.median(points, axis=0)
    across = points @ np.linalg.eigh(points.T @ points)[1][:, 0]
    return bool(np.subtract(*np.percentile(across, (95, 5))) < _SIGNATURE_HEIGHT_MM * scale)


def _bears_seal(crop: Crop, scale: float) -> bool:
    own = (_solid(crop, seal_mask(crop.pixels, colour), scale) for colour in _OF_SEALS_ONLY)
    blue = _solid(crop, seal_mask(crop.pixels, "blue"), scale)
    if any(_area(mask, scale) > _NO_SEAL_INK_MM2 for mask in own):
        return True
    return _is_framed_seal(blue, scale)


def _may_hide(crop: Crop, without: Crop, scale: float) -> bool:
    """Whether a signature may be what was taken out: one in the seal's blue, or a faint one in what is left."""
    blue = _area(_solid(crop, seal_mask(crop.pixels, "blue"), scale), scale)
    return blue >= _SIGNATURE_INK_MM2 or _residue(without, scale) >= _SIGNATURE_INK_MM2


def _strokes_below(without_seal: Crop, scale: float) -> Mask:
    """The strokes that are long and dark: the edges of a seal that was taken out are dark in specks, if at all."""
    ink = find_ink(without_seal).mask
    count, parts = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    sizes = np.bincount(parts[ink], minlength=count)
    dark = np.bincount(parts[ink & _darker(without_seal, _STROKE)], minlength=count)
    kept = (dark > _DARK_SHARE * sizes) & (sizes >= _STROKE_MM2 * scale**2)
    return np.asarray(kept[parts] & ink)


def _residue(without_seal: Crop, scale: float) -> float:
    return _area(find_ink(without_seal).mask & _darker(without_seal, _RESIDUE), scale)


def _darker(crop: Crop, share: float) -> Mask:
    """Where the crop is darker than this share of its paper."""
    grey = to_grey(crop.pixels)
    return np.asarray(grey < share * float(np.percentile(grey, 75)))


def _coloured(crop: Crop) -> Mask:
    """Where there is any colour that the paper has not."""
    return np.asarray(colour_of(crop.pixels) >= _FAINT_COLOUR)


def _is_framed_seal(mask: Mask, scale: float) -> bool:
    return _is_large(mask, _SEAL_INK_MM2, scale) and (_is_framed(mask, scale) or find_ring(mask, scale) is not None)


def _is_large(mask: Mask, ink_mm2: float, scale: float) -> bool:
    return _area(mask, scale) >= ink_mm2 and min(_extent(mask, scale)) >= _LEAST_SEAL_SIDE_MM


def _is_framed(mask: Mask, scale: float) -> bool:
    """Whether ink runs along most of its own convex outline, as in a seal's ring; the crop's edge does not count."""
    points = np.column_stack(np.nonzero(mask)[::-1]).astype(np.int32)
    if len(points) < 3:
        return False
    outline: NDArray[np.uint8] = np.zeros(mask.shape, np.uint8)
    cv2.polylines(outline, [cv2.convexHull(points)], True, (1,), 1)
    edge = max(1, round(_FRAME_MM * scale))
    outline[:edge], outline[-edge:], outline[:, :edge], outline[:, -edge:] = 0, 0, 0, 0
    near = cv2.dilate(mask.astype(np.uint8), np.ones((2 * edge + 1,) * 2, np.uint8))
    length = int(np.count_nonzero(outline))
    shorter, longer = sorted(_extent(mask, scale))
    share = _FRAMED_SHARE if longer <= _LONGER_THAN_SEALS * shorter else _FRAMED_SHARE_LONG
    return length > 0 and int(np.count_nonzero(np.logical_and(outline, near))) >= share * length


def _solid(crop: Crop, mask: Mask, scale: float) -> Mask:
    """Without specks and without the coloured fringes that scanners put beside black strokes."""
    black = (brightest_channel(crop.pixels) < _BLACK).astype(np.uint8)
    reach = 2 * max(2, round(0.3 * scale)) + 1
    apart = mask & (cv2.dilate(black, np.ones((reach, reach), np.uint8)) == 0)
    side = max(2, round(0.15 * scale))
    return np.asarray(cv2.morphologyEx(apart.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8)) > 0)


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
    return percentile(colour_of(crop.pixels), 99) > 12
