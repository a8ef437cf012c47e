"""Paper that is bent by more than half a row: the next row's crossing then lies nearer than the right one."""

import cv2
import numpy as np
import pytest

from ocr_service.reading.matching.homography import map_points
from ocr_service.reading.matching.local_shift import shifts_at
from ocr_service.reading.pages import ScanPage
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from tests.unit.reading.form_pages import COLUMNS, DPI, ROWS, draw_slip, fill_slip, package, pixels_of, slip_template

PER_MM = DPI / 25.4
CELLS = np.array([[(left + right) / 2, 67 + 9 * (row + 0.5)] for row in range(ROWS) for left, right in COLUMNS])


def lifted(pixels, wave_mm):
    """The page with every point moved down by `wave_mm` of its x in mm."""
    height, width = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    down = (wave_mm(x / PER_MM) * PER_MM).astype(np.float32)
    return cv2.remap(pixels, x, y - down, cv2.INTER_LINEAR, borderValue=(255,) * 3)


@pytest.mark.parametrize(
    "wave_mm",
    [
        lambda x: 3.5 * np.sin(2 * np.pi * x / 210),
        lambda x: 7.0 * np.maximum(0.0, (x - 90) / 120) ** 2,
        lambda x: 6.0 * np.sin(np.pi * x / 210),
    ],
    ids=["a wave", "a corner that lies up", "a bulge"],
)
def test_every_cell_lies_within_half_a_millimetre(wave_mm):
    catalogue = Catalogue([package(draw_slip(), slip_template())])
    page = ScanPage(number=1, pixels=lifted(pixels_of(fill_slip(draw_slip())), wave_mm))
    aligned = identify_form(PageView(page), catalogue).aligned
    found = map_points(aligned.to_pixels, CELLS + shifts_at(aligned.shifts, CELLS)[:, :2]) / PER_MM
    true = CELLS + np.column_stack([np.zeros(len(CELLS)), wave_mm(CELLS[:, 0])])
    assert np.linalg.norm(found - true, axis=1).max() < 0.5
