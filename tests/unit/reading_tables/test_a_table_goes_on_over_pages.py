"""Rows are numbered through over pages, totals become fields, and a page scanned twice is noticed."""

from collections.abc import Iterable, Sequence

import pytest

from ocr_service.forms.result import ResultBox
from ocr_service.forms.template import Table, Template
from ocr_service.reading.cut_page import CutPage
from ocr_service.reading.pages import Pixels
from ocr_service.reading.read_zones import ZoneReader
from ocr_service.reading.rules.template_lookups import TemplateLookups
from ocr_service.reading.tables.cells import Cell, CutTable
from ocr_service.reading.text_engine import LinePicture, TextReading
from tests.doubles.drawn_zones import crop, paper, write
from tests.doubles.text_steps import steps_of, text_reading

PLACE = ResultBox(x=0, y=0, width=1, height=1)
TABLE = Table.model_validate(
    {
        "name": "items",
        "label": {"en": "Items"},
        "box": [10, 50, 120, 80],
        "rows": 10,
        "rows_by": "rulings",
        "columns": [
            {"name": "name", "label": {"en": "Name"}, "left": 10, "right": 70, "read": {"type": "text"}},
            {"name": "quantity", "label": {"en": "Quantity"}, "left": 70, "right": 130, "read": {"type": "integer"}},
        ],
        "continues": [{"page": 2, "box": [15, 20, 120, 80], "rows": 10}],
        "totals": [{"name": "total", "label": {"en": "Total"}, "column": "quantity", "required": True}],
    }
)
TEMPLATE = Template.model_validate(
    {
        "format": 1,
        "name": "list",
        "version": 1,
        "title": {"en": "List"},
        "pages": [
            {"size_mm": [210, 148], "image": "page-1.png"},
            {"size_mm": [210, 148], "image": "page-2.png", "repeats": True},
        ],
        "tables": [TABLE.model_dump()],
    }
)


class Says:
    """Says the texts that are drawn, whatever the lines show: each picture is another one."""

    name = "double/says"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def recognise(self, lines: Iterable[LinePicture]) -> list[TextReading]:
        return [text_reading(steps_of(self.texts.pop(0))) for _ in lines]


def cell_of(text: str) -> Pixels:
    pixels = paper()
    if text:
        write(pixels, text, at_mm=(10, 5.5))
    return pixels


def read_pages(*pages: tuple[int, Sequence[tuple[str, str]]]) -> tuple[ZoneReader, dict[str, object]]:
    """Reads pages of the template, each with its rows of texts; the values by path, totals too."""
    engine, reader = Says(), ZoneReader(TEMPLATE, TemplateLookups({}, None))
    values: dict[str, object] = {}
    for number, (template_page, rows) in enumerate(pages, start=1):
        part = TABLE.part_on(template_page)
        cells = []
        for row, texts in enumerate(rows):
            for column, text in zip(part.columns, texts, strict=True):
                # Drawn in Latin letters, for the double says what stands there.
                one = crop(cell_of("end" if text and not text.isascii() else text))
                cells.append(Cell(row=row, column=column, box=one.box, crop=one))
        drawn = list(dict.fromkeys(text for texts in rows for text in texts if text))
        engine.texts = drawn
        page = CutPage(number=number, fields=(), tables=(CutTable(table=part, cells=tuple(cells)),))
        values |= {one.path: one.value for one in reader.read_page(reader.recognise(engine, page), lambda _: PLACE)}
    return reader, values | {one.path: one.value for one in reader.read_totals()}


def test_rows_are_numbered_through():
    reader, values = read_pages((1, [("Box", "12")]), (2, [("Bag", "7")]), (2, [("Crate", "3"), ("合计", "22")]))
    assert values == {
        "items[0].name": "Box", "items[0].quantity": 12, "items[1].name": "Bag", "items[1].quantity": 7,
        "items[2].name": "Crate", "items[2].quantity": 3, "total": 22,
    }  # fmt: skip
    assert reader.reasons == ()


def test_a_total_counts_before_a_subtotal():
    _, values = read_pages(
        (1, [("Box", "12"), ("小计", "13")]), (2, [("Bag", "7"), ("合计", "19"), ("Sub-total", "8")])
    )
    assert (values["total"], "items[2].name" in values) == (19, False)


def test_a_totals_field_without_its_row_is_blank():
    _, values = read_pages((1, [("Box", "12")]))
    assert values["total"] is None


def test_a_mark_on_a_new_page_repeats_the_last_row_of_the_page_before():
    _, values = read_pages((1, [("Box", "12")]), (2, [("同上", "7")]))
    assert values["items[1].name"] == "Box"


def test_a_page_scanned_twice_is_noticed():
    reader, _ = read_pages((1, [("Box", "12")]), (2, [("Bag", "7")]), (2, [("Bag", "7")]))
    assert [(reason.code, reason.params) for reason in reader.reasons] == [("page_repeated", {"page": 3})]


@pytest.mark.parametrize(("page", "left"), [(1, 10), (2, 15)])
def test_columns_keep_their_distance_from_the_box(page, left):
    part = TABLE.part_on(page)
    assert [column.left for column in part.columns] == [left, left + 60]


def test_a_page_without_the_table_has_no_part_of_it():
    assert TABLE.part_on(3) is None
