"""Ink on a form's picture that is none of its rulings: what somebody may have written there."""

import io
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ocr_service.forms.geometry import Box
from ocr_service.reading.clean_page import adaptive_ink, to_grey
from ocr_service.reading.proposing.find_cells import find_rulings

# A picture from outside may say that it is larger than any memory: A3 at 600 dpi has 70 million pixels.
_MOST_PIXELS: Final = 80_000_000
_WINDOW_MM: Final = 4.0
# What is darker at the edge of a stroke or a ruling than paper is, and not yet ink.
_HALO_MM: Final = 0.25

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class PictureInk:
    """A form's picture (BGR), its ink without rulings, and its rulings with their soft edges, all (height, width).

    `parts` numbers the ink's connected parts from 1, 0 is none; `areas` and `lengths` (the longer side), in pixels, are
    theirs by number. `scale` is pixels per millimetre.
    """

    pixels: Pixels
    parts: NDArray[np.int32]
    areas: NDArray[np.int32]
    lengths: NDArray[np.int32]
    rulings: Mask
    scale: float


def see_ink(picture: bytes, width_mm: float) -> PictureInk:
    """`picture` is PNG or JPEG. Raises ValueError where it cannot be decoded or is too large."""
    pixels = _decode(picture)
    scale = pixels.shape[1] / width_mm
    rulings = cv2.dilate(find_rulings(pixels, scale).mask, np.ones((3, 3), np.uint8)).astype(np.bool_)
    ink = adaptive_ink(to_grey(pixels), window=2 * round(_WINDOW_MM * scale) + 1) & ~rulings
    _, parts, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    return PictureInk(
        pixels=pixels,
        parts=parts.astype(np.int32, copy=False),
        areas=stats[:, cv2.CC_STAT_AREA].astype(np.int32, copy=False),
        lengths=stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1).astype(np.int32, copy=False),
        rulings=rulings,
        scale=scale,
    )


def cut(seen: PictureInk, box: Box, margin: float) -> tuple[slice, slice]:
    """Rows and columns of a box (mm) that is grown by `margin` mm on every side, within the picture."""
    height, width = seen.rulings.shape
    left, top = (max(0, round((edge - margin) * seen.scale)) for edge in (box.x, box.y))
    right = min(width, round((box.x + box.width + margin) * seen.scale))
    bottom = min(height, round((box.y + box.height + margin) * seen.scale))
    return slice(min(top, height), max(bottom, 0)), slice(min(left, width), max(right, 0))


def halo(mask: Mask, scale: float) -> Mask:
    """The mask with the soft edges of its strokes."""
    side = 2 * max(1, round(_HALO_MM * scale)) + 1
    return cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)).astype(np.bool_)


def _decode(picture: bytes) -> Pixels:
    try:
        with Image.open(io.BytesIO(picture)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError("the picture is too large")
    except OSError as error:
        raise ValueError("the picture cannot be decoded") from error
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise ValueError("the picture cannot be decoded")
    return pixels.astype(np.uint8, copy=False)
