import cv2
import numpy as np
import pytest

from ocr_service.reading.pages import Pixels
from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.find_fills import Fill, find_fills, settle_cells

SCALE = 8.0


def paper() -> Pixels:
    return np.full((800, 1200, 3), 252, np.uint8)


def test_dark_cells_with_white_letters_stay_apart() -> None:
    page = paper()
    for x in (100, 305, 510):
        page[100:160, x : x + 200] = (120, 84, 48)
        cv2.putText(page, "Price", (x + 40, 142), cv2.FONT_HERSHEY_SIMPLEX, 1, (255, 255, 255), 2, cv2.LINE_AA)
    found = find_fills(page, SCALE)
    assert [fill.rect.left for fill in found] == pytest.approx([100, 305, 510], abs=2)
    assert all(fill.dark for fill in found)


def test_a_pale_stripe_is_a_shade_and_print_is_none() -> None:
    page = paper()
    page[100:160, 100:900] = (236, 226, 217)
    cv2.putText(page, "4711", (300, 142), cv2.FONT_HERSHEY_SIMPLEX, 1, (20, 20, 20), 2, cv2.LINE_AA)
    cv2.putText(page, "Heading", (300, 400), cv2.FONT_HERSHEY_SIMPLEX, 2, (20, 20, 20), 5, cv2.LINE_AA)
    (fill,) = find_fills(page, SCALE)
    assert (fill.dark, round(fill.rect.width, -1), round(fill.rect.height, -1)) == (False, 800, 60)


def test_what_is_no_rectangle_is_a_shadow() -> None:
    page = paper()
    cv2.circle(page, (400, 400), 150, (200, 200, 200), -1)
    assert find_fills(page, SCALE) == []


def test_the_inside_of_a_shade_is_no_cell_of_its_own() -> None:
    shade = Rect(left=100, top=100, right=300, bottom=160)
    inner = Rect(left=108, top=108, right=292, bottom=152)
    box = Rect(left=302, top=102, right=500, bottom=158)
    assert settle_cells([inner, box], [Fill(rect=shade, dark=True)]) == [box, shade]


def test_ruled_cells_on_a_shaded_row_stay() -> None:
    shade = Rect(left=100, top=100, right=300, bottom=160)
    cells = [Rect(left=101, top=101, right=199, bottom=159), Rect(left=201, top=101, right=299, bottom=159)]
    assert settle_cells(cells, [Fill(rect=shade, dark=False)]) == cells
