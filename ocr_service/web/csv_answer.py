"""Tables as CSV files for spreadsheets, written while they are read, with no cell that is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from starlette.responses import StreamingResponse

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_FORMULA_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER_SIGNS: Final = ("+", "-")


def csv_answer(file_name: str, rows: Iterable[Sequence[object]]) -> StreamingResponse:
    """A download. UTF-8 with its mark, which spreadsheets want to see before they believe it (RFC 4180 otherwise)."""
    return StreamingResponse(
        _lines(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"', "Cache-Control": "no-store"},
    )


def plain_cell(value: object) -> str:
    """The cell's text; a spreadsheet shows it and never works it out."""
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    if text.startswith(_FORMULA_BEGINS) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    digits = text[1:] if text.startswith(_NUMBER_SIGNS) else text
    return digits.replace(".", "", 1).isdecimal() and digits.isascii()


def _lines(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    yield "\N{BYTE ORDER MARK}".encode()
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow([plain_cell(value) for value in row])
        yield line.getvalue().encode()
