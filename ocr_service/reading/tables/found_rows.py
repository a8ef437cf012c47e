"""Rows as they were found on one copy, before anything is cut."""

from dataclasses import dataclass
from typing import Final

from ocr_service.forms.content import MultilineText, Text, Tick
from ocr_service.forms.geometry import Box
from ocr_service.forms.result import Reason
from ocr_service.forms.template import Column

MERGED: Final = Reason(code="merged_cell")
MERGED_UNCLEAR: Final = Reason(code="merged_cell_unclear")
STRUCK_THROUGH: Final = Reason(code="struck_through")


@dataclass(frozen=True, kw_only=True)
class FoundCell:
    """Where a cell lies (mm on the page).

    `empty` says that it holds no entry of its own: blank, or its place is taken by the text of the cell beside it.
    Cells that span rows have the same box in each of them.
    """

    box: Box
    empty: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FoundRow:
    """A row's cells in the columns' order, and how sure it is (0 to 1) that it is one row."""

    cells: tuple[FoundCell, ...]
    confidence: float = 1.0
    label: Box | None = None


def is_free_text(column: Column) -> bool:
    """Whether an entry of the column may wrap into a second line."""
    return isinstance(column.read, MultilineText) or (isinstance(column.read, Text) and column.read.lexicon is None)


def anchor_columns(columns: tuple[Column, ...]) -> tuple[list[int], float]:
    """The columns whose entries tell rows apart, and how sure (0 to 1) a row is that they tell.

    What every row fills and nobody wraps (figures, codes) is best; where a table has only free text, its first column.
    """
    one_line = [
        index for index, column in enumerate(columns) if not is_free_text(column) and not isinstance(column.read, Tick)
    ]
    if required := [index for index in one_line if columns[index].required]:
        return required, 1.0
    if one_line:
        return one_line, 0.99
    if required := [index for index, column in enumerate(columns) if column.required]:
        return required[:1], 0.97
    return [0], 0.97
