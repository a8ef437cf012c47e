"""A seal, a line drawn through blank rows or specks are no entry: they neither make a row nor pass for text."""

from collections.abc import Iterable

import cv2
import numpy as np
import pytest

from ocr_service.forms.content import Integer, Text
from ocr_service.forms.result import ResultBox
from ocr_service.forms.template import Column, Table, Template
from ocr_service.reading.cut_page import CutPage
from ocr_service.reading.decode_text import PERHAPS_NO_ENTRY, decode_crop
from ocr_service.reading.pages import Pixels
from ocr_service.reading.read_zones import ZoneReader
from ocr_service.reading.recognise_text import recognise_crops
from ocr_service.reading.rules.template_lookups import TemplateLookups
from ocr_service.reading.tables.cells import Cell, CutTable
from ocr_service.reading.text_engine import LinePicture, TextReading
from tests.doubles.drawn_zones import INK, crop, paper, stamp, write
from tests.doubles.text_steps import steps_of, text_reading

QUANTITY = Column(name="quantity", label={"en": "Quantity"}, left=10, right=70, read=Integer())


class Says:
    name = "double/says"

    def __init__(self, text: str) -> None:
        self.text = text

    def recognise(self, lines: Iterable[LinePicture]) -> list[TextReading]:
        return [text_reading(steps_of(self.text)) for _ in lines]


def written(colour: tuple[int, int, int] = INK) -> Pixels:
    pixels = paper()
    write(pixels, "1250", at_mm=(10, 5.5), colour=colour)
    return pixels


def black_arc() -> Pixels:
    pixels = paper()
    cv2.circle(pixels, (240, 90), 80, INK, 7, cv2.LINE_AA)
    return pixels


def struck_through() -> Pixels:
    pixels = paper()
    cv2.line(pixels, (0, 12), (pixels.shape[1], 50), INK, 3, cv2.LINE_AA)
    return pixels


def red_arc() -> Pixels:
    pixels = paper()
    stamp(pixels, centre_mm=(30, 10), radius_mm=8)
    return pixels


def specks() -> Pixels:
    pixels = paper()
    pixels[30:33, 100:102] = 0
    pixels[20:22, 120:122] = 0
    return pixels


def rows_read(engine: Says, *pictures: Pixels) -> int:
    """How many rows come out of a table with one cell for each picture."""
    table = Table(name="items", label={"en": "Items"}, box=[10, 10, 60, 8 * len(pictures)], rows=len(pictures),
                  columns=[QUANTITY])  # fmt: skip
    crops = [crop(pixels) for pixels in pictures]
    cells = tuple(Cell(row=row, column=QUANTITY, box=one.box, crop=one) for row, one in enumerate(crops))
    cut = CutPage(number=1, fields=(), tables=(CutTable(table=table, cells=cells),))
    template = Template.model_validate(
        {"format": 1, "name": "t", "version": 1, "title": {"en": "t"},
         "pages": [{"size_mm": [210, 148], "image": "page-1.png"}], "tables": [table.model_dump()]}
    )  # fmt: skip
    reader = ZoneReader(template, TemplateLookups({}, None))
    read = reader.recognise(engine, cut)
    return len(reader.read_page(read, lambda _: ResultBox(x=0, y=0, width=1, height=1)))


@pytest.mark.parametrize("picture", [black_arc, struck_through, red_arc, specks])
def test_what_is_no_entry_makes_no_row(picture) -> None:
    assert rows_read(Says("金"), written(), picture()) == 1


def test_writing_that_cannot_be_read_is_still_a_row() -> None:
    assert rows_read(Says(""), written(), written()) == 2


def test_a_figure_in_red_ink_is_still_a_row() -> None:
    assert rows_read(Says("1250"), written(), written(colour=(40, 40, 220))) == 2


@pytest.mark.parametrize(("picture", "reason"), [(black_arc, "strokes_from_outside"), (red_arc, "coloured_text")])
def test_text_of_such_strokes_goes_to_a_person(picture, reason: str) -> None:
    (reading,) = recognise_crops(Says("合同专用章"), [crop(picture())], [Text()])
    decoded = decode_crop(reading, Text())
    assert decoded.confidence <= PERHAPS_NO_ENTRY
    assert reason in [one.code for one in decoded.reasons]


def test_text_of_its_own_is_as_sure_as_it_was_read() -> None:
    (reading,) = recognise_crops(Says("1250"), [crop(np.asarray(written()))], [Text()])
    assert decode_crop(reading, Text()).confidence > 0.9
