from ocr_service.forms.content import Text
from ocr_service.reading.recognise_text import recognise_crops
from tests.doubles.drawn_zones import crop, paper, write
from tests.unit.reading_text.test_a_zone_is_judged_blank_before_it_is_recognised import Scripted, entry


def test_the_same_picture_goes_to_the_engine_once() -> None:
    engine = Scripted("7")
    other = paper()
    write(other, "99", at_mm=(10, 5.5))
    readings = list(recognise_crops(engine, [crop(entry()), crop(other), crop(entry())], [Text()] * 3))
    assert len(engine.seen) == 2
    assert [len(reading.lines) for reading in readings] == [1, 1, 1]
