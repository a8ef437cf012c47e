import cv2
import numpy as np
import pytest

from ocr_service.reading.proposing.find_cells import Rulings, find_cells, find_rulings
from ocr_service.reading.proposing.find_underlines import find_underlines
from ocr_service.reading.proposing.fine_ink import fine_ink

SCALE = 8.0
NONE = Rulings(mask=np.zeros((400, 1200), np.uint8), level=(), upright=())


def paper() -> np.ndarray:
    return np.full((400, 1200, 3), 250, np.uint8)


@pytest.mark.parametrize("radius", [1, 2, 3])
def test_dots_to_write_on_are_one_line(radius: int) -> None:
    page = paper()
    for x in range(200, 600, 10):
        cv2.circle(page, (x, 200), radius, (20, 20, 20), -1)
    (found,) = find_underlines(fine_ink(page, SCALE), NONE, [], [], SCALE)
    assert (found.left, found.right) == pytest.approx((200, 590), abs=8)


def test_dashes_to_write_on_are_one_line() -> None:
    page = paper()
    for x in range(200, 600, 30):
        cv2.line(page, (x, 200), (x + 18, 200), (20, 20, 20), 3)
    (found,) = find_underlines(fine_ink(page, SCALE), NONE, [], [], SCALE)
    assert found.right - found.left > 350


def test_words_are_no_line() -> None:
    page = paper()
    cv2.putText(page, "little lines, 1.1.1 ...", (100, 200), cv2.FONT_HERSHEY_SIMPLEX, 1, (20, 20, 20), 2, cv2.LINE_AA)
    assert find_underlines(fine_ink(page, SCALE), NONE, [], [], SCALE) == []


def test_a_shades_edge_is_no_ruling() -> None:
    page = paper()
    page[100:200, 100:900] = 215
    rulings = find_rulings(page, SCALE)
    assert (rulings.level, rulings.upright) == ((), ())


def test_cells_may_be_open_at_the_pages_sides() -> None:
    page = paper()
    for y in (60, 160, 260):
        cv2.line(page, (60, y), (1140, y), (20, 20, 20), 3)
    cv2.line(page, (600, 60), (600, 160), (20, 20, 20), 3)
    assert len(find_cells(find_rulings(page, SCALE), SCALE)) == 3


def test_lines_to_write_on_make_no_cells() -> None:
    page = paper()
    for y in (60, 160, 260):
        cv2.line(page, (60, y), (1140, y), (20, 20, 20), 3)
    assert find_cells(find_rulings(page, SCALE), SCALE) == []
