"""A file of master data (CSV, one JSON object a line, or an Excel sheet) -> rows, one after another, in bounded memory.

What comes from an ERP is often broken in one line of a million: each such line is told by its number, and nothing is
loaded. CSV follows RFC 4180, with a comma, a semicolon or a tab between the cells.
"""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, Literal

from ocr_service.usecases.masterdata.read_sheet import read_sheet
from ocr_service.usecases.masterdata.row_problems import Problems, RowsUnreadable
from ocr_service.usecases.masterdata.text_lines import HARMFUL, Encoding, Lines, find_encoding

Format = Literal["csv", "ndjson", "xlsx"]

MOST_COLUMNS: Final = 100
MOST_COLUMN_CHARACTERS: Final = 63
MOST_KEY_CHARACTERS: Final = 200
MOST_CELL_CHARACTERS: Final = 1000
MOST_ROWS: Final = 2_000_000
_DELIMITERS: Final = (",", ";", "\t")
_BREAKS: Final = re.compile(r"[\r\n\t]+")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row: the line on which it ends, from 1, and its values in the order of the columns."""

    line: int
    values: list[str]


class RowReader:
    """Reads a file once from its beginning. `columns` is known at once; `problems` grows while `rows` is followed."""

    def __init__(self, file: BinaryIO, *, format: Format, encoding: Encoding = "auto") -> None:
        """Raises RowsUnreadable where the encoding or the head of the file is not usable."""
        self.problems = Problems()
        if format == "xlsx":
            self._cells = _read_xlsx(file, self.problems)
        else:
            lines = Lines(file, find_encoding(file) if encoding == "auto" else encoding, self.problems)
            self._cells = (_read_csv if format == "csv" else _read_ndjson)(lines, self.problems)
        self.columns = _checked_columns(next(self._cells, Row(line=1, values=[])).values)

    def rows(self, key_column: str) -> Iterator[Row]:
        """The sound rows; the others are told in `problems`, of which `MOST_PROBLEMS` end the reading."""
        key = self.columns.index(key_column)
        for count, row in enumerate(self._cells, start=1):
            if self.problems.too_many:
                return
            if count > MOST_ROWS:
                self.problems.add("masterdata_too_many_rows", line=row.line, limit=MOST_ROWS)
                return
            if self._is_sound(row, key):
                yield row

    def _is_sound(self, row: Row, key: int) -> bool:
        if len(row.values) != len(self.columns):
            counts = {"found": len(row.values), "wanted": len(self.columns)}
            self.problems.add("masterdata_row_cells", line=row.line, **counts)
        elif not row.values[key]:
            self.problems.add("masterdata_row_no_key", line=row.line, column=self.columns[key])
        elif len(row.values[key]) > MOST_KEY_CHARACTERS:
            self.problems.add("masterdata_key_too_long", line=row.line, limit=MOST_KEY_CHARACTERS)
        elif max(map(len, row.values)) > MOST_CELL_CHARACTERS:
            self.problems.add("masterdata_cell_too_long", line=row.line, limit=MOST_CELL_CHARACTERS)
        else:
            return True
        return False


def _read_csv(lines: Lines, problems: Problems) -> Iterator[Row]:
    given = iter(lines)
    head = next(given, "")
    delimiter = max(_DELIMITERS, key=head.count)

    def all_lines() -> Iterator[str]:
        yield head
        yield from given

    reader = csv.reader(all_lines(), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a quotation mark that is out of place, or is never closed
            problems.add("masterdata_csv_broken", line=lines.number)
            if problems.too_many:
                return
            continue
        if any(cells):
            yield Row(line=lines.number, values=[_tidy(cell) for cell in cells])


def _read_ndjson(lines: Lines, problems: Problems) -> Iterator[Row]:
    """First the columns, as the first object names them; an object that lacks one has it empty."""
    columns: list[str] = []
    for line in lines:
        if problems.too_many:
            return
        if not line.strip():
            continue
        try:
            values = row_of_object(json.loads(line, parse_float=str, parse_int=str), columns)
        except (ValueError, RecursionError):
            problems.add("masterdata_json_broken", line=lines.number)
            continue
        if not columns:
            columns = list(values)
            yield Row(line=0, values=columns)
        yield Row(line=lines.number, values=[values.get(column, "") for column in columns])


def _read_xlsx(file: BinaryIO, problems: Problems) -> Iterator[Row]:
    """The heading is the first row that is filled; a shorter row is filled up to its width."""
    width = 0
    for number, cells in read_sheet(file):
        if not any(cells):
            continue
        values = [_tidy(cell) for cell in cells]
        if any(map(HARMFUL.search, values)):
            problems.add("masterdata_control_characters", line=number)
            continue
        width = width or len(values)
        yield Row(line=number, values=values + [""] * (width - len(values)))


def row_of_object(given: Any, columns: Sequence[str]) -> dict[str, str]:
    """The values of a JSON object by column, as text. Raises ValueError where it is no flat object of these columns."""
    if not isinstance(given, dict) or not given or (columns and not given.keys() <= set(columns)):
        raise ValueError
    values: dict[str, str] = {}
    for name, value in given.items():
        text = _tidy(_as_text(value))
        if HARMFUL.search(text):
            raise ValueError
        values[name] = text
    return values


def _as_text(value: Any) -> str:
    if isinstance(value, list | dict):
        raise ValueError
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _tidy(cell: str) -> str:
    """One line, without spaces around it."""
    return _BREAKS.sub(" ", cell).strip()


def _checked_columns(columns: list[str]) -> list[str]:
    if not columns or len(columns) > MOST_COLUMNS:
        raise RowsUnreadable("masterdata_no_columns", limit=MOST_COLUMNS)
    for name in columns:
        if not name or len(name) > MOST_COLUMN_CHARACTERS or HARMFUL.search(name):
            raise RowsUnreadable("masterdata_column_unusable", column=name[:100], limit=MOST_COLUMN_CHARACTERS)
        if columns.count(name) > 1:
            raise RowsUnreadable("masterdata_column_twice", column=name)
    return columns
