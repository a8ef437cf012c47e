"""Where two recognisers looked at a line, how far they agree is evidence on the text."""

from dataclasses import replace

import pytest

from ocr_service.reading.cells.join_cells import join_cells
from ocr_service.reading.decoding.join_readings import join, text_probability
from ocr_service.reading.decoding.seen_text import seen_line, seen_lines
from ocr_service.reading.text_engine import TextReading
from tests.doubles.text_steps import steps_of, text_reading


def reading(text: str, *, second: str | None = None) -> TextReading:
    other = None if second is None else text_reading(steps_of(second, sure=0.9))
    return replace(text_reading(steps_of(text)), second=other)


def test_agreeing_readers_leave_no_gap() -> None:
    both = reading("A18", second="A 18")
    seen = seen_line(both, both.likeliest)
    assert seen.read_twice
    assert seen.second_gap == pytest.approx(0.0)


def test_a_text_that_the_second_reader_did_not_see_has_a_wide_gap() -> None:
    both = reading("A18", second="Al8")
    seen = seen_line(both, both.likeliest)
    assert seen.second_gap > 10.0
    assert seen.second_text == "Al8"


def test_a_line_read_once_has_no_second_reader() -> None:
    once = reading("A18")
    seen = seen_line(once, once.likeliest)
    assert not seen.read_twice
    assert seen.second_gap == 0.0


def test_the_gaps_of_several_lines_add_up() -> None:
    once, both = reading("A18"), reading("B7", second="87")
    seen = seen_lines([seen_line(once, once.likeliest), seen_line(both, both.likeliest)])
    assert seen.read_twice
    assert seen.second_gap > 10.0


def test_a_long_lines_part_that_was_read_once_counts_for_both_readers() -> None:
    joined = join([reading("A18"), reading("B7", second="87")])
    assert joined.second is not None
    assert joined.second.likeliest.text == "A1887"


def test_characters_in_boxes_have_a_second_reader_where_one_of_them_was_read_twice() -> None:
    spans = [(0.0, 0.5), (0.5, 1.0)]
    joined = join_cells([reading("1"), reading("7", second="2")], reading("17"), spans)
    assert joined.second is not None
    assert join_cells([reading("1"), reading("7")], reading("17"), spans).second is None


def test_a_texts_probability_does_without_its_spaces() -> None:
    one = text_reading(steps_of("A18", sure=0.9))
    assert text_probability(one, "A 18") == pytest.approx(one.likeliest.probability)
    assert text_probability(one, "A19") == 0.0
