"""Takes what was filled in out of a form's picture: paper where it stood, rulings as they were."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import Box
from ocr_service.usecases.blanks.picture_ink import Mask, PictureInk, Pixels, cut, halo, see_ink

# A stroke that runs out of a box is followed so far; what goes on further is print that the box touches.
_FOLLOWED_MM: Final = 6.0
_AROUND_MM: Final = 1.0


def wipe_picture(picture: bytes, width_mm: float, boxes: Sequence[Box]) -> bytes:
    """The picture (PNG) without what stands in the boxes (mm), with strokes that run out of them.

    Raises ValueError where the picture cannot be decoded.
    """
    seen = see_ink(picture, width_mm)
    wiped = seen.pixels.copy()
    for box in boxes:
        _wipe(wiped, seen, box)
    done, encoded = cv2.imencode(".png", wiped)
    if not done:
        raise AssertionError("an eight-bit BGR picture can always be encoded")
    return encoded.tobytes()


def _wipe(wiped: Pixels, seen: PictureInk, box: Box) -> None:
    zone, around = cut(seen, box, 0.0), cut(seen, box, _FOLLOWED_MM)
    if not seen.rulings[zone].size:
        return
    # The brighter part of what lies around is paper, whatever its colour and however much is written on it.
    near = seen.pixels[cut(seen, box, _AROUND_MM)].reshape(-1, 3)
    paper = np.percentile(near, 80, axis=0).astype(np.uint8)
    wiped[zone][~seen.rulings[zone]] = paper
    wiped[around][_strokes(seen, zone, around) & ~seen.rulings[around]] = paper


def _strokes(seen: PictureInk, zone: tuple[slice, slice], around: tuple[slice, slice]) -> Mask:
    """Parts of the ink that lie in the zone with more than half of them: its strokes, also where they leave it."""
    in_zone = np.bincount(seen.parts[zone].ravel(), minlength=len(seen.areas))
    own = 2 * in_zone > seen.areas
    own[0] = False
    return halo(own[seen.parts[around]], seen.scale)
