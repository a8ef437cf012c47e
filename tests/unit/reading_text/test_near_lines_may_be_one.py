import numpy as np

from ocr_service.forms import content as kinds
from ocr_service.reading.decode_text import decode_crop
from ocr_service.reading.decoding.lexicons import Lexicon
from ocr_service.reading.recognise_text import CropReading, View, recognise_crops
from tests.doubles.drawn_zones import crop, paper, write
from tests.doubles.text_steps import crop_reading, steps_of
from tests.unit.reading_text.test_a_zone_is_judged_blank_before_it_is_recognised import Scripted

UNITS = Lexicon(("台", "只", "千克"))


def views_of(pixels: np.ndarray) -> list[str]:
    (seen,) = recognise_crops(Scripted("7"), [crop(pixels)], [kinds.Text()])
    return [view.name for view in seen.views]


def test_two_parts_of_a_character_are_also_looked_at_as_one_line() -> None:
    pixels = paper(30, 9)
    pixels[24:36, 80:104] = 30
    pixels[38:50, 83:101] = 30
    assert views_of(pixels) == ["plain", "joined"]


def test_lines_apart_and_single_lines_are_looked_at_once() -> None:
    pixels = paper(60, 16)
    write(pixels, "AAAA", at_mm=(5, 6))
    assert views_of(pixels) == ["plain"]
    write(pixels, "BB", at_mm=(5, 12))
    assert views_of(pixels) == ["plain"]


def _seen(plain: CropReading, joined: CropReading) -> CropReading:
    return CropReading(
        blank=False,
        views=(View(name="plain", lines=plain.lines), View(name="joined", lines=joined.lines)),
        ink=5.0,
    )


def test_the_surer_of_both_counts() -> None:
    parts, whole = crop_reading(steps_of("ム", sure=0.7), steps_of("口", sure=0.9)), crop_reading(steps_of("台"))
    assert decode_crop(_seen(parts, whole), kinds.Text()).text == "台"
    assert decode_crop(_seen(parts, whole), kinds.Text(lexicon="units"), lexicon=UNITS).text == "台"
    lines, noise = crop_reading(steps_of("苏州"), steps_of("园区")), crop_reading(steps_of("莎茄", sure=0.3))
    assert decode_crop(_seen(lines, noise), kinds.Text()).text == "苏州园区"
