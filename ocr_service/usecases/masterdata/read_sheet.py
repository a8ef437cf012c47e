"""The first sheet of an Excel workbook (XLSX, ECMA-376 part 1) -> rows of text, one after another.

Numbers lose what only a computer adds, dates are written as in ISO 8601, and a number whose format asks for leading
noughts (``000000``) keeps them: that is how Excel stores most codes. Formulas give what they last gave.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile

from ocr_service.usecases.masterdata.row_problems import RowsUnreadable

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# A small file can be unpacked to very much.
_MOST_UNPACKED_BYTES: Final = 1_000_000_000
# The formats that every program knows by number (18.8.30 numFmt), those of East Asia among them.
_DATE_FORMATS: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
# What of a format stands for itself: quoted, behind a backslash, or in brackets.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_LETTERS: Final = re.compile(r"[A-Z]+")


def read_sheet(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The number of each row, from 1, and its cells up to the last one that is filled.

    Raises RowsUnreadable where the file is no such workbook, also while it is read.
    """
    try:
        with ZipFile(file) as book:
            if sum(part.file_size for part in book.infolist()) > _MOST_UNPACKED_BYTES:
                raise RowsUnreadable("masterdata_sheet_too_large", limit_mb=_MOST_UNPACKED_BYTES // 1_000_000)
            yield from _Sheet(book).rows()
    except (BadZipFile, ParseError, KeyError, ValueError, IndexError, OverflowError, NotImplementedError, RuntimeError):
        # RuntimeError: it wants a password.
        raise RowsUnreadable("masterdata_sheet_unreadable") from None


class _Sheet:
    """The first sheet, with what its cells refer to."""

    def __init__(self, book: ZipFile) -> None:
        self._book = book
        self._strings = list(self._read_strings())
        self._formats = self._read_formats()
        first = next(self._elements("xl/workbook.xml", "sheet"))
        self._name = self._target(first.attrib[_RELATION])
        counted_from_1904 = any(
            one.get("date1904") in ("1", "true") for one in self._elements("xl/workbook.xml", "workbookPr")
        )
        self._epoch = datetime(1904, 1, 1) if counted_from_1904 else datetime(1899, 12, 30)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        number = 0
        for row in self._elements(self._name, "row"):
            number = int(row.get("r", number + 1))
            cells: list[str] = []
            for cell in row.iter(f"{_MAIN}c"):
                place = _column(cell.get("r", "")) if cell.get("r") else len(cells)
                text = self._text(cell)
                if text:
                    cells += [""] * (place + 1 - len(cells))
                    cells[place] = text
            yield number, cells

    def _text(self, cell: Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _joined(cell)
        value = cell.findtext(f"{_MAIN}v", "")
        if kind == "s":
            return self._strings[int(value)] if value else ""
        if kind == "b":
            return "true" if value == "1" else "false"
        return self._number(value, int(cell.get("s", "0"))) if kind == "n" and value else value

    def _number(self, value: str, style: int) -> str:
        number_format = self._formats[style] if style < len(self._formats) else ""
        number = float(value)
        if number_format == "date":
            moment = self._epoch + timedelta(seconds=round(number * 86_400))
            return f"{moment:%Y-%m-%d}" if number.is_integer() else f"{moment:%Y-%m-%d %H:%M:%S}"
        plain = format(Decimal(repr(number)), "f").removesuffix(".0")
        return plain.zfill(len(number_format))

    def _read_strings(self) -> Iterator[str]:
        if "xl/sharedStrings.xml" in self._book.namelist():
            yield from map(_joined, self._elements("xl/sharedStrings.xml", "si"))

    def _read_formats(self) -> list[str]:
        """Of each style of a cell: ``date``, as many noughts as a number has digits at least, or nothing."""
        if "xl/styles.xml" not in self._book.namelist():
            return []
        named = self._elements("xl/styles.xml", "numFmt")
        own = {int(one.attrib["numFmtId"]): one.attrib["formatCode"] for one in named}
        styles = next(self._elements("xl/styles.xml", "cellXfs"), None)
        numbers = [int(one.get("numFmtId", "0")) for one in styles or ()]
        return [_kind(number, own.get(number, "")) for number in numbers]

    def _target(self, relation: str) -> str:
        with self._book.open("xl/_rels/workbook.xml.rels") as part:
            for _, one in iterparse(part):
                if one.get("Id") == relation:
                    target = one.attrib["Target"]
                    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        raise KeyError(relation)

    def _elements(self, part_name: str, tag: str) -> Iterator[Element]:
        """The elements with the tag, each let go of when the next one is asked for."""
        with self._book.open(part_name) as part:
            for _, element in iterparse(part):
                if element.tag == _MAIN + tag:
                    yield element
                    element.clear()


def _joined(element: Element) -> str:
    """A text of several pieces; how it is pronounced (rPh) is none of it."""
    pieces = [element, *element.iter(f"{_MAIN}r"), *element.iter(f"{_MAIN}is")]
    return "".join(piece.findtext(f"{_MAIN}t", "") for piece in pieces)


def _column(reference: str) -> int:
    letters = _LETTERS.match(reference)
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 1 <= number <= 16_384:  # as many columns as a sheet can have
        raise ValueError(reference)
    return number - 1


def _kind(number: int, code: str) -> str:
    if number in _DATE_FORMATS:
        return "date"
    plain = _LITERAL.sub("", code).lower()
    if plain and plain.strip("0") == "" and len(plain) > 1:
        return plain
    return "date" if plain != "general" and any(letter in plain for letter in "ymdhs") else ""
