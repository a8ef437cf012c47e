"""How large the paper is, and the page at a resolution that later steps can count on."""

from dataclasses import dataclass
from typing import Final

import cv2

from ocr_service.forms.geometry import MM_PER_INCH, Box
from ocr_service.reading.pages import Pixels, ScanPage
from ocr_service.reading.proposing.find_cells import Rect

WORKING_DPI: Final = 200.0
# Paper sizes by the ratio of their sides, in millimetres: ISO 216 A4 (A5, A3 look the same) and US Letter.
_PAPERS: Final = ((210.0, 297.0), (215.9, 279.4))
_SAME_RATIO: Final = 0.03


@dataclass(frozen=True, kw_only=True)
class PageSize:
    """`pixels` at `dpi`; `known` is false where the paper's size is a guess."""

    pixels: Pixels
    dpi: float
    known: bool

    @property
    def scale(self) -> float:
        """Pixels per millimetre."""
        return self.dpi / MM_PER_INCH

    @property
    def size_mm(self) -> tuple[float, float]:
        height, width = self.pixels.shape[:2]
        return round(width / self.scale, 1), round(height / self.scale, 1)

    def of(self, pixels: Pixels) -> "PageSize":
        """The same paper, turned."""
        return PageSize(pixels=pixels, dpi=self.dpi, known=self.known)

    def box(self, rect: Rect) -> Box:
        """A rectangle on the page in millimetres, cut to the page."""
        width, height = self.size_mm
        left, top = max(0.0, rect.left / self.scale), max(0.0, rect.top / self.scale)
        right, bottom = min(width, rect.right / self.scale), min(height, rect.bottom / self.scale)
        return Box(
            x=round(left, 1),
            y=round(top, 1),
            width=round(max(right - left, 0.5), 1),
            height=round(max(bottom - top, 0.5), 1),
        )

    def rect(self, box: Box) -> Rect:
        """A box in millimetres as a rectangle on the page."""
        return Rect(
            left=box.x * self.scale,
            top=box.y * self.scale,
            right=box.right * self.scale,
            bottom=box.bottom * self.scale,
        )


def fit_page(page: ScanPage) -> PageSize:
    """The page reduced to `WORKING_DPI` where it has more; A4 or Letter where the file does not say how large it is."""
    height, width = page.pixels.shape[:2]
    dpi = page.dpi or _guess_dpi(width, height)
    factor = min(1.0, WORKING_DPI / dpi)
    pixels = page.pixels
    if factor < 1.0:
        size = (round(width * factor), round(height * factor))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(pixels.dtype, copy=False)
    return PageSize(pixels=pixels, dpi=dpi * factor, known=page.dpi is not None)


def _guess_dpi(width: int, height: int) -> float:
    ratio = max(width, height) / min(width, height)
    for short, long in _PAPERS:
        if abs(ratio / (long / short) - 1) <= _SAME_RATIO:
            return max(width, height) / long * MM_PER_INCH
    # A slip of no common size: most are as wide as A4.
    return min(max(width / 210.0, height / 297.0), 40.0) * MM_PER_INCH
