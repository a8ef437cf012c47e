"""Quality as a table: which columns there are, what stands in each, as a spreadsheet (XLSX)."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import xlsxwriter  # type: ignore[import-untyped]

from ocr_service.usecases.board.show_quality import By, QualityRow

Kind = Literal["text", "count", "share", "hours"]
Cell = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """`key` names its heading (``quality.column.<key>``)."""

    key: str
    kind: Kind
    value: Callable[[QualityRow], Cell]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


_READING: Final = (
    Column(key="fields", kind="count", value=lambda row: row.fields),
    Column(key="sure", kind="share", value=lambda row: _share(row.fields - row.doubted, row.fields)),
    Column(key="corrected", kind="share", value=lambda row: _share(row.corrected, row.fields)),
)
_SCANS: Final = (
    Column(key="accepted", kind="count", value=lambda row: row.accepted),
    Column(key="alone", kind="share", value=lambda row: _share(row.alone, row.accepted)),
    Column(key="rejected", kind="count", value=lambda row: row.rejected),
    Column(key="failed", kind="count", value=lambda row: row.failed),
)
_PICTURES: Final = (
    Column(key="pages", kind="count", value=lambda row: row.pages),
    Column(key="faulty", kind="share", value=lambda row: _share(row.faulty_pages, row.pages)),
)
_SAVED: Final = (
    Column(key="keys_saved", kind="count", value=lambda row: row.keys_saved),
    Column(key="hours_saved", kind="hours", value=lambda row: round(row.hours_saved, 2)),
)
# The names that a group has, before its figures.
NAMES: Final[dict[By, tuple[str, ...]]] = {
    "form": ("form",),
    "field": ("form", "field"),
    "supplier": ("supplier",),
    "clerk": ("clerk",),
    "scanner": ("scanner", "site"),
    "site": ("site",),
}


def columns_of(by: By) -> tuple[Column, ...]:
    """The figures that are known of such a group."""
    return _READING if by == "field" else (*_SCANS, *_READING, *_PICTURES, *_SAVED)


def spreadsheet(
    *,
    title: str,
    headings: Sequence[str],
    kinds: Sequence[Kind],
    rows: Iterable[Sequence[Cell]],
    about: str,
    notes: Iterable[str],
) -> bytes:
    """An XLSX file: the table with a filter, a sheet called `about` with `notes`. No cell is a formula or a link."""
    file = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, safe) as book:
        shapes: Mapping[Kind, xlsxwriter.format.Format] = {
            "text": book.add_format(),
            "count": book.add_format({"num_format": "#,##0"}),
            "share": book.add_format({"num_format": "0.0%"}),
            "hours": book.add_format({"num_format": "#,##0.0"}),
        }
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(title[:31])
        sheet.write_row(0, 0, headings, heading)
        last = 0
        for last, row in enumerate(rows, 1):
            for place, (cell, kind) in enumerate(zip(row, kinds, strict=True)):
                sheet.write(last, place, cell, shapes[kind])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(headings) - 1)
        for place, kind in enumerate(kinds):
            sheet.set_column(place, place, 30 if kind == "text" else 14)
        told = book.add_worksheet(about[:31])
        told.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
        told.write_column(0, 0, list(notes))
    return file.getvalue()
