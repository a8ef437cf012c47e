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
SIDE = round((4 + 2 * MARK_MARGIN_MM) * SCALE)
LEFT, RIGHT = round(MARK_MARGIN_MM * SCALE), round((MARK_MARGIN_MM + 4) * SCALE)


def blank_box():
    pixels = np.full((SIDE, SIDE, 3), 250, np.uint8)
    cv2.rectangle(pixels, (LEFT, LEFT), (RIGHT, RIGHT), (30, 30, 30), 2)
    return pixels


def at(x, y):
    """A place in the box, from (0, 0) at its top left to (1, 1) at its bottom right."""
    return round(LEFT + x * (RIGHT - LEFT)), round(LEFT + y * (RIGHT - LEFT))


def draw(*lines, colour=(90, 40, 20), width=3):
    pixels = blank_box()
    for start, end in lines:
        cv2.line(pixels, at(*start), at(*end), colour, width, cv2.LINE_AA)
    return pixels


def read(pixels, noise=2.0):
    noisy = np.clip(pixels + np.random.default_rng(1).normal(0, noise, pixels.shape), 0, 255).astype(np.uint8)
    zone = Box(x=0, y=0, width=4, height=4).grown(MARK_MARGIN_MM)
    return read_mark(Crop(pixels=noisy, box=zone, dpi=DPI, reference=to_grey(blank_box())))


TICK = (((0.2, 0.5), (0.4, 0.85)), ((0.4, 0.85), (0.9, 0.1)))
CROSS = (((0.1, 0.1), (0.9, 0.9)), ((0.1, 0.9), (0.9, 0.1)))


def test_empty():
    mark = read(blank_box())
    assert mark.state == "empty"
    assert mark.quality > 0.9


def test_empty_on_a_noisy_scan():
    assert read(blank_box(), noise=8).state == "empty"


def test_empty_although_the_paper_lies_half_a_millimetre_off():
    assert read(np.roll(blank_box(), (3, -3), axis=(0, 1))).state == "empty"


def test_ticked():
    mark = read(draw(*TICK))
    assert mark.state == "ticked"
    assert mark.set


def draw_in_cell(*lines):
    """Thin strokes (in mm) in a table's cell of 8 mm by 6 mm whose ruling is not on the blank form's picture."""
    pixels = np.full((round(9 * SCALE), round(11 * SCALE), 3), 250, np.uint8)
    for start, end in lines:
        ends = [tuple(round((MARK_MARGIN_MM + part) * SCALE) for part in point) for point in (start, end)]
        cv2.line(pixels, *ends, (90, 40, 20), 2, cv2.LINE_AA)
    zone = Box(x=0, y=0, width=8, height=6).grown(MARK_MARGIN_MM)
    return Crop(pixels=pixels, box=zone, dpi=DPI, reference=np.full_like(pixels[..., 0], 250))


THIN_TICK = (((2, 3), (3.2, 5)), ((3.2, 5), (5.5, 1.2)))


def test_a_thin_tick_in_a_wide_cell_is_clear():
    mark = read_mark(draw_in_cell(*THIN_TICK))
    assert mark.state == "ticked"
    assert mark.ink < 0.14
    assert mark.confidence > 0.97


def test_a_stroke_that_runs_through_the_cell_is_less_clear_than_a_tick_of_less_ink():
    through, tick = read_mark(draw_in_cell(((-1.5, 1), (9.5, 5)))), read_mark(draw_in_cell(*THIN_TICK))
    assert through.ink > tick.ink
    assert through.quality < tick.quality


@pytest.mark.parametrize("end", [(5.0, 1.6), (6.0, -0.8)], ids=["in the cell", "out of it"])
def test_a_tick_is_as_clear_where_it_runs_out_of_its_cell(end):
    mark = read_mark(draw_in_cell(((2.4, 3), (3.6, 4.9)), ((3.6, 4.9), end)))
    assert mark.state == "ticked"
    assert mark.confidence > 0.97


@pytest.mark.parametrize("line", [((-1.4, -1.0), (9.4, -1.0)), ((9.0, -1.4), (9.0, 7.4))])
def test_the_tables_own_ruling_beside_an_empty_cell_is_no_mark(line):
    assert read_mark(draw_in_cell(line)).state == "empty"


def test_ticked_beyond_the_box():
    assert read(draw(((0.1, 0.4), (0.4, 0.9)), ((0.4, 0.9), (1.3, -0.3)))).state == "ticked"


def test_crossed():
    assert read(draw(*CROSS)).state == "crossed"


def test_filled():
    pixels = blank_box()
    cv2.rectangle(pixels, at(0.05, 0.05), at(0.95, 0.95), (40, 40, 40), -1)
    assert read(pixels).state == "filled"


def test_pencil():
    assert read(draw(*TICK, colour=(165, 165, 165))).set


def test_a_dot_is_unclear():
    mark = read(draw(((0.5, 0.5), (0.6, 0.55)), width=4))
    assert (mark.state, mark.quality) == ("unclear", 0.0)


def test_a_tick_beside_the_box_is_unclear():
    assert read(draw(((1.06, 0.2), (1.15, 0.95)), ((1.15, 0.95), (1.3, -0.3)), width=4)).state == "unclear"


def choice(pick):
    options = [
        {"value": value, "label": {"en": value}, "box": [10 * index, 0, 4, 4]} for index, value in enumerate("abc")
    ]
    return Choice.model_validate({"type": "choice", "options": options, "pick": pick})


EMPTY = Mark(state="empty", quality=1.0, ink=0.0)
SET = Mark(state="ticked", quality=1.0, ink=0.2)
UNCLEAR = Mark(state="unclear", quality=0.0, ink=0.04)


@pytest.mark.parametrize(
    ("pick", "marks", "values", "codes"),
    [
        ("exactly-one", [EMPTY, SET, EMPTY], ("b",), []),
        ("exactly-one", [EMPTY, EMPTY, EMPTY], (), ["marks_none"]),
        ("exactly-one", [SET, SET, EMPTY], (), ["marks_many"]),
        ("exactly-one", [SET, UNCLEAR, EMPTY], ("a",), ["mark_unclear"]),
        ("at-most-one", [EMPTY, EMPTY, EMPTY], (), []),
        ("at-most-one", [SET, EMPTY, SET], (), ["marks_many"]),
        ("any", [SET, EMPTY, SET], ("a", "c"), []),
        ("any", [EMPTY, EMPTY, EMPTY], (), []),
    ],
)
def test_a_group_follows_its_rule(pick, marks, values, codes):
    reading = read_choice(choice(pick), marks)
    assert reading.values == values
    assert [reason.code for reason in reading.reasons] == codes


def test_a_group_is_as_sure_as_its_least_clear_box():
    assert read_choice(choice("any"), [SET, UNCLEAR, EMPTY]).confidence == 0.5
    assert read_choice(choice("any"), [SET, EMPTY, EMPTY]).confidence > 0.99
