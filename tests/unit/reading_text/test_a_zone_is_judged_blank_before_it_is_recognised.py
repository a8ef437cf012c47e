from collections.abc import Iterable

import numpy as np
import pytest

from ocr_service.forms.content import Amount, Date, Text
from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.ink.find_ink import strokes_that_count
from ocr_service.reading.recognise_text import recognise_crops
from ocr_service.reading.text_engine import LinePicture, TextReading
from tests.doubles.drawn_zones import crop, paper, rule, stamp, write
from tests.doubles.text_steps import steps_of, text_reading


class Scripted:
    """An engine that gives the same text for every line and counts the lines."""

    name = "scripted"

    def __init__(self, text: str) -> None:
        self.text = text
        self.seen: list[LinePicture] = []

    def recognise(self, lines: Iterable[LinePicture]) -> list[TextReading]:
        shown = list(lines)
        self.seen += shown
        return [text_reading(steps_of(self.text)) for _ in shown]


def entry(text: str = "1250.00") -> np.ndarray:
    pixels = paper()
    write(pixels, text, at_mm=(10, 5.5))
    return pixels


def test_blank_zones_never_reach_the_engine() -> None:
    engine = Scripted("x")
    ruled = paper()
    rule(ruled)
    readings = list(recognise_crops(engine, [crop(paper()), crop(ruled)], [Text(), Text()]))
    assert [reading.blank for reading in readings] == [True, True]
    assert engine.seen == []


def test_readings_stay_with_their_zones() -> None:
    engine = Scripted("7")
    readings = list(recognise_crops(engine, [crop(paper()), crop(entry()), crop(paper())], [Text()] * 3))
    assert [len(reading.lines) for reading in readings] == [0, 1, 0]
    assert readings[1].ink > 1.0


def test_ink_that_no_text_was_read_in_is_not_blank() -> None:
    (reading,) = recognise_crops(Scripted(""), [crop(entry())], [Text()])
    assert not reading.blank
    assert [reason.code for reason in reading.reasons] == ["ink_without_text"]


def test_a_seal_over_an_entry_gives_a_second_look_without_its_colour() -> None:
    pixels = entry()
    stamp(pixels, centre_mm=(20, 4))
    (reading,) = recognise_crops(Scripted("1250.00"), [crop(pixels)], [Amount()])
    assert [view.name for view in reading.views] == ["without-seal", "plain"]
    assert [reason.code for reason in reading.reasons] == ["under_seal"]


def test_illegible_strokes_of_a_seal_on_an_empty_zone_are_no_entry() -> None:
    pixels = paper()
    stamp(pixels, centre_mm=(20, 4))
    (reading,) = recognise_crops(Scripted(""), [crop(pixels)], [Amount()])
    assert reading.blank
    assert [reason.code for reason in reading.reasons] == ["under_seal"]


def test_an_entry_in_red_ink_is_not_taken_for_a_seal() -> None:
    pixels = paper()
    write(pixels, "1250", at_mm=(10, 5.5), colour=(40, 40, 220))
    (reading,) = recognise_crops(Scripted("1250"), [crop(pixels)], [Amount()])
    assert not reading.blank


def test_a_date_is_also_looked_at_with_the_forms_own_print() -> None:
    reference, pixels = paper(), paper()
    for picture in (reference, pixels):
        write(picture, "/    /", at_mm=(20, 5.5))
    write(pixels, "24", at_mm=(10, 5.5))
    with_date, with_text = recognise_crops(
        Scripted("24/3/5"), [crop(pixels, reference=reference)] * 2, [Date(), Text()]
    )
    assert [view.name for view in with_date.views] == ["plain", "with-print"]
    assert [view.name for view in with_text.views] == ["plain"]


@pytest.mark.parametrize("dpi", [75, 100, 150, 200, 300, 400, 600])
def test_a_minus_sign_one_pixel_high_is_ink_where_it_stands(dpi: int) -> None:
    scale = dpi / MM_PER_INCH
    mask = np.zeros((round(8 * scale), round(20 * scale)), np.bool_)
    mask[round(4 * scale), round(3 * scale) : round(4.2 * scale)] = True
    mask[round(2 * scale) : round(5 * scale), round(5 * scale) : round(5.5 * scale)] = True
    assert (strokes_that_count(mask, scale) & mask)[round(4 * scale)].sum() == mask[round(4 * scale)].sum()
