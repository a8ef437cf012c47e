"""Marks that were struck through or scribbled over, and what a group makes of them."""

import cv2
import numpy as np
import pytest

from ocr_service.forms.content import Choice
from ocr_service.forms.geometry import Box
from ocr_service.reading.clean_page import to_grey
from ocr_service.reading.pages import Crop
from ocr_service.reading.read_marks import MARK_MARGIN_MM, Mark, read_choice, read_mark

DPI = 200
SCALE = DPI / 25.4
TICK = [[0.8, 2.0], [1.6, 3.4], [3.6, 0.4]]
INK = (120, 50, 30)


def blank(width, height):
    size = (round((height + 2 * MARK_MARGIN_MM) * SCALE), round((width + 2 * MARK_MARGIN_MM) * SCALE), 3)
    pixels = np.full(size, 248, np.uint8)
    cv2.rectangle(pixels, at((0, 0)), at((width, height)), (40, 40, 40), 2)
    return pixels


def at(point):
    return tuple(round((MARK_MARGIN_MM + part) * SCALE) for part in point)


def read(*strokes, width=4.0, height=4.0, thick=3):
    """The mark that strokes (lists of points in mm from the box's corner) make."""
    pixels = blank(width, height)
    for stroke in strokes:
        cv2.polylines(pixels, [np.array([at(point) for point in stroke], np.int32)], False, INK, thick, cv2.LINE_AA)
    zone = Box(x=0, y=0, width=width, height=height).grown(MARK_MARGIN_MM)
    return read_mark(Crop(pixels=pixels, box=zone, dpi=DPI, reference=to_grey(blank(width, height))))


def zigzag(width, height, beyond):
    """A scribble over a box, so far beyond its sides."""
    xs = np.linspace(-beyond, width + beyond, 16)
    return [[x, -beyond if index % 2 else height + beyond] for index, x in enumerate(xs)]


def test_a_tick_struck_through_is_scratched():
    mark = read(TICK, [[-1.3, 2.2], [5.3, 1.8]])
    assert mark.state == "scratched"
    assert not mark.set


def test_a_tick_struck_through_twice_is_scratched():
    assert read(TICK, [[-1.2, 1.4], [5.3, 1.3]], [[-1.3, 2.7], [5.2, 2.6]]).state == "scratched"


@pytest.mark.parametrize(("width", "height"), [(3.0, 3.0), (4.0, 4.0), (6.0, 4.0)])
def test_a_box_scribbled_over_is_scratched(width, height):
    assert read(TICK, zigzag(width, height, 1.2), width=width, height=height).state == "scratched"


def test_a_line_through_an_empty_box_is_no_mark_that_can_be_taken_for_sure():
    assert read([[-1.3, 2.2], [5.3, 1.8]]).state == "unclear"


@pytest.mark.parametrize(("width", "height"), [(3.0, 3.0), (4.0, 4.0), (6.0, 3.0)])
def test_a_cross_that_runs_out_of_its_box_stands(width, height):
    mark = read([[-1, -1], [width + 1, height + 1]], [[-1, height + 1], [width + 1, -1]], width=width, height=height)
    assert mark.set


def test_hatching_within_the_box_fills_it():
    assert read(zigzag(4, 4, -0.4), thick=4).state == "filled"


def choose(pick, *marks):
    options = [{"value": value, "label": {"en": value}, "box": [0, 0, 4, 4]} for value in "abc"[: len(marks)]]
    return read_choice(Choice.model_validate({"type": "choice", "options": options, "pick": pick}), marks)


EMPTY = Mark(state="empty", quality=1.0, ink=0.0)
TICKED = Mark(state="ticked", quality=1.0, ink=0.2)
FILLED = Mark(state="filled", quality=1.0, ink=0.9)
SCRATCHED = Mark(state="scratched", quality=0.4, ink=0.8)


@pytest.mark.parametrize(
    ("pick", "marks", "values", "codes"),
    [
        ("exactly-one", [SCRATCHED, TICKED], ("b",), ["mark_taken_back"]),
        ("at-most-one", [SCRATCHED, EMPTY, TICKED], ("c",), ["mark_taken_back"]),
        ("exactly-one", [FILLED, TICKED], ("b",), ["mark_taken_back"]),
        ("exactly-one", [SCRATCHED, EMPTY], (), ["mark_unclear", "marks_none"]),
        ("at-most-one", [SCRATCHED, EMPTY], (), ["mark_unclear"]),
        ("exactly-one", [FILLED, FILLED], (), ["marks_many"]),
        ("any", [SCRATCHED, TICKED], ("b",), ["mark_unclear"]),
        ("any", [FILLED, TICKED], ("a", "b"), []),
    ],
)
def test_a_group_chooses_the_mark_that_stands(pick, marks, values, codes):
    reading = choose(pick, *marks)
    assert reading.values == values
    assert [reason.code for reason in reading.reasons] == codes


def test_a_struck_mark_beside_a_tick_is_surer_than_a_filled_one():
    assert choose("exactly-one", SCRATCHED, TICKED).confidence > choose("exactly-one", FILLED, TICKED).confidence
