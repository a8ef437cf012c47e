import cv2
import numpy as np
import pytest

from ocr_service.reading.matching.homography import move
from ocr_service.reading.quality.find_streaks import drop_printed, find_streaks

HERE = move(0, 0)


@pytest.fixture
def page():
    """Paper with its noise, some lines of words, and a table that ends before the paper does."""
    paper = np.random.default_rng(7).normal(245, 3, (1200, 850)).clip(0, 255).astype(np.uint8)
    for y in range(80, 1150, 40):
        cv2.putText(paper, "quantity 1250 unit price 88.60 remark of delivery", (60, y), 0, 0.8, (40,), 2)
    for x in (60, 240, 420, 600, 780):
        cv2.line(paper, (x, 60), (x, 1140), (30,), 2)
    return paper


def dirtied(page, x, *, level=150, width=1):
    page[:, x : x + width] = np.minimum(page[:, x : x + width], level)
    return page


def columns(page):
    return [round(x) for x, _, other, _ in find_streaks(page) if x == other]


def test_a_page_with_rulings_has_none(page):
    assert len(find_streaks(page)) == 0


@pytest.mark.parametrize(("level", "width"), [(190, 1), (150, 2), (60, 3)])
def test_a_dark_line_over_the_whole_page(page, level, width):
    (found,) = columns(dirtied(page, 333, level=level, width=width))
    assert abs(found - 333) <= width


def test_a_light_line_on_grey_paper(page):
    grey = (page * 0.7).astype(np.uint8)
    grey[:, 500] = 250
    assert [abs(one - 500) <= 1 for one in columns(grey)] == [True]


def test_a_page_that_was_turned_afterwards(page):
    turned = np.ascontiguousarray(np.rot90(dirtied(page, 333)))
    ((left, top, right, bottom),) = find_streaks(turned)
    assert (left, right, top) == (0, turned.shape[1] - 1, bottom)


def test_a_line_that_ends_within_the_paper_is_printed(page):
    page[30:1170, 333] = 100
    assert columns(page) == []


def test_a_line_with_gaps_is_printed(page):
    page[np.arange(1200) % 12 < 8, 333] = 100
    assert columns(page) == []


def test_the_edge_of_the_sheet_has_nothing_printed_beyond_it(page):
    wide = np.pad(page, ((0, 0), (0, 200)), constant_values=240)
    assert columns(dirtied(wide, 851)) == []


def test_many_lines_are_a_table_cut_out_of_a_page(page):
    for x in (150, 333, 500, 700):
        dirtied(page, x)
    assert len(find_streaks(page)) == 0


def test_the_forms_own_line_is_no_streak(page):
    print_of_form = np.zeros((1200, 850), np.bool_)
    print_of_form[:, 335] = True
    streaks = find_streaks(dirtied(dirtied(page, 333), 520))
    assert len(streaks) == 2
    ((left, *_),) = drop_printed(streaks, HERE, print_of_form)
    assert abs(left - 520) <= 1
