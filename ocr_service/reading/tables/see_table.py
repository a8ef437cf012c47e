"""Which crops of a table go to the text engine, and what it saw in each, put back in the cells' order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ocr_service.forms.content import Content, Text
from ocr_service.reading.pages import Crop
from ocr_service.reading.recognise_text import CropReading
from ocr_service.reading.tables.cells import Cell, CutTable, is_tick


@dataclass(frozen=True, kw_only=True, eq=False)
class SeenTable:
    """A part of a table with what the engine saw: `cells` beside `cut.cells` (None for ticks), `labels` by row."""

    cut: CutTable
    cells: tuple[CropReading | None, ...]
    labels: Mapping[int, CropReading] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[int, Sequence[tuple[Cell, CropReading | None]]]]:
        """The rows from top to bottom, each cell with what was seen in it."""
        by_row: dict[int, list[tuple[Cell, CropReading | None]]] = {}
        for cell, seen in zip(self.cut.cells, self.cells, strict=True):
            by_row.setdefault(cell.row, []).append((cell, seen))
        yield from sorted(by_row.items())


class TextZone(NamedTuple):
    """A zone whose text is recognised: what it holds, what was cut out of the page, and whether people write there."""

    content: Content
    crop: Crop
    handwritten: bool


def zones_of(cut: CutTable) -> list[TextZone]:
    """The zones to recognise: each cell that may hold text (one that spans rows once), then the row labels."""
    zones = {
        id(cell.crop): TextZone(cell.column.read, cell.crop, cell.column.handwritten)
        for cell in cut.cells
        if _may_hold_text(cell)
    }
    return [*zones.values(), *(TextZone(Text(), crop, handwritten=False) for crop in cut.row_labels.values())]


def put_readings(cut: CutTable, readings: Iterator[CropReading]) -> SeenTable:
    """Takes from `readings` those of the zones that `zones_of` gave, in its order."""
    of_crop: dict[int, CropReading] = {}
    cells: list[CropReading | None] = []
    for cell in cut.cells:
        if is_tick(cell.column):
            cells.append(None)
        elif cell.empty:
            cells.append(CropReading(blank=True))
        else:
            if id(cell.crop) not in of_crop:
                of_crop[id(cell.crop)] = next(readings)
            cells.append(of_crop[id(cell.crop)])
    return SeenTable(cut=cut, cells=tuple(cells), labels={row: next(readings) for row in cut.row_labels})


def _may_hold_text(cell: Cell) -> bool:
    return not cell.empty and not is_tick(cell.column)
