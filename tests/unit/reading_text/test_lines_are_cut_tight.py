import numpy as np

from ocr_service.reading.ink.find_ink import find_ink
from ocr_service.reading.ink.split_lines import LONGEST_LINE, find_bands, split_lines
from tests.doubles.drawn_zones import crop, paper, write

SCALE = 200 / 25.4


def test_one_line_is_cut_to_its_ink_with_a_margin() -> None:
    pixels = paper(80, 14)
    write(pixels, "HT-2024", at_mm=(30, 9))
    (line,) = split_lines(find_ink(crop(pixels)), 200)
    height, width = line.mask.shape
    assert height < 6 * SCALE
    assert width < 40 * SCALE
    assert not line.mask[0].any()
    assert not line.mask[:, 0].any()


def test_two_lines_come_from_top_to_bottom_and_do_not_show_each_other() -> None:
    pixels = paper(60, 16)
    write(pixels, "AAAA", at_mm=(5, 6))
    write(pixels, "BB", at_mm=(5, 12))
    lines = split_lines(find_ink(crop(pixels)), 200)
    assert len(lines) == 2
    assert lines[0].mask.shape[1] > lines[1].mask.shape[1]


def test_the_strokes_of_one_character_are_one_line() -> None:
    mask = np.zeros((80, 100), np.bool_)
    for y in (20, 34, 48):
        mask[y : y + 3, 30:60] = True
    assert find_bands(mask, SCALE) == [(20, 51)]


def test_a_character_of_two_parts_may_be_one_line() -> None:
    mask = np.zeros((60, 100), np.bool_)
    mask[16:29, 40:66] = True  # the upper part of a character like 台
    mask[31:44, 43:63] = True
    assert find_bands(mask, SCALE) == [(16, 29), (31, 44)]
    assert find_bands(mask, SCALE, joined=True) == [(16, 44)]


def test_lines_as_far_apart_as_lines_are_stay_apart() -> None:
    mask = np.zeros((80, 100), np.bool_)
    mask[10:34, 40:64] = True
    mask[41:65, 40:64] = True
    assert find_bands(mask, SCALE, joined=True) == [(10, 34), (41, 65)]


def test_slivers_of_neighbours_at_the_edge_are_left_out() -> None:
    mask = np.zeros((60, 100), np.bool_)
    mask[0:5, 20:60] = True
    mask[20:44, 20:60] = True
    assert find_bands(mask, SCALE) == [(20, 44)]


def test_a_lone_dash_is_shown_in_a_line_of_ordinary_height() -> None:
    pixels = paper()
    write(pixels, "-", at_mm=(30, 5.5))
    (line,) = split_lines(find_ink(crop(pixels)), 200)
    assert line.pixels.shape[0] >= 2.5 * SCALE


def test_a_very_long_line_is_cut_in_a_gap_and_says_that_it_goes_on() -> None:
    pixels = paper(250, 7)
    write(pixels, "AB CD EF GH IJ KL MN OP QR ST UV WX YZ 12 34 56 78 " * 2, at_mm=(2, 5))
    lines = split_lines(find_ink(crop(pixels)), 200)
    assert len(lines) >= 2
    assert [line.continues for line in lines] == [True] * (len(lines) - 1) + [False]
    for line in lines:
        assert line.mask.shape[1] <= LONGEST_LINE * line.mask.shape[0]
        assert not line.mask[:, -1].any()


def test_a_blank_zone_has_no_lines() -> None:
    assert split_lines(find_ink(crop(paper())), 200) == []


def test_the_only_tail_of_a_long_line_is_not_cut_off() -> None:
    pixels = paper(180, 10)
    write(pixels, "1234567890 1234567890 1234567890", at_mm=(5, 6))
    # A comma: its head on the line, its tail a millimetre below it.
    x, y = round(150 * SCALE), round(6 * SCALE)
    pixels[y - 3 : y + round(1.0 * SCALE), x : x + 3] = 0
    (line,) = split_lines(find_ink(crop(pixels)), 200)
    below = line.mask[:, : line.mask.shape[1] // 2].any(axis=1).nonzero()[0].max()
    assert line.mask[below + 5 :].any()


def test_strokes_that_touch_another_line_are_shared_out_between_the_lines() -> None:
    pixels = paper(60, 16)
    write(pixels, "AAAA", at_mm=(5, 6))
    write(pixels, "BBBB", at_mm=(5, 12))
    x = round(8 * SCALE)
    pixels[round(4 * SCALE) : round(11 * SCALE), x : x + 2] = 0
    lines = split_lines(find_ink(crop(pixels)), 200)
    assert len(lines) == 2
    assert max(line.mask.shape[0] for line in lines) < 6 * SCALE
