"""A file of master data (CSV, or one JSON object a line) -> rows, one after another, in bounded memory.

What comes from an ERP is often broken in one line of a million: each such line is told by its number, and nothing is
loaded. CSV follows RFC 4180, with a comma, a semicolon or a tab between the cells.
"""

import codecs
import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, Literal

Format = Literal["csv", "ndjson"]
Encoding = Literal["auto", "utf-8", "gb18030"]

MOST_LINE_BYTES: Final = 65_536
MOST_COLUMNS: Final = 100
MOST_COLUMN_CHARACTERS: Final = 63
MOST_KEY_CHARACTERS: Final = 200
MOST_CELL_CHARACTERS: Final = 1000
MOST_ROWS: Final = 2_000_000
# After so many broken lines the rest is not looked at.
MOST_PROBLEMS: Final = 100
_PIECE: Final = 1 << 20
_DELIMITERS: Final = (",", ";", "\t")
# Control characters, but for the tab and the ends of lines; what is no character at all; halves of characters.
_HARMFUL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Some write it before the text to say which encoding it is in.
_MARK: Final = "\ufeff"
_BREAKS: Final = re.compile(r"[\r\n\t]+")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row: the line on which it ends, from 1, and its values in the order of the columns."""

    line: int
    values: list[str]


@dataclass
class Problems:
    """What is wrong with a file: codes with their params, the line (or `row`) among them."""

    found: list[dict[str, Any]] = field(default_factory=list)

    def add(self, code: str, **params: Any) -> None:
        self.found.append({"code": code, "params": params})

    @property
    def too_many(self) -> bool:
        return len(self.found) >= MOST_PROBLEMS


class RowsUnreadable(Exception):
    """The file as a whole is not what it should be; `problems` says why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}")
        self.problems = [{"code": code, "params": params}]


class RowReader:
    """Reads a file once from its beginning. `columns` is known at once; `problems` grows while `rows` is followed."""

    def __init__(self, file: BinaryIO, *, format: Format, encoding: Encoding = "auto") -> None:
        """Raises RowsUnreadable where the encoding or the head of the file is not usable."""
        self.problems = Problems()
        self._lines = _Lines(file, find_encoding(file) if encoding == "auto" else encoding, self.problems)
        if format == "csv":
            self._cells = _read_csv(self._lines, self.problems)
        else:
            self._cells = _read_ndjson(self._lines, self.problems)
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


def find_encoding(file: BinaryIO) -> Encoding:
    """UTF-8 where all of it is that, else GB18030. Raises RowsUnreadable where it is neither, with the line."""
    file.seek(0)
    if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise RowsUnreadable("masterdata_encoding", line=1)
    failed = 0
    for encoding in ("utf-8", "gb18030"):
        failed = _undecodable_line(file, encoding)
        if not failed:
            return encoding
    raise RowsUnreadable("masterdata_encoding", line=failed)


def _undecodable_line(file: BinaryIO, encoding: str) -> int:
    """The first line, from 1, that is not in the encoding; 0 where all are."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while True:
        piece = file.read(_PIECE)
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        if not piece:
            return 0
        line += piece.count(b"\n")


class _Lines:
    """The file's lines as text, each bounded; `number` is that of the line last given, from 1.

    A line that is too long, is not in the encoding or holds control characters is a problem; the rest of it goes on,
    so that what comes behind it is still read rightly.
    """

    def __init__(self, file: BinaryIO, encoding: str, problems: Problems) -> None:
        file.seek(0)
        self._file = file
        self._encoding = encoding
        self._problems = problems
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        # No byte of a longer character is a line feed, in GB18030 as in UTF-8.
        while line := self._file.readline(MOST_LINE_BYTES + 1):
            self.number += 1
            if len(line) > MOST_LINE_BYTES:
                self._problems.add("masterdata_line_too_long", line=self.number, limit=MOST_LINE_BYTES)
                self._pass_over()
                line = b"\n"
            yield self._decode(line)

    def _decode(self, line: bytes) -> str:
        try:
            text = line.decode(self._encoding)
        except UnicodeDecodeError:
            self._problems.add("masterdata_encoding", line=self.number)
            return "\n"
        if self.number == 1:
            text = text.removeprefix(_MARK)
        if _HARMFUL.search(text):
            self._problems.add("masterdata_control_characters", line=self.number)
            return _HARMFUL.sub("", text)
        return text

    def _pass_over(self) -> None:
        while (rest := self._file.readline(_PIECE)) and not rest.endswith(b"\n"):
            pass


def _read_csv(lines: _Lines, problems: Problems) -> Iterator[Row]:
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


def _read_ndjson(lines: _Lines, problems: Problems) -> Iterator[Row]:
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


def row_of_object(given: Any, columns: Sequence[str]) -> dict[str, str]:
    """The values of a JSON object by column, as text. Raises ValueError where it is no flat object of these columns."""
    if not isinstance(given, dict) or not given or (columns and not given.keys() <= set(columns)):
        raise ValueError
    values: dict[str, str] = {}
    for name, value in given.items():
        text = _tidy(_as_text(value))
        if _HARMFUL.search(text):
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
        if not name or len(name) > MOST_COLUMN_CHARACTERS or _HARMFUL.search(name):
            raise RowsUnreadable("masterdata_column_unusable", column=name[:100], limit=MOST_COLUMN_CHARACTERS)
        if columns.count(name) > 1:
            raise RowsUnreadable("masterdata_column_twice", column=name)
    return columns
