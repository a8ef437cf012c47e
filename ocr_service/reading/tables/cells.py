"""What is cut out of a table: its cells, and what the cutting already knows about its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ocr_service.forms.content import Tick
from ocr_service.forms.geometry import Box
from ocr_service.forms.result import Reason
from ocr_service.forms.template import Column, Table
from ocr_service.reading.pages import Crop


@dataclass(frozen=True, kw_only=True, eq=False)
class Cell:
    """One cell of a row (`row` from 0, counted on its page) with its crop.

    A cell that spans several rows stands once for each of them, with the same crop. `empty` says that it holds
    no entry: nothing but a line drawn through, or its place is taken by the text of the cell beside it.
    `reasons` are those of the cutting (merged_cell, merged_cell_unclear, struck_through).
    """

    row: int
    column: Column
    box: Box
    crop: Crop
    empty: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class CutTable:
    """A table's part on one page: the crops of all its cells, row by row.

    `row_labels` are crops of what stands beside the first column, by row: a printed row number, the word "total".
    `row_confidence` (0 to 1) says of rows that are not sure to be one row each how sure that is; rows that the form
    prints are sure. `reasons` speak of the table as a whole.
    """

    table: Table
    cells: tuple[Cell, ...]
    row_labels: Mapping[int, Crop] = field(default_factory=dict)
    row_confidence: Mapping[int, float] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    def rows(self) -> list[tuple[int, Sequence[Cell]]]:
        """The rows from top to bottom, each with its cells in the columns' order."""
        by_row: dict[int, list[Cell]] = {}
        for cell in self.cells:
            by_row.setdefault(cell.row, []).append(cell)
        return sorted(by_row.items())


def is_tick(column: Column) -> bool:
    """Whether the column holds marks instead of text."""
    return isinstance(column.read, Tick)
