"""The picture of a page that people see beside its fields: upright, rectified where the page was aligned."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH, Box
from ocr_service.forms.result import ResultBox
from ocr_service.reading.clean_page import shrink
from ocr_service.reading.matching.homography import frame_to_pixels
from ocr_service.reading.pages import AlignedPage, Pixels, ScanPage
from ocr_service.reading.placing.align_page import needs_local_shifts, shifted_grid

MAX_DPI: Final = 200.0
MAX_SIDE_PX: Final = 2000
_JPEG_QUALITY: Final = 85
_DEFAULT_DPI: Final = 150.0


@dataclass(frozen=True, kw_only=True)
class PagePicture:
    """`jpeg`: the encoded picture of `width` x `height` pixels; `dpi` its resolution (a guess where nothing tells)."""

    jpeg: bytes
    width: int
    height: int
    dpi: float

    def place(self, box: Box) -> ResultBox:
        """A template zone (mm) on this picture of an aligned page, cut to the picture's edges."""
        x, y, width, height = box.to_pixels(self.dpi)
        left, top = min(max(x, 0), self.width - 1), min(max(y, 0), self.height - 1)
        return ResultBox(
            x=left,
            y=top,
            width=max(1, min(x + width, self.width) - left),
            height=max(1, min(y + height, self.height) - top),
        )


def draw_aligned(aligned: AlignedPage, size_mm: tuple[float, float]) -> PagePicture:
    """The page as the template has it, at the scan's resolution or MAX_DPI, whichever is less."""
    dpi = min(aligned.dpi, MAX_DPI)
    size = (round(size_mm[0] * dpi / MM_PER_INCH), round(size_mm[1] * dpi / MM_PER_INCH))
    source = aligned.page.pixels
    if needs_local_shifts(aligned):
        places = shifted_grid(aligned, size, dpi, aligned.to_pixels)
        across, down = places[..., 0], places[..., 1]
        pixels = cv2.remap(
            source, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,) * 3
        )
    else:
        matrix = aligned.to_pixels @ np.linalg.inv(frame_to_pixels(dpi))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        pixels = cv2.warpPerspective(
            source, matrix, size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,) * 3
        )
    return _encode(pixels.astype(np.uint8, copy=False), dpi)


def draw_unaligned(page: ScanPage) -> PagePicture:
    """The page as it was opened, reduced to MAX_SIDE_PX."""
    factor = max(1.0, max(page.pixels.shape[:2]) / MAX_SIDE_PX)
    return _encode(shrink(page.pixels, factor), (page.dpi or _DEFAULT_DPI) / factor)


def _encode(pixels: Pixels, dpi: float) -> PagePicture:
    done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:
        raise AssertionError("an eight-bit BGR picture can always be encoded")
    return PagePicture(jpeg=encoded.tobytes(), width=pixels.shape[1], height=pixels.shape[0], dpi=dpi)
