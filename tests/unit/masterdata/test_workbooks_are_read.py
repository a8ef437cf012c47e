"""The first sheet of a workbook gives text as people mean it: codes keep their noughts, days are days."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from ocr_service.usecases.masterdata import read_sheet
from ocr_service.usecases.masterdata.read_rows import RowReader
from ocr_service.usecases.masterdata.row_problems import RowsUnreadable


def workbook(write: Callable[[Any, Any], object]) -> io.BytesIO:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        write(book, book.add_worksheet())
        book.add_worksheet().write_string(0, 0, "another sheet")
    return file


def rows(file: io.BytesIO) -> list[tuple[int, list[str]]]:
    return list(read_sheet.read_sheet(file))


def test_numbers_dates_and_codes_are_written_as_people_see_them() -> None:
    def write(book: Any, sheet: Any) -> None:
        styles = [book.add_format({"num_format": code}) for code in ("000000", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"')]
        sheet.write_number(0, 0, 42, styles[0])
        sheet.write_datetime(0, 1, datetime(2026, 3, 4), styles[1])
        sheet.write_datetime(0, 2, datetime(2026, 3, 4, 8, 30), styles[2])
        sheet.write_row(0, 3, [500, 2.5, 0.1 + 0.2, True, 12_345_678_901_234])
        sheet.write_formula(0, 8, "=1+1", None, 2)

    shown = ["000042", "2026-03-04", "2026-03-04 08:30:00", "500", "2.5", "0.3", "true", "12345678901234", "2"]
    assert rows(workbook(write)) == [(1, shown)]


def test_cells_and_rows_that_are_left_out_leave_their_place() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["no", "name", "city"])
        sheet.write_string(2, 0, "C1")
        sheet.write_string(2, 2, "苏州")
        sheet.write_rich_string(3, 0, "A", book.add_format({"bold": True}), "B", "C")

    reader = RowReader(workbook(write), format="xlsx")

    assert reader.columns == ["no", "name", "city"]
    assert [(row.line, row.values) for row in reader.rows("no")] == [(3, ["C1", "", "苏州"]), (4, ["ABC", "", ""])]


def test_a_cell_beside_the_headings_is_told_with_its_row() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["no", "name"])
        sheet.write_row(1, 0, ["C1", "a", "what is this"])

    reader = RowReader(workbook(write), format="xlsx")

    assert list(reader.rows("no")) == []
    assert reader.problems.found == [{"code": "masterdata_row_cells", "params": {"line": 2, "found": 3, "wanted": 2}}]


@pytest.mark.parametrize("content", [b"", b"no,name\nC1,a\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(RowsUnreadable) as refused:
        rows(io.BytesIO(content))

    assert refused.value.problems[0]["code"] == "masterdata_sheet_unreadable"


def test_a_zip_file_of_something_else_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("letter.txt", "dear sir")

    with pytest.raises(RowsUnreadable):
        rows(file)


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_sheet, "_MOST_UNPACKED_BYTES", 1_000)

    with pytest.raises(RowsUnreadable) as refused:
        rows(workbook(lambda _, sheet: sheet.write_row(0, 0, ["no"])))

    assert refused.value.problems[0]["code"] == "masterdata_sheet_too_large"
