"""Cuts a table into cells, in rows of one height or in the rows that this copy has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, product
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH, Box
from ocr_service.forms.result import Reason
from ocr_service.forms.template import Column, Table
from ocr_service.reading.cut_fields import cut_entry, cut_zone
from ocr_service.reading.pages import AlignedPage, Crop
from ocr_service.reading.placing.reference_picture import ReferencePicture
from ocr_service.reading.side_by_side import side_by_side
from ocr_service.reading.tables.cells import Cell, CutTable, is_tick
from ocr_service.reading.tables.find_lattice import find_edges, find_level_rulings, is_ruled, ruled_ink
from ocr_service.reading.tables.find_strikes import find_strikes
from ocr_service.reading.tables.found_rows import STRUCK_THROUGH, FoundCell, FoundRow
from ocr_service.reading.tables.rows_by_rulings import rows_by_rulings
from ocr_service.reading.tables.rows_by_text import rows_by_text
from ocr_service.reading.tables.table_body import Mask, TableBody, flatten_body

# Rulings, rows of text and lines drawn through are found at this resolution.
_BODY_DPI: Final = 200.0
# Beside the first column a row label needs this much room.
_LABEL_MM: Final = 3.0
# Of a cell with nothing but a line through it so much ink is the line's; with an entry too, at least so much is.
_ONLY_STRIKE: Final = 0.9
_ALSO_STRIKE: Final = 0.12


def cut_table(aligned: AlignedPage, blank: ReferencePicture, table: Table) -> CutTable:
    """The table's cells, row by row; each is cut at its own locally corrected place.

    Reasons of the table: rows_too_many (params: table, found, rows) where more rows are found than it can have.
    """
    if table.rows_by == "grid":
        return _cut_grid(aligned, blank, table)
    body = flatten_body(aligned, table.box, _BODY_DPI)
    rulings, rows, strikes = find_rows(body, table)
    on_copy = _blank_copy(blank, body, rulings)
    cells = [
        _cut_found(aligned, on_copy, index, column, cell, _struck(body, body.ink & ~rulings, strikes, cell.box))
        for index, row in enumerate(rows)
        for column, cell in zip(table.columns, row.cells, strict=True)
    ]
    labels = {index: cut_entry(aligned, on_copy, row.label) for index, row in enumerate(rows) if row.label is not None}
    too_many = Reason(code="rows_too_many", params={"table": table.name, "found": len(rows), "rows": table.rows})
    return CutTable(
        table=table,
        cells=tuple(_cut_once(cells)),
        row_labels=labels,
        row_confidence={index: row.confidence for index, row in enumerate(rows)},
        reasons=(too_many,) if len(rows) > table.rows else (),
    )


def find_rows(body: TableBody, table: Table) -> tuple[Mask, list[FoundRow], Mask]:
    """The ink of the rulings on this copy, the rows, and the ink of lines drawn through what is not used."""
    lines = find_level_rulings(body, table.columns)
    ruled = (body.y_mm(float(lines[0].at.mean())), body.y_mm(float(lines[-1].at.mean()))) if len(lines) > 1 else None
    top, bottom = ruled or (table.box.y, table.box.bottom)
    edges = find_edges(body, _edges(table), top, bottom)
    columns = _columns_of_copy(table, edges)
    rulings = ruled_ink(body, lines, list(edges.values()))
    usual = table.box.height / table.rows
    strikes = find_strikes(body, rulings, usual)
    ink = body.ink & ~cv2.dilate(rulings.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.bool_) & ~strikes
    ink[: body.row(table.box.y)] = False
    ink[body.row(table.box.bottom) :] = False
    if table.rows_by == "rulings":
        rows = rows_by_rulings(body, ink, columns, lines, (table.box.y, table.box.bottom))
    else:
        parted = [
            is_ruled(body, (one.right + other.left) / 2, table.box.y, table.box.bottom)
            for one, other in pairwise(columns)
        ]
        rows = rows_by_text(body, ink, columns, parted)
    return rulings, [_with_label(body, ink, table, row) for row in rows], strikes


def _columns_of_copy(table: Table, edges: Mapping[float, float]) -> tuple[Column, ...]:
    """The columns between the rulings that this copy has near their edges."""
    moved = [(edges.get(column.left, column.left), edges.get(column.right, column.right)) for column in table.columns]
    if any(right - left < 1.0 for left, right in moved):
        return table.columns
    return tuple(
        column.model_copy(update={"left": left, "right": right})
        for column, (left, right) in zip(table.columns, moved, strict=True)
    )


def _edges(table: Table) -> set[float]:
    """Where upright rulings may stand: the columns' edges and the box's."""
    return {table.box.x, table.box.right, *(x for column in table.columns for x in (column.left, column.right))}


def _with_label(body: TableBody, ink: Mask, table: Table, row: FoundRow) -> FoundRow:
    """The row with the place beside its first column, where something stands there."""
    left, right = table.box.x, min(column.left for column in table.columns)
    top, bottom = row.cells[0].box.y, row.cells[0].box.bottom
    if right - left < _LABEL_MM:
        return row
    there = ink[body.row(top) : body.row(bottom) + 1, body.column(left) : body.column(right)]
    if np.count_nonzero(there) < 0.2 * body.scale**2:
        return row
    return replace(row, label=Box(x=left, y=top, width=right - left, height=max(bottom - top, 0.5)))


def _blank_copy(blank: ReferencePicture, body: TableBody, rulings: Mask) -> ReferencePicture:
    """The print with the rulings of this copy in the table's place: the reference shows other rows there."""
    grey = blank.grey.copy()
    across, down = blank.dpi[0] / MM_PER_INCH, blank.dpi[1] / MM_PER_INCH
    left, top = max(round(body.box.x * across), 0), max(round(body.box.y * down), 0)
    right = min(round(body.box.right * across), grey.shape[1])
    bottom = min(round(body.box.bottom * down), grey.shape[0])
    to_body = np.array(
        [
            [body.scale / across, 0, (left + 0.5) * body.scale / across - body.box.x * body.scale - 0.5],
            [0, body.scale / down, (top + 0.5) * body.scale / down - body.box.y * body.scale - 0.5],
        ]
    )
    paper = np.where(rulings, 0, 255).astype(np.uint8)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    grey[top:bottom, left:right] = cv2.warpAffine(
        paper, to_body, (right - left, bottom - top), flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
    )
    return replace(blank, grey=grey)


def _cut_found(
    aligned: AlignedPage, blank: ReferencePicture, row: int, column: Column, cell: FoundCell, struck: tuple[bool, bool]
) -> Cell:
    cut = cut_zone if is_tick(column) else cut_entry
    only_struck, also_struck = struck
    reasons = (*cell.reasons, STRUCK_THROUGH) if also_struck else cell.reasons
    crop = replace(cut(aligned, blank, cell.box), cells=column.cells)
    return Cell(row=row, column=column, box=cell.box, crop=crop, empty=cell.empty or only_struck, reasons=reasons)


def _struck(body: TableBody, ink: Mask, strikes: Mask, box: Box) -> tuple[bool, bool]:
    """Whether nothing but a line drawn through stands in the cell, and whether something else does too."""
    rows = slice(body.row(box.y + 0.4), body.row(box.bottom - 0.4) + 1)
    columns = slice(body.column(box.x + 0.4), body.column(box.right - 0.4) + 1)
    line = int(np.count_nonzero(strikes[rows, columns] & ink[rows, columns]))
    if line < 0.1 * body.scale**2:
        return False, False
    share = line / max(1, int(np.count_nonzero(ink[rows, columns])))
    return share >= _ONLY_STRIKE, _ALSO_STRIKE <= share < _ONLY_STRIKE


def _cut_once(cells: Sequence[Cell]) -> list[Cell]:
    """Cells that span rows with one and the same crop, so that it is recognised once."""
    crops: dict[tuple[str, Box], Crop] = {}
    return [replace(cell, crop=crops.setdefault((cell.column.name, cell.box), cell.crop)) for cell in cells]


def _cut_grid(aligned: AlignedPage, blank: ReferencePicture, table: Table) -> CutTable:
    def cut(place: tuple[int, Column]) -> Cell:
        row, column = place
        box = table.cell(row, column)
        cutter = cut_zone if is_tick(column) else cut_entry
        return Cell(row=row, column=column, box=box, crop=cutter(aligned, blank, box))

    places = product(range(table.rows), table.columns)
    return CutTable(table=table, cells=tuple(side_by_side(cut, places)))
