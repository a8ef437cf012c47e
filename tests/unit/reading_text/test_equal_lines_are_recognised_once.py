from ocr_service.forms.content import Integer, Text
from ocr_service.reading.recognise_text import LineReading, recognise_crops
from tests.doubles.drawn_zones import crop, paper, write
from tests.doubles.text_steps import steps_of, text_reading
from tests.unit.reading_text.test_a_zone_is_judged_blank_before_it_is_recognised import Scripted, entry


def test_the_same_picture_goes_to_the_engine_once() -> None:
    engine = Scripted("7")
    other = paper()
    write(other, "99", at_mm=(10, 5.5))
    readings = list(recognise_crops(engine, [crop(entry()), crop(other), crop(entry())], [Text()] * 3))
    assert len(engine.seen) == 2
    assert [len(reading.lines) for reading in readings] == [1, 1, 1]


def test_the_same_picture_goes_to_the_engine_again_where_something_else_may_confirm_it() -> None:
    engine = Scripted("7")
    asked: list[str] = []

    def confirm(line: LineReading) -> bool:
        asked.append(line.reading.likeliest.text)
        return True

    readings = recognise_crops(engine, [crop(entry()), crop(entry())], [Integer(), Text()], [confirm, None])
    assert len(list(readings)) == 2
    numbered, free = engine.seen
    assert free.is_confirmed_by is None
    assert numbered.is_confirmed_by is not None
    assert numbered.is_confirmed_by(text_reading(steps_of("7")))
    assert asked == ["7"]


def test_a_part_of_an_entry_is_not_confirmed_alone() -> None:
    engine = Scripted("7")
    pixels = paper()
    write(pixels, "12", at_mm=(10, 3.0))
    write(pixels, "34", at_mm=(10, 8.0))
    list(recognise_crops(engine, [crop(pixels)], [Integer()], [lambda line: True]))
    assert len(engine.seen) > 1
    assert all(line.is_confirmed_by is None for line in engine.seen)
