"""How much seal ink lies where: the saturation of the colour, which black writing does not have."""

from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.clean_page import Mask, colour_of, to_grey
from ocr_service.reading.ink.darkness import Grey, darkness_of
from ocr_service.reading.pages import Crop, Pixels

# A seal colours at least this share of its zone; else what is there is grey, or a coloured fringe of black strokes.
_LEAST_SHARE: Final = 0.01
_LEAST_SATURATION: Final = 36
# Of the hues within this distance (degrees, of 360) all are the same ink.
_SAME_HUE: Final = 40
# The frame of the smallest round seal alone has more ink than this.
SMALLEST_SEAL_MM2: Final = 15.0
# Ink is what has two fifths of what the strongest ink has.
_INK: Final = 0.4
_FAINTEST: Final = 24


def seal_ink(pixels: Pixels, scale: float) -> Grey | None:
    """The strength of the seal's ink at each pixel, 0 to 255; None where there is next to none.

    A coloured seal is taken by its commonest hue, whatever it is (red, blue, purple); on a grey scan everything dark
    counts. `scale` is pixels per millimetre.
    """
    hsv = cv2.cvtColor(pixels, cv2.COLOR_BGR2HSV)
    spread = colour_of(pixels).astype(np.int16)
    coloured = spread >= _LEAST_SATURATION
    if np.count_nonzero(coloured) < _LEAST_SHARE * coloured.size:
        darkness = darkness_of(to_grey(pixels), scale)
        return darkness if np.count_nonzero(ink_of(darkness)) >= _LEAST_SHARE * darkness.size else None
    hue = hsv[..., 0].astype(np.int16) * 2
    counts = np.bincount(hue[coloured] // 10, weights=spread[coloured], minlength=36)
    commonest = int(np.argmax(counts + np.roll(counts, 1) + np.roll(counts, -1))) * 10 + 5
    distance = np.abs((hue - commonest + 180) % 360 - 180)
    return np.where(distance <= _SAME_HUE, np.clip(spread * 1.5, 0, 255), 0).astype(np.uint8)


def seal_area_mm2(crop: Crop) -> float:
    """The area of what may be seal ink, in square millimetres."""
    scale = crop.dpi / MM_PER_INCH
    strength = seal_ink(crop.pixels, scale)
    return 0.0 if strength is None else float(np.count_nonzero(ink_of(strength))) / scale**2


def ink_of(strength: Grey) -> Mask:
    """Where there is ink, of a strength as `seal_ink` gives it."""
    strong = strength[strength >= _FAINTEST]
    if not strong.size:
        return np.zeros(strength.shape, np.bool_)
    return np.asarray(strength >= max(float(_FAINTEST), _INK * float(np.percentile(strong, 90))))
