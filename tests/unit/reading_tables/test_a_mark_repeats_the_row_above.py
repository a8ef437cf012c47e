from dataclasses import replace

import pytest

from ocr_service.forms.result import Reason, ResultBox
from ocr_service.reading.tables.repeat_above import Above, repeat_above
from ocr_service.reading.zone_reading import ZoneReading
from tests.doubles.drawn_zones import crop, paper, write

READING = ZoneReading(
    path="name", type="text", value="Box", text="Box", raw_text="Box", confidence=0.9, free_text="Box",
    free_confidence=0.9, page=1, box=ResultBox(x=0, y=0, width=1, height=1),
)  # fmt: skip


def drawn(text):
    pixels = paper()
    write(pixels, text, at_mm=(10, 5.5))
    return crop(pixels)


def strokes(height_mm):
    """Two upright strokes side by side."""
    pixels = paper()
    for x in (12.0, 13.1):
        pixels[20 : 20 + round(height_mm * 7.87), round(x * 7.87) : round(x * 7.87) + 4] = 30
    return crop(pixels)


ABOVE = Above(reading=READING, crop=drawn("1250"))


def said(text, confidence=0.8):
    return replace(READING, value=text, text=text, raw_text=text, free_text=text, free_confidence=confidence)


def test_a_word_takes_the_value_of_the_row_above():
    repeated = repeat_above(said("同上"), drawn("x"), ABOVE)
    assert (repeated.value, repeated.text, repeated.raw_text) == ("Box", "Box", "同上")
    assert repeated.confidence == pytest.approx(0.72)
    assert [reason.code for reason in repeated.reasons] == ["ditto"]


def test_two_short_strokes_are_a_mark_whatever_they_were_read_as():
    assert repeat_above(said("11"), strokes(1.4), ABOVE).value == "Box"


def test_two_strokes_as_high_as_the_figures_are_eleven():
    assert repeat_above(said("11"), strokes(3.0), ABOVE).value == "11"


def test_a_dash_is_no_mark():
    assert repeat_above(said("-"), drawn("-"), ABOVE).value == "-"


def test_doubts_of_the_row_above_come_along():
    doubtful = replace(READING, reasons=(Reason(code="under_seal_unclear"),))
    repeated = repeat_above(said("〃"), drawn("x"), Above(reading=doubtful, crop=ABOVE.crop))
    assert [reason.code for reason in repeated.reasons] == ["under_seal_unclear", "ditto"]


@pytest.mark.parametrize("above", [None, Above(reading=replace(READING, value=None), crop=drawn(""))])
def test_a_mark_with_nothing_above_goes_to_a_person(above):
    repeated = repeat_above(said("同上"), drawn("x"), above)
    assert repeated.value is None
    assert [reason.code for reason in repeated.reasons] == ["ditto_without_value"]
