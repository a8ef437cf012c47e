"""The text around a seal's ring, laid out as a line."""

import cv2
import numpy as np
import pytest

from ocr_service.forms.content import SealText
from ocr_service.forms.geometry import Box
from ocr_service.reading.pages import Crop
from ocr_service.reading.recognise_text import recognise_crops
from ocr_service.reading.seals.find_ring import find_ring
from ocr_service.reading.seals.unroll_ring import unroll_ring

DPI = 150
SCALE = DPI / 25.4
SIDE = round(50 * SCALE)
CENTRE = (SIDE // 2 + 10, SIDE // 2 - 6)
RED, BLUE, PURPLE = (50, 50, 215), (205, 70, 40), (170, 50, 130)


def paper(writing=False):
    pixels = np.full((SIDE, SIDE, 3), 246, np.uint8)
    if writing:
        for y in range(60, SIDE, 50):
            cv2.putText(pixels, "20240512 ABC", (5, y), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (40, 40, 40), 2, cv2.LINE_AA)
    return pixels


def stamp(pixels, colour=RED, height=1.0, marks=8, turned=0.0):
    """A ring with so many upright bars where a seal has its characters, on the upper three quarters."""
    radius = 19 * SCALE
    cv2.ellipse(pixels, CENTRE, (round(radius), round(radius * height)), 0, 0, 360, colour, 5, cv2.LINE_AA)
    for angle in np.radians(np.linspace(-120, 120, marks) + turned):
        ends = [
            (
                round(CENTRE[0] + share * radius * np.sin(angle)),
                round(CENTRE[1] - share * radius * height * np.cos(angle)),
            )
            for share in (0.66, 0.86)
        ]
        cv2.line(pixels, *ends, colour, 6, cv2.LINE_AA)
    cv2.circle(pixels, CENTRE, round(3 * SCALE), colour, -1, cv2.LINE_AA)
    return pixels


def crop_of(pixels):
    return Crop(pixels=pixels, box=Box(x=0, y=0, width=50, height=50), dpi=DPI)


def bars(line):
    """How many bars stand in the line, each upright over most of its height."""
    dark = (line.pixels[..., 0] < 110).mean(axis=0) > 0.4
    return int(np.count_nonzero(np.diff(dark.astype(np.int8)) == 1))


@pytest.mark.parametrize("colour", [RED, BLUE, PURPLE], ids=["red", "blue", "purple"])
@pytest.mark.parametrize("height", [1.0, 0.72], ids=["round", "oval"])
def test_every_character_stands_upright_in_the_line(colour, height):
    assert bars(unroll_ring(crop_of(stamp(paper(), colour, height)))) == 8


@pytest.mark.parametrize("turned", [-70, 35, 180])
def test_a_turned_seal_begins_after_its_gap(turned):
    line = unroll_ring(crop_of(stamp(paper(), turned=turned)))
    assert bars(line) == 8


def test_black_writing_under_the_seal_is_left_out():
    assert bars(unroll_ring(crop_of(stamp(paper(writing=True))))) == 8


def test_writing_without_a_seal_has_no_ring():
    assert unroll_ring(crop_of(paper(writing=True))) is None


def test_the_ring_is_where_it_was_drawn():
    ink = (stamp(paper())[..., 0] < 150).astype(bool)
    ring = find_ring(ink, SCALE)
    assert ring.centre == pytest.approx(CENTRE, abs=2)
    assert ring.axes == pytest.approx((19 * SCALE, 19 * SCALE), rel=0.05)


class NoEngine:
    name = "none"

    def recognise(self, lines):
        assert not list(lines)
        return []


def test_a_zone_without_a_seal_is_blank():
    assert next(recognise_crops(NoEngine(), [crop_of(paper())], [SealText()])).blank


def test_a_stamp_without_a_ring_is_not_blank_but_goes_to_a_person():
    pixels = paper()
    cv2.rectangle(pixels, (60, 80), (230, 150), RED, 4)
    cv2.putText(pixels, "PAID", (75, 135), cv2.FONT_HERSHEY_SIMPLEX, 1.6, RED, 5, cv2.LINE_AA)
    seen = next(recognise_crops(NoEngine(), [crop_of(pixels)], [SealText()]))
    assert not seen.blank
    assert [reason.code for reason in seen.reasons] == ["ink_without_text"]
