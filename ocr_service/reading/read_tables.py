"""Cuts tables into cells and tells which of their printed rows are filled."""

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_service.forms.content import Tick
from ocr_service.forms.geometry import Box
from ocr_service.forms.template import Column, Table
from ocr_service.reading.cut_fields import cut_entry, cut_zone
from ocr_service.reading.pages import AlignedPage, Crop
from ocr_service.reading.reference_page import Print


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a printed row (`row` from 0) with its crop."""

    row: int
    column: Column
    box: Box
    crop: Crop


def cut_cells(aligned: AlignedPage, printed: Print, table: Table) -> list[Cell]:
    """The table's cells, row by row; each is cut at its own locally corrected place."""
    cells = []
    for row in range(table.rows):
        for column in table.columns:
            box = table.cell(row, column)
            cut = cut_zone if is_tick(column) else cut_entry
            cells.append(Cell(row=row, column=column, box=box, crop=cut(aligned, printed, box)))
    return cells


def filled_rows(cells: Sequence[Cell], filled: Sequence[bool]) -> dict[int, int]:
    """The printed rows with anything in them, mapped to their row in the result.

    `filled` says for each cell whether it holds ink (text columns) or a mark (tick columns). Rows keep their order and
    close up: a blank row between two filled ones is left out, so ``items[1]`` is the second filled row.
    """
    rows = sorted({cell.row for cell, has_ink in zip(cells, filled, strict=True) if has_ink})
    return {row: index for index, row in enumerate(rows)}


def is_tick(column: Column) -> bool:
    """Whether the column holds marks instead of text."""
    return isinstance(column.read, Tick)
