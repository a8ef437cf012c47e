"""Tick boxes as forms print them: circles, brackets, glyphs, shadows; and blank forms that are none."""

import cv2
import numpy as np
import pytest

from ocr_service.forms.geometry import Box
from ocr_service.reading.clean_page import to_grey
from ocr_service.reading.pages import Crop
from ocr_service.reading.read_marks import MARK_MARGIN_MM, read_mark

DPI = 200
SCALE = DPI / 25.4
SIDE = 4.0
BLACK = (40, 40, 40)


def at(x, y):
    return round((MARK_MARGIN_MM + x) * SCALE), round((MARK_MARGIN_MM + y) * SCALE)


def circle(pixels):
    cv2.circle(pixels, at(2, 2), round(1.9 * SCALE), BLACK, 2, cv2.LINE_AA)


def brackets(pixels):
    for outer, inner in ((0.1, 0.7), (3.9, 3.3)):
        cv2.polylines(pixels, [np.array([at(inner, 0), at(outer, 0), at(outer, 4), at(inner, 4)])], False, BLACK, 2)


def shadow(pixels):
    cv2.rectangle(pixels, at(0, 0), at(4, 4), BLACK, 1)
    cv2.rectangle(pixels, at(4, 0.5), at(4.5, 4.5), BLACK, -1)
    cv2.rectangle(pixels, at(0.5, 4), at(4.5, 4.5), BLACK, -1)


def letter_in_a_circle(pixels):
    circle(pixels)
    cv2.putText(pixels, "B", at(1.25, 2.8), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (120, 120, 120), 1, cv2.LINE_AA)


def small_box_in_a_large_zone(pixels):
    cv2.rectangle(pixels, at(0.9, 0.9), at(3.1, 3.1), BLACK, 1)


SHAPES = [circle, brackets, shadow, letter_in_a_circle, small_box_in_a_large_zone]


def blank(shape):
    side = round((SIDE + 2 * MARK_MARGIN_MM) * SCALE)
    pixels = np.full((side, side, 3), 248, np.uint8)
    shape(pixels)
    return pixels


def tick(pixels, colour=(120, 60, 30)):
    cv2.polylines(pixels, [np.array([at(1.1, 2.0), at(1.9, 3.0), at(4.3, -0.4)])], False, colour, 3, cv2.LINE_AA)
    return pixels


def read(pixels, reference):
    noisy = np.clip(pixels + np.random.default_rng(5).normal(0, 3, pixels.shape), 0, 255).astype(np.uint8)
    zone = Box(x=0, y=0, width=SIDE, height=SIDE).grown(MARK_MARGIN_MM)
    return read_mark(Crop(pixels=noisy, box=zone, dpi=DPI, reference=None if reference is None else to_grey(reference)))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_blank_one_is_empty(shape):
    mark = read(blank(shape), blank(shape))
    assert (mark.state, mark.quality > 0.8) == ("empty", True)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_tick_is_seen(shape):
    assert read(tick(blank(shape)), blank(shape)).state == "ticked"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_pencil_tick_is_seen(shape):
    assert read(tick(blank(shape), (175, 175, 175)), blank(shape)).set


def test_the_box_is_found_on_the_scan_where_the_blank_form_is_not_at_hand():
    assert read(blank(shadow), None).state == "empty"
    assert read(tick(blank(shadow)), None).set


def test_a_blank_form_that_is_a_filled_copy_hides_no_mark():
    filled_copy = tick(blank(shadow))
    assert read(blank(shadow), filled_copy).state == "empty"
    cross = blank(shadow)
    cv2.line(cross, at(0.4, 0.4), at(3.6, 3.6), (120, 60, 30), 3, cv2.LINE_AA)
    cv2.line(cross, at(0.4, 3.6), at(3.6, 0.4), (120, 60, 30), 3, cv2.LINE_AA)
    assert read(cross, filled_copy).set
