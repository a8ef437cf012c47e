import cv2
import numpy as np
import pytest

from ocr_service.reading.pages import Pixels
from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.take_out_entries import (
    inside_of,
    take_out_entries,
    with_frames,
    without_letters,
)

SCALE = 8.0
ENTRY = Rect(left=40, top=30, right=200, bottom=60)
NO_RULINGS = np.zeros((120, 300), np.uint8)


def paper(tone: int = 250) -> Pixels:
    return np.full((120, 300, 3), tone, np.uint8)


def write(page: Pixels, text: str = "4711", at: tuple[int, int] = (50, 55), tone: int = 20) -> Pixels:
    return cv2.putText(page, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (tone, tone, tone), 2, cv2.LINE_AA)


def test_an_entry_leaves_paper_behind() -> None:
    blank = take_out_entries(write(paper()), [ENTRY], NO_RULINGS, SCALE)
    assert blank.min() >= 245


def test_a_shaded_cell_keeps_its_shade_and_its_edge() -> None:
    shaded = paper()
    shaded[:, 100:] = 215
    blank = take_out_entries(write(shaded.copy()), [ENTRY], NO_RULINGS, SCALE)
    assert np.abs(blank.astype(int) - shaded).max() <= 8


def test_rulings_stay_under_an_entry() -> None:
    ruled = paper()
    ruled[56:59] = 0
    rulings = (ruled[:, :, 0] == 0).astype(np.uint8)
    blank = take_out_entries(write(ruled.copy()), [ENTRY], rulings, SCALE)
    assert blank[56:59].max() <= 20
    assert blank[:50].min() >= 245


def test_print_that_only_reaches_into_the_place_stays() -> None:
    page = write(paper(), at=(50, 90))
    assert (take_out_entries(page, [Rect(left=40, top=40, right=200, bottom=74)], NO_RULINGS, SCALE) == page).all()


def test_tails_that_hang_out_go_with_the_entry() -> None:
    page = cv2.line(paper(), (60, 35), (60, 66), (20, 20, 20), 3)
    assert take_out_entries(page, [ENTRY], NO_RULINGS, SCALE).min() >= 245


def test_nothing_is_taken_from_a_dark_ground() -> None:
    heading = write(paper(60), tone=255)
    assert (take_out_entries(heading, [ENTRY], NO_RULINGS, SCALE) == heading).all()


@pytest.mark.parametrize(
    "entry",
    [Rect(left=-9, top=-9, right=20, bottom=20), Rect(left=290, top=110, right=400, bottom=200),
     Rect(left=500, top=500, right=600, bottom=600)],
)  # fmt: skip
def test_an_entry_at_the_pages_edge_breaks_nothing(entry: Rect) -> None:
    assert take_out_entries(paper(), [entry], NO_RULINGS, SCALE).shape == (120, 300, 3)


def test_a_cross_leaves_its_box_behind() -> None:
    page = cv2.rectangle(paper(), (100, 40), (132, 72), (20, 20, 20), 2)
    marked = cv2.line(page.copy(), (101, 41), (131, 71), (20, 20, 20), 3)
    box = Rect(left=99, top=39, right=134, bottom=74)
    kept = with_frames(NO_RULINGS, [box], SCALE)
    blank = take_out_entries(marked, [inside_of(box, SCALE)], kept, SCALE)
    assert blank[48:65, 108:125].min() >= 240
    assert (blank[40, 100:132] < 60).all()


def test_letters_that_look_like_rulings_go_with_their_entry() -> None:
    page = cv2.line(paper(), (60, 45), (130, 45), (20, 20, 20), 3)
    rulings = (page[:, :, 0] < 100).astype(np.uint8)
    assert take_out_entries(page, [ENTRY], without_letters(rulings, [ENTRY]), SCALE).min() >= 245


def test_an_underline_is_no_letter() -> None:
    page = paper()
    page[56:59, 60:130] = 20
    rulings = (page[:, :, 0] < 100).astype(np.uint8)
    assert (without_letters(rulings, [ENTRY]) == rulings).all()
