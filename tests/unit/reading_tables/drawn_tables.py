"""Tables drawn for tests: a body of 130 x 60 mm with four columns, seen flat at 200 dpi."""

from collections.abc import Sequence

import cv2

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.forms.template import Table
from ocr_service.reading.pages import Pixels
from ocr_service.reading.tables.cut_table import find_rows
from ocr_service.reading.tables.found_rows import FoundRow
from ocr_service.reading.tables.table_body import MARGIN_MM, see_body
from tests.doubles.drawn_zones import INK, paper, write

SCALE = 200 / MM_PER_INCH
LEFT, TOP, WIDTH, HEIGHT = 10.0, 20.0, 130.0, 60.0
EDGES = (10.0, 35.0, 85.0, 110.0, 140.0)


def table(rows_by: str, rows: int = 10) -> Table:
    """Columns code (required), name, quantity (required), note."""
    kinds = {
        "code": {"read": {"type": "code", "pattern": r"[A-Z]\d+"}, "required": True},
        "name": {"read": {"type": "text"}},
        "quantity": {"read": {"type": "integer"}, "required": True},
        "note": {"read": {"type": "text"}},
    }
    columns = [
        {"name": name, "label": {"en": name}, "left": left, "right": right, **kind}
        for (name, kind), left, right in zip(kinds.items(), EDGES, EDGES[1:], strict=False)
    ]
    return Table.model_validate(
        {"name": "items", "label": {"en": "Items"}, "box": [LEFT, TOP, WIDTH, HEIGHT], "rows": rows,
         "rows_by": rows_by, "columns": columns}
    )  # fmt: skip


def blank_body() -> Pixels:
    return paper(WIDTH + 2 * MARGIN_MM, HEIGHT + 2 * MARGIN_MM)


def put(pixels: Pixels, text: str, x: float, baseline: float) -> None:
    """Text with its baseline at (x, baseline) mm on the page."""
    write(pixels, text, at_mm=(x - LEFT + MARGIN_MM, baseline - TOP + MARGIN_MM))


def put_row(pixels: Pixels, baseline: float, texts: Sequence[str | None]) -> None:
    for text, edge in zip(texts, EDGES[:-1], strict=True):
        if text:
            put(pixels, text, edge + 1.5, baseline)


def rule_level(pixels: Pixels, y: float, left: float = EDGES[0], right: float = EDGES[-1], sinks: float = 0.0) -> None:
    """A level ruling at y mm that sinks by so many mm from left to right."""
    cv2.line(pixels, place(left, y), place(right, y + sinks), INK, 2)


def rule_upright(pixels: Pixels, x: float, top: float = TOP, bottom: float = TOP + HEIGHT) -> None:
    cv2.line(pixels, place(x, top), place(x, bottom), INK, 2)


def lattice(levels: Sequence[float]) -> Pixels:
    """A body with level rulings at these heights (mm on the page) and upright rulings at every edge."""
    pixels = blank_body()
    for y in levels:
        rule_level(pixels, y)
    for x in EDGES:
        rule_upright(pixels, x, levels[0], levels[-1])
    return pixels


def rows_of(pixels: Pixels, rows_by: str) -> list[FoundRow]:
    of_table = table(rows_by)
    _, rows, _ = find_rows(see_body(pixels, of_table.box.grown(MARGIN_MM), SCALE), of_table)
    return rows


def heights(rows: Sequence[FoundRow], column: int = 0) -> list[tuple[int, int]]:
    """Top and bottom of each row's cell in whole mm."""
    return [(round(row.cells[column].box.y), round(row.cells[column].box.bottom)) for row in rows]


def place(x: float, y: float) -> tuple[int, int]:
    """The pixel of the body at (x, y) mm on the page."""
    return round((x - LEFT + MARGIN_MM) * SCALE), round((y - TOP + MARGIN_MM) * SCALE)
