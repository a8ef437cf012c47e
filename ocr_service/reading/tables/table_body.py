"""A table's body as one flat picture, with the ink in it told apart: rulings, a seal's colour, lines drawn through."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH, Box
from ocr_service.reading.clean_page import to_grey
from ocr_service.reading.ink.darkness import FAINTEST_INK, darkness_of
from ocr_service.reading.ink.percentiles import percentile
from ocr_service.reading.ink.remove_seal import remove_seal
from ocr_service.reading.pages import AlignedPage, Crop, Pixels
from ocr_service.reading.placing.align_page import shifted_grid

Mask = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

# Around the body so much is seen too, for rulings that lie on its edge.
MARGIN_MM: Final = 2.5
# Rulings are printed finer and paler than text: they count from this share of the darkest strokes.
_PALEST_RULING: Final = 0.22
_PALEST_TEXT: Final = 0.4


@dataclass(frozen=True, kw_only=True, eq=False)
class TableBody:
    """`box` is what the picture shows (mm on the page), `scale` its pixels per millimetre.

    `dark` (height, width) is true on anything darker than paper, pale rulings too; `ink` on what is as dark as text
    and has no colour of a seal.
    """

    box: Box
    scale: float
    dark: Mask
    ink: Mask

    def column(self, x: float) -> int:
        """The picture's column at `x` mm on the page, kept inside the picture."""
        return int(np.clip(round((x - self.box.x) * self.scale), 0, self.dark.shape[1] - 1))

    def row(self, y: float) -> int:
        return int(np.clip(round((y - self.box.y) * self.scale), 0, self.dark.shape[0] - 1))

    def x_mm(self, column: float) -> float:
        return self.box.x + column / self.scale

    def y_mm(self, row: float) -> float:
        return self.box.y + row / self.scale


def flatten_body(aligned: AlignedPage, box: Box, dpi: float) -> TableBody:
    """The body (`box` in mm, and MARGIN_MM around it) cut from the scan at no more than `dpi`, bends followed."""
    around = box.grown(MARGIN_MM)
    dpi = min(aligned.dpi, dpi)
    scale = dpi / MM_PER_INCH
    size = (max(8, round(around.width * scale)), max(8, round(around.height * scale)))
    places = shifted_grid(aligned, size, dpi, aligned.to_pixels, (around.x, around.y))
    pixels = cv2.remap(
        aligned.page.pixels, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return see_body(np.asarray(pixels, np.uint8), around, scale)


def see_body(pixels: Pixels, box: Box, scale: float) -> TableBody:
    """The body from its flat picture (BGR) of `box`."""
    darkness = darkness_of(to_grey(pixels), scale)
    darkest = percentile(darkness, 99.5)
    dark = darkness >= max(FAINTEST_INK, _PALEST_RULING * darkest)
    without_seal = remove_seal(Crop(pixels=pixels, box=box, dpi=scale * MM_PER_INCH))
    if without_seal is not None:
        darkness = darkness_of(to_grey(without_seal.pixels), scale)
    ink = darkness >= max(FAINTEST_INK, _PALEST_TEXT * percentile(darkness, 99.5))
    return TableBody(box=box, scale=scale, dark=np.asarray(dark), ink=np.asarray(ink))
