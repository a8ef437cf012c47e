"""Which rows of a grid come out of it: the filled ones, closed up; what may be a row is never lost in silence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import pytest

from ocr_service.forms.content import Integer, Text
from ocr_service.forms.result import Reason, ResultBox
from ocr_service.forms.template import Column, Table, Template
from ocr_service.reading.cut_page import CutPage
from ocr_service.reading.pages import Pixels
from ocr_service.reading.read_zones import ZoneReader
from ocr_service.reading.rules.template_lookups import TemplateLookups
from ocr_service.reading.tables.cells import Cell, CutTable
from ocr_service.reading.text_engine import LinePicture, TextReading
from tests.doubles.drawn_zones import INK, crop, paper, stamp, write
from tests.doubles.text_steps import steps_of, text_reading

NAME = Column(name="name", label={"en": "Name"}, left=10, right=70, read=Text())
QUANTITY = Column(name="quantity", label={"en": "Quantity"}, left=70, right=130, read=Integer())
COLUMNS = (NAME, QUANTITY)


class Says:
    """Says the texts one after another, whatever the lines show."""

    name = "double/says"

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)

    def recognise(self, lines: Iterable[LinePicture]) -> list[TextReading]:
        return [text_reading(steps_of(self.texts.pop(0))) for _ in lines]


def ink(text: str) -> Pixels:
    pixels = paper()
    write(pixels, text, at_mm=(10, 5.5))
    return pixels


@dataclass(frozen=True)
class Read:
    """What speaks against the table, and the reasons' codes by path."""

    reasons: tuple[Reason, ...]
    codes: dict[str, list[str]]


def reader_of(engine: Says, cells: Sequence[Sequence[Pixels]]) -> tuple[Read, dict[str, object]]:
    """What came of one page with a table of these cells, and the values by path."""
    table = Table(
        name="items", label={"en": "Items"}, box=[10, 10, 120, 8 * len(cells)], rows=len(cells), columns=COLUMNS
    )
    template = Template.model_validate(
        {"format": 1, "name": "t", "version": 1, "title": {"en": "t"},
         "pages": [{"size_mm": [210, 148], "image": "page-1.png"}], "tables": [table.model_dump()]}
    )  # fmt: skip
    cut = tuple(
        Cell(row=row, column=column, box=one.box, crop=one)
        for row, pictures in enumerate(cells)
        for column, one in zip(COLUMNS, map(crop, pictures), strict=True)
    )
    page = CutPage(number=1, fields=(), tables=(CutTable(table=table, cells=cut),))
    reader = ZoneReader(template, TemplateLookups({}, None))
    readings = reader.read_page(reader.recognise(engine, page), lambda _: ResultBox(x=0, y=0, width=1, height=1))
    codes = {reading.path: [reason.code for reason in reading.reasons] for reading in readings}
    return Read(reasons=reader.reasons, codes=codes), {reading.path: reading.value for reading in readings}


def test_blank_rows_between_filled_ones_are_left_out() -> None:
    engine = Says("Box", "12", "Bag", "7")
    _, values = reader_of(engine, [[ink("Box"), ink("12")], [paper(), paper()], [ink("Bag"), ink("7")], [paper()] * 2])
    assert values == {
        "items[0].name": "Box", "items[0].quantity": 12, "items[1].name": "Bag", "items[1].quantity": 7,
    }  # fmt: skip


@pytest.mark.parametrize("said", ["以下空白", "（以下空白）", "--- nothing follows ---"])
def test_a_row_that_says_that_nothing_follows_is_none(said: str) -> None:
    _, values = reader_of(Says("Box", "12", said), [[ink("Box"), ink("12")], [ink("end"), paper()]])
    assert list(values) == ["items[0].name", "items[0].quantity"]


def test_a_row_below_the_end_is_read_and_doubted() -> None:
    read, values = reader_of(Says("以下空白", "Bag", "7"), [[ink("end"), paper()], [ink("Bag"), ink("7")]])
    assert values == {"items[0].name": "Bag", "items[0].quantity": 7}
    assert {code for codes in read.codes.values() for code in codes} == {"row_uncertain"}


def test_dark_ink_that_makes_no_row_is_told() -> None:
    covered = ink("9")
    cv2.circle(covered, (240, 90), 80, INK, 7, cv2.LINE_AA)
    reader, values = reader_of(Says("Box", "12", *[""] * 4), [[ink("Box"), ink("12")], [paper(), covered]])
    assert list(values) == ["items[0].name", "items[0].quantity"]
    assert [(reason.code, reason.params["rows"]) for reason in reader.reasons] == [("rows_unclear", "2")]


def test_a_seal_in_colour_over_a_blank_row_is_no_doubt() -> None:
    sealed = paper()
    stamp(sealed, centre_mm=(30, 10), radius_mm=8)
    reader, values = reader_of(Says("Box", "12", *[""] * 4), [[ink("Box"), ink("12")], [paper(), sealed]])
    assert (list(values), reader.reasons) == (["items[0].name", "items[0].quantity"], ())
