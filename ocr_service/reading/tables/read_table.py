"""A table's readings -> rows: which of them are items, what repeats the row above, where the totals stand.

A row is left out only where it is blank, struck out, says that nothing more follows, or holds totals. Ink that is none
of these and makes no row is told to a person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ocr_service.forms.content import Amount, CapitalAmount, Content, Integer, Number, Text
from ocr_service.forms.geometry import Box
from ocr_service.forms.result import Reason, ResultBox
from ocr_service.forms.template import Table, Template
from ocr_service.reading.decode_text import PERHAPS_NO_ENTRY
from ocr_service.reading.ink.strokes_from_outside import MOSTLY
from ocr_service.reading.pages import Crop
from ocr_service.reading.read_marks import read_mark
from ocr_service.reading.recognise_text import CropReading
from ocr_service.reading.tables.cells import Cell, is_tick
from ocr_service.reading.tables.repeat_above import Above, repeat_above
from ocr_service.reading.tables.row_words import RowLabel, label_of
from ocr_service.reading.tables.see_table import SeenTable
from ocr_service.reading.zone_reading import ZoneReading

Place = Callable[[Box], ResultBox]
ReadValue = Callable[[ZoneReading, Content, Sequence[Crop], CropReading | None], ZoneReading]
Sureness = Callable[[CropReading, Content], float]
SeenCells = Sequence[tuple[Cell, CropReading | None]]

# Less ink than a hyphen's is specks: it makes no row.
SPECKS_MM2: Final = 0.2
# As much dark ink in a row that was not read as one may be an entry that nobody can read.
_PERHAPS_ENTRY_MM2: Final = 1.5
# Below this it may be no row, or more than one.
SURE_ROW: Final = 0.95
# A row below one that says that nothing follows, or a totals row with an item's code in it.
_CONTRADICTED_ROW: Final = 0.5
_FIGURES: Final = (Integer, Number, Amount, CapitalAmount)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A row that something stands in: its cells' readings in the columns' order, and what it says that it is."""

    readings: tuple[ZoneReading, ...]
    label: RowLabel | None
    confidence: float


class TableReader:
    """Reads the tables of one form page by page; rows are numbered through over its pages.

    `read_value` reads one zone by its content, `sureness` tells how sure the best text of a zone is. `reasons`
    holds, after reading, what speaks against a table as a whole: rows_unclear (params: table, page, rows),
    rows_too_many, page_repeated (params: page).
    """

    def __init__(self, template: Template, read_value: ReadValue, sureness: Sureness) -> None:
        self._template = template
        self._read_value = read_value
        self._sureness = sureness
        self._count: dict[str, int] = {}
        self._above: dict[tuple[str, str], Above] = {}
        self._totals: dict[str, tuple[bool, ZoneReading]] = {}
        self._texts: dict[tuple[str, int], set[tuple[str, ...]]] = {}
        self._places: dict[str, tuple[int, ResultBox]] = {}
        self.reasons: list[Reason] = []

    def read(self, seen: SeenTable, page: int, place: Place) -> list[ZoneReading]:
        """The items' cells row by row; `page` is the scan's, `place` tells where a box lies on its picture."""
        table = seen.cut.table
        self._places[table.name] = (page, place(table.box))
        self.reasons += seen.cut.reasons
        found: list[ZoneReading] = []
        unclear: list[int] = []
        ended = False
        for number, cells in seen.rows():
            if not any(self._holds_entry(cell, reading) for cell, reading in cells):
                if _dark_ink(cells) >= _PERHAPS_ENTRY_MM2:
                    unclear.append(number + 1)
                continue
            row = self._read_row(seen, number, cells, page, place)
            if row.label == "nothing-more":
                ended = True
            elif row.label is not None:
                self._keep_totals(table, row)
            else:
                found += self._as_item(table, row, cells, ended)
        if unclear:
            params = {"table": table.name, "page": page, "rows": ", ".join(map(str, unclear))}
            self.reasons.append(Reason(code="rows_unclear", params=params))
        self._notice_repeated_page(table, found, page)
        return found

    def totals(self) -> list[ZoneReading]:
        """The fields that stand in totals rows, once all pages are read; blank where no such row was found."""
        found = []
        for table in self._template.tables:
            for total in table.totals if table.name in self._places else ():
                if total.name in self._totals:
                    found.append(self._totals[total.name][1])
                    continue
                page, box = self._places[table.name]
                column = next(column for column in table.columns if column.name == total.column)
                found.append(
                    ZoneReading(
                        path=total.name, type=column.read.type, value=None, confidence=1.0, page=page, box=box,
                        required=total.required, accept_confidence=self._template.accept_confidence,
                    )
                )  # fmt: skip
        return found

    def _holds_entry(self, cell: Cell, seen: CropReading | None) -> bool:
        """Whether a cell speaks for its row: ink that may be an entry, or a value even in doubtful ink."""
        if seen is None:
            return not cell.empty and read_mark(cell.crop).state != "empty"
        if seen.blank or seen.ink < SPECKS_MM2:
            return False
        if seen.from_outside <= MOSTLY and not seen.only_coloured:
            return True
        return self._sureness(seen, cell.column.read) >= PERHAPS_NO_ENTRY

    def _read_row(self, seen: SeenTable, number: int, cells: SeenCells, page: int, place: Place) -> _Row:
        table = seen.cut.table
        readings = tuple(self._read_cell(cell, reading, page, place) for cell, reading in cells)
        confidence = seen.cut.row_confidence.get(number, 1.0)
        aside = seen.labels.get(number)
        label = label_of([*([self._text_of(aside)] if aside else []), *(_label_text(reading) for reading in readings)])
        if label in ("total", "subtotal") and table.rows_by == "grid":
            label = None
        if label in ("total", "subtotal") and any(map(_names_an_item, cells, readings)):
            label, confidence = None, min(confidence, _CONTRADICTED_ROW)
        return _Row(readings=readings, label=label, confidence=confidence)

    def _text_of(self, seen: CropReading) -> str:
        reading = ZoneReading(
            path="", type="text", value=None, confidence=0.0, page=1, box=ResultBox(x=0, y=0, width=1, height=1),
            accept_confidence=1.0,
        )  # fmt: skip
        return self._read_value(reading, Text(), (), seen).raw_text

    def _read_cell(self, cell: Cell, seen: CropReading | None, page: int, place: Place) -> ZoneReading:
        own = cell.column.accept_confidence
        reading = ZoneReading(
            path=cell.column.name,
            type=cell.column.read.type,
            value=False if is_tick(cell.column) else None,
            confidence=1.0,
            page=page,
            box=place(cell.box),
            residual_mm=cell.crop.residual_mm,
            required=cell.column.required,
            handwritten=cell.column.handwritten,
            accept_confidence=self._template.accept_confidence if own is None else own,
            reasons=cell.crop.reasons + cell.reasons,
        )
        return reading if cell.empty else self._read_value(reading, cell.column.read, (cell.crop,), seen)

    def _as_item(self, table: Table, row: _Row, cells: SeenCells, ended: bool) -> list[ZoneReading]:
        number = self._count.get(table.name, 0)
        self._count[table.name] = number + 1
        confidence = min(row.confidence, _CONTRADICTED_ROW if ended else 1.0)
        doubt = Reason(code="row_uncertain", params={"confidence": round(confidence, 2)})
        items = []
        for reading, (cell, _) in zip(row.readings, cells, strict=True):
            key = (table.name, cell.column.name)
            above = self._above.get(key)
            repeated = reading if is_tick(cell.column) or cell.empty else repeat_above(reading, cell.crop, above)
            # Marks below marks repeat the same value: the crop that figures are measured against stays the value's own.
            crop = cell.crop if repeated is reading or above is None else above.crop
            self._above[key] = Above(reading=repeated, crop=crop)
            reasons = (*repeated.reasons, doubt) if confidence < SURE_ROW else repeated.reasons
            items.append(replace(repeated, path=f"{table.name}[{number}].{cell.column.name}", reasons=reasons))
        return items

    def _keep_totals(self, table: Table, row: _Row) -> None:
        """The named totals of the row; a subtotal gives way to a total."""
        final = row.label == "total"
        for total in table.totals:
            reading = next(one for one in row.readings if one.path == total.column)
            if final or total.name not in self._totals or not self._totals[total.name][0]:
                renamed = replace(reading, path=total.name, required=total.required)
                self._totals[total.name] = (final, renamed)

    def _notice_repeated_page(self, table: Table, found: Sequence[ZoneReading], page: int) -> None:
        """Two pages of a list that say the same from first to last are one page scanned twice."""
        texts = tuple(reading.raw_text for reading in found)
        known = self._texts.setdefault((table.name, table.page), set())
        if any(texts) and texts in known:
            self.reasons.append(Reason(code="page_repeated", params={"page": page}))
        known.add(texts)


def _names_an_item(cell: tuple[Cell, CropReading | None], reading: ZoneReading) -> bool:
    """Whether the cell says which item the row is of: a code or a date; figures and the word "total" do not."""
    column = cell[0].column
    if reading.value is None or is_tick(column) or isinstance(column.read, (*_FIGURES, Text)):
        return False
    return label_of([reading.raw_text]) is None and not any(one.code.startswith("not_a_") for one in reading.reasons)


def _label_text(reading: ZoneReading) -> str:
    return reading.raw_text if reading.type != "tick" else ""


def _dark_ink(cells: SeenCells) -> float:
    """The ink (mm2) of a row's text cells that is no seal's colour."""
    return sum(seen.ink for _, seen in cells if seen is not None and not seen.blank and not seen.only_coloured)
