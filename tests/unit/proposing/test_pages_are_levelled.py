import cv2
import numpy as np
import pytest

from ocr_service.reading.pages import Pixels
from ocr_service.reading.proposing.page_lines import level


def form(slope: float) -> Pixels:
    """Rulings and rows of print, turned by `slope` degrees."""
    page = np.full((1400, 1000, 3), 250, np.uint8)
    for y in range(200, 1300, 100):
        cv2.line(page, (100, y), (900, y), (20, 20, 20), 2)
        cv2.putText(page, "Name Date Amount", (110, y - 20), cv2.FONT_HERSHEY_SIMPLEX, 1, (20, 20, 20), 2, cv2.LINE_AA)
    matrix = cv2.getRotationMatrix2D((500, 700), slope, 1.0)
    turned = cv2.warpAffine(page, matrix, (1000, 1400), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8)


@pytest.mark.parametrize("slope", [-12.0, -1.3, 0.0, 0.6, 4.0])
def test_rulings_lie_level(slope: float) -> None:
    page = level(form(slope))
    ends = []
    for x in (500, 850):
        dark = np.flatnonzero(page[660:740, x, 0] < 128)
        ends.append(float(dark.min()) if dark.size else float("nan"))
    # A tenth of a degree over 500 pixels, and a pixel.
    assert abs(ends[0] - ends[1]) <= 0.0018 * 350 + 1.5


def test_an_empty_page_stays_as_it_is() -> None:
    page = np.full((300, 200, 3), 250, np.uint8)
    assert level(page) is page
