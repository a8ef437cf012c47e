"""One character a box: the boxes are cut apart, and two looks at each character become one."""

import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from ocr_service.forms.content import Code
from ocr_service.forms.geometry import Box
from ocr_service.forms.template import Field
from ocr_service.reading.cells.join_cells import join_cells
from ocr_service.reading.cells.lay_out import lay_out
from ocr_service.reading.clean_page import to_grey
from ocr_service.reading.decode_text import decode_crop
from ocr_service.reading.ink.find_ink import find_ink
from ocr_service.reading.pages import Crop
from ocr_service.reading.recognise_text import recognise_crops
from ocr_service.reading.text_engine import TextReading

DPI = 200
SCALE = DPI / 25.4
CELLS = 6
ALPHABET = ("", "0", "1", "O", "4", "7")


def blank(comb=False):
    height, width = round(7 * SCALE), round(6 * CELLS * SCALE)
    pixels = np.full((height, width, 3), 250, np.uint8)
    for x in np.linspace(0, width - 1, CELLS + 1).round().astype(int).tolist():
        cv2.line(pixels, (x, height // 2 if comb else 0), (x, height), (60, 60, 60), 2)
    cv2.line(pixels, (0, height - 1), (width, height - 1), (60, 60, 60), 2)
    return pixels


def write(pixels, text, right_by=0.0):
    """Digits in the boxes, `right_by` mm right of where they belong; a blank box for each space."""
    for number, character in enumerate(text):
        at = (round((6 * number + 2.1 + right_by) * SCALE), round(5 * SCALE))
        cv2.putText(pixels, character, at, cv2.FONT_HERSHEY_SIMPLEX, 0.9, (40, 40, 40), 2, cv2.LINE_AA)
    return pixels


def crop_of(pixels, reference):
    return Crop(
        pixels=pixels, box=Box(x=0, y=0, width=36, height=7), dpi=DPI, reference=to_grey(reference), cells=CELLS
    )


def characters(pixels, reference):
    crop = crop_of(pixels, reference)
    laid_out = lay_out(crop, find_ink(crop), CELLS)
    return 0 if laid_out is None else len(laid_out.spans)


@pytest.mark.parametrize("comb", [False, True], ids=["boxes", "comb"])
@pytest.mark.parametrize("text", ["123456", "  47", "7", "1 1 1 ", "111111"])
def test_each_character_is_found_and_no_line_between_boxes(text, comb):
    assert characters(write(blank(comb), text), blank(comb)) == len(text.replace(" ", ""))


def test_a_page_that_lies_off_a_little_is_cut_at_its_own_lines():
    moved = np.roll(write(blank(), "123456"), 4, axis=1)
    assert characters(moved, blank()) == 6


def test_a_character_that_crosses_the_line_stays_whole():
    crop = crop_of(write(blank(), "4", right_by=2.4), blank())
    laid_out = lay_out(crop, find_ink(crop), CELLS)
    assert len(laid_out.spans) == 1
    assert laid_out.lines[0].pixels.shape[1] > 0.6 * laid_out.lines[0].pixels.shape[0] / 1.4


def test_nothing_stands_in_empty_boxes():
    assert characters(blank(), blank()) == 0


def reading(*steps):
    rows = np.zeros((len(steps), len(ALPHABET)), np.float32)
    for row, shares in zip(rows, steps, strict=True):
        for character, share in shares.items():
            row[ALPHABET.index(character)] = share
        row[0] = 1.0 - sum(shares.values())
    return TextReading(steps=rows, alphabet=ALPHABET)


def probability(joined, number, character):
    return float(joined.steps[2 * number, joined.alphabet.index(character)])


def test_two_looks_that_agree_are_sure_and_two_that_differ_are_not():
    line = reading({}, {"4": 0.9}, {}, {}, {"7": 0.9}, {})
    joined = join_cells([reading({"4": 0.9}), reading({"1": 0.9})], line, [(0.0, 0.5), (0.5, 1.0)])
    assert probability(joined, 0, "4") > 0.9
    assert probability(joined, 1, "7") < 0.7
    assert probability(joined, 1, "1") < 0.7


def test_a_lone_digit_that_is_seen_faintly_is_still_a_character():
    faint = reading({"1": 0.3})
    joined = join_cells([faint], reading({}, {"1": 0.2}, {}), [(0.0, 0.5)])
    assert probability(joined, 0, "1") > 0.8


class Engine:
    """Sees 0, 1, 4 in single pictures and in the line of all three; 0 looks rather like O."""

    name = "drawn"

    def recognise(self, lines):
        looks = [{"O": 0.6, "0": 0.4}, {"1": 0.9}, {"4": 0.9}]
        pictures = list(lines)
        height, width = pictures[-1].pixels.shape[:2]
        whole = [{} for _ in range(round(6 * width / height))]
        for number, look in enumerate(looks):
            whole[round(len(whole) * (number + 0.5) / 3)] = look
        return [reading(look) for look in looks] + [reading(*whole)]


def test_the_field_decides_what_the_characters_are():
    seen = next(recognise_crops(Engine(), [crop_of(write(blank(), "014"), blank())], [Code(pattern="[0-9]{3}")]))
    assert decode_crop(seen, Code(pattern="[0-9]{3}")).text == "014"


@pytest.mark.parametrize("read", [{"type": "tick"}, {"type": "multiline-text"}, {"type": "seal"}])
def test_boxes_are_for_a_line_of_text(read):
    with pytest.raises(ValidationError):
        Field.model_validate({"name": "a", "label": {"en": "A"}, "box": [0, 0, 9, 9], "read": read, "cells": 3})
