import cv2
import numpy as np
import pytest

from ocr_service.forms.geometry import Box
from ocr_service.reading.cut_fields import cut_zone
from ocr_service.reading.pages import AlignedPage, Pixels, ScanPage

ZONE = Box(x=5, y=5, width=30, height=8)
TO_PIXELS = np.array([[7.8, 0.1, 3.0], [-0.1, 7.9, 5.0], [1e-5, 2e-5, 1.0]])


class NothingPrinted:
    def cut(self, box: Box, width: int, height: int) -> Pixels | None:
        return None


def paper() -> Pixels:
    noise = np.random.default_rng(1).integers(0, 256, (200, 360), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(cv2.GaussianBlur(noise, (0, 0), 1.5), cv2.COLOR_GRAY2BGR), np.uint8)


def cut(pixels: Pixels) -> Pixels:
    page = AlignedPage(
        page=ScanPage(number=1, pixels=pixels), template_page=1, to_pixels=TO_PIXELS, dpi=200, residual_mm=0
    )
    return cut_zone(page, NothingPrinted(), ZONE).pixels  # type: ignore[arg-type]


def test_the_crop_is_the_same_as_from_three() -> None:
    grey, coloured = paper(), paper()
    coloured[-1, -1] = (255, 0, 0)  # far from the zone, but now the page has colour
    assert ScanPage(number=1, pixels=grey).one_channel is not None
    assert ScanPage(number=1, pixels=coloured).one_channel is None
    assert np.array_equal(cut(grey), cut(coloured))


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_a_page_with_a_seal_keeps_its_colours(channel: int) -> None:
    pixels = paper()
    pixels[60:80, 60:80, channel] = 250
    page = ScanPage(number=1, pixels=pixels)
    assert page.one_channel is None
    assert np.ptp(cut(pixels).astype(int), axis=2).max() > 50
