"""Headings on a bar, over a ruling, or alone, and what stands below them."""

from itertools import pairwise

import pytest

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.find_fills import Fill
from ocr_service.reading.proposing.find_tables import FoundTable
from ocr_service.reading.proposing.headed_tables import find_headed_tables
from ocr_service.reading.proposing.page_lines import TextLine
from ocr_service.reading.proposing.table_rows import PageMarks
from tests.unit.proposing.lines import SCALE, grid, line

EDGES = [100.0, 200.0, 400.0, 520.0]
HEADINGS = [line("Item", 110, 105), line("Description", 210, 105), line("Price", 410, 105)]
ENTRIES = [
    line(text, x, y)
    for y, row in ((140, ("1", "Wrench", "58.00")), (170, ("2", "Socket set", "81.50")))
    for x, text in zip((110, 210, 440), row, strict=True)
]


def tables(lines: list[TextLine], **marks: object) -> list[FoundTable]:
    nothing: dict[str, object] = {"level": [], "upright": [], "cells": [], "fills": []}
    return find_headed_tables(lines, PageMarks(**{**nothing, **marks}), SCALE)  # type: ignore[arg-type]


def fills(top: float, *, dark: bool = False) -> list[Fill]:
    cells = [Rect(left=a + 1, top=top, right=b - 1, bottom=top + 30) for a, b in pairwise(EDGES)]
    return [Fill(rect=cell, dark=dark) for cell in cells]


def edges_of(table: FoundTable) -> list[float]:
    return [cell.left for cell in table.header] + [table.header[-1].right]


def test_a_dark_bar_over_stripes() -> None:
    # Rows of 30 from 130 on, every second one shaded.
    marks = [*fills(100, dark=True), *fills(160), *fills(220)]
    (table,) = tables(HEADINGS + ENTRIES, fills=marks)
    assert (len(table.rows), table.rows_by) == (4, "grid")
    assert edges_of(table) == pytest.approx([101, 200, 400, 519])


def test_rulings_below_the_headings_part_the_rows() -> None:
    level = [Rect(left=100, top=y, right=520, bottom=y + 2) for y in (95, 130, 160, 190, 220)]
    (table,) = tables(HEADINGS + ENTRIES, level=level)
    assert (len(table.rows), table.rows_by) == (3, "grid")


def test_one_ruling_under_the_headings_is_enough() -> None:
    level = [Rect(left=100, top=130, right=520, bottom=132)]
    (table,) = tables(HEADINGS + ENTRIES, level=level)
    assert (len(table.rows), table.rows_by) == (2, "text")
    assert 150 < edges_of(table)[1] < 210
    assert 320 < edges_of(table)[2] < 410


def test_dividers_part_the_columns() -> None:
    upright = [Rect(left=x, top=95, right=x + 2, bottom=300) for x in EDGES]
    bar = [Fill(rect=Rect(left=100, top=100, right=520, bottom=130), dark=False)]
    (table,) = tables(HEADINGS + ENTRIES, upright=upright, fills=bar)
    assert edges_of(table) == pytest.approx([100, 201, 401, 520], abs=2)
    assert table.rows[-1][0].bottom == 300


def test_words_that_head_columns_everywhere_need_no_line() -> None:
    headings = [line(text, x, 105) for text, x in (("品名", 110), ("规格", 210), ("数量", 310), ("单价", 410))]
    below = [line(text, x, 140 + 30 * n) for n in range(2) for text, x in (("轴承", 110), ("12", 310))]
    (table,) = tables(headings + below)
    assert (len(table.header), len(table.rows)) == (4, 2)


def test_the_totals_below_are_no_row() -> None:
    level = [Rect(left=100, top=130, right=520, bottom=132)]
    (table,) = tables([*HEADINGS, *ENTRIES, line("Total", 410, 300)], level=level)
    assert len(table.rows) == 2


def test_labels_in_cells_are_no_headings() -> None:
    cells = grid(EDGES, [100, 130, 160])
    level = [Rect(left=100, top=130, right=520, bottom=132)]
    assert tables(HEADINGS + ENTRIES, level=level, cells=cells) == []


def test_words_over_nothing_are_no_headings() -> None:
    assert tables(HEADINGS, level=[Rect(left=100, top=130, right=520, bottom=132)]) == []


def test_labels_over_frames_of_their_own_are_no_headings() -> None:
    labels = [line(text, x, y) for y in (100, 170, 240) for text, x in (("单号", 110), ("申请人", 310), ("部门", 510))]
    frames = [
        Rect(left=x, top=y, right=x + 180, bottom=y + 35) for y in (125, 195, 265) for x in (100, 300, 500)
    ]  # 20 apart: 4 mm
    level = [Rect(left=100, top=y, right=680, bottom=y + 2) for y in (123, 160, 193, 230, 263, 300)]
    assert tables(labels, level=level, cells=frames) == []


def test_headings_over_columns_that_share_a_ruling_are_headings() -> None:
    level = [Rect(left=100, top=y, right=520, bottom=y + 2) for y in (130, 160, 190, 220)]
    cells = grid(EDGES, [130.0, 160.0, 190.0, 220.0])
    (table,) = tables(HEADINGS + ENTRIES, level=level, cells=cells)
    assert len(table.rows) == 3
