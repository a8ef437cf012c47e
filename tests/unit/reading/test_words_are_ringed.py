"""Options marked by a ring around a printed word, as on 男 / 女, 是 / 否, Y / N."""

import cv2
import numpy as np
import pytest

from ocr_service.forms.content import Choice
from ocr_service.forms.geometry import Box, enclosing
from ocr_service.reading.clean_page import to_grey
from ocr_service.reading.marks.find_rings import RING_MARGIN_MM
from ocr_service.reading.pages import Crop
from ocr_service.reading.read_marks import read_choice, read_options

DPI = 200
SCALE = DPI / 25.4
INK = (130, 60, 30)
WORDS = ("Yes", "No", "Maybe")
WIDTHS = (6.5, 5.0, 12.5)
BOXES = [Box(x=left, y=0, width=width, height=4) for left, width in zip((0, 11, 21), WIDTHS, strict=True)]
ZONE = enclosing(BOXES).grown(RING_MARGIN_MM)


def at(x, y):
    return round((x - ZONE.x) * SCALE), round((y - ZONE.y) * SCALE)


def blank():
    pixels = np.full((round(ZONE.height * SCALE), round(ZONE.width * SCALE), 3), 248, np.uint8)
    for word, box in zip(WORDS, BOXES, strict=True):
        cv2.putText(pixels, word, at(box.x, 3.6), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (40, 40, 40), 2, cv2.LINE_AA)
    return pixels


def middle(*indices):
    box = enclosing([BOXES[index] for index in indices])
    return box.x + box.width / 2, box.y + box.height / 2, box.width / 2 + 1.2, box.height / 2 + 1.2


def ring(*indices, first=0, last=360, tilt=4):
    def draw(pixels):
        x, y, across, down = middle(*indices)
        axes = (round(across * SCALE), round(down * SCALE))
        cv2.ellipse(pixels, at(x, y), axes, tilt, first, last, INK, 3, cv2.LINE_AA)

    return draw


def line(*points):
    def draw(pixels):
        cv2.polylines(pixels, [np.array([at(*point) for point in points], np.int32)], False, INK, 3, cv2.LINE_AA)

    return draw


def read(*drawn, move=(0, 0), reference=True):
    pixels = blank()
    for draw in drawn:
        draw(pixels)
    noise = np.random.default_rng(6).normal(0, 3, pixels.shape)
    noisy = np.clip(np.roll(pixels, move, axis=(0, 1)) + noise, 0, 255).astype(np.uint8)
    crop = Crop(pixels=noisy, box=ZONE, dpi=DPI, reference=to_grey(blank()) if reference else None)
    return read_options(CHOICE, [crop])


CHOICE = Choice.model_validate(
    {
        "type": "choice",
        "marked_by": "ring",
        "options": [{"value": word, "label": {"en": word}, "box": box} for word, box in zip(WORDS, BOXES, strict=True)],
    }
)


def states(marks):
    return [mark.state for mark in marks]


def test_nothing_is_marked():
    marks = read()
    assert states(marks) == ["empty", "empty", "empty"]
    assert min(mark.quality for mark in marks) > 0.9


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_ring_marks_the_word_within_it(index):
    marks = read(ring(index))
    assert states(marks) == ["ringed" if number == index else "empty" for number in range(3)]
    assert marks[index].quality > 0.8


def test_a_ring_that_is_not_quite_closed():
    assert states(read(ring(1, first=20, last=330)))[1] == "ringed"


def test_half_a_ring_is_unclear():
    assert states(read(ring(1, first=60, last=270)))[1] == "unclear"


def test_one_long_ring_takes_in_several():
    assert states(read(ring(0, 1, tilt=0))) == ["ringed", "ringed", "empty"]


def test_rings_on_both_sides_do_not_mark_the_word_between():
    assert states(read(ring(0), ring(2))) == ["ringed", "empty", "ringed"]


def test_a_page_that_lies_off_a_little():
    assert states(read(ring(2), move=(4, -3))) == ["empty", "empty", "ringed"]


def test_a_ring_that_was_struck_through_gives_way_to_the_other():
    marks = read(ring(0), line((-2, 2.2), (8.5, 1.8)), ring(1))
    assert states(marks) == ["scratched", "ringed", "empty"]
    chosen = read_choice(CHOICE, marks)
    assert chosen.values == ("No",)
    assert [reason.code for reason in chosen.reasons] == ["mark_taken_back"]


def test_an_underlined_word_is_marked_but_less_surely():
    marks = read(line((11, 4.9), (16.2, 5.0)))
    assert states(marks) == ["empty", "ticked", "empty"]
    assert marks[1].quality < 0.8


def test_a_tick_over_a_word_is_shown_to_a_person():
    assert states(read(line((12, 1.5), (13.2, 4.2), (15.6, -0.6))))[1] == "unclear"
