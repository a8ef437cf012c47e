from dataclasses import replace

import pytest

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.label_text import pieces
from ocr_service.reading.proposing.pair import Pair
from ocr_service.reading.proposing.pair_cells import pair_cells
from ocr_service.reading.proposing.pair_lines import pair_lines
from tests.unit.proposing.lines import SCALE, grid, line

PAGE = 1000.0


def found(pairs: list[Pair]) -> dict[str, str]:
    return {pair.label: pair.value for pair in pairs}


def test_a_label_cell_names_the_cell_beside_it() -> None:
    cells = grid([0, 120, 400, 520, 900], [0, 50])
    lines = [line("客户", 20, 15), line("昆山华锦", 140, 15), line("日期", 420, 15)]
    pairs, used = pair_cells(cells, lines, SCALE)
    assert found(pairs) == {"客户": "昆山华锦", "日期": ""}
    assert pairs[1].zone == cells[3]
    assert used == lines


def test_a_label_in_a_cells_upper_corner_names_the_room_below_it() -> None:
    (cell,) = grid([0, 600], [0, 120])
    (pair,), _ = pair_cells([cell], [line("Business name", 6, 4), line("Contoso", 30, 60)], SCALE)
    assert (pair.label, pair.value, pair.zone.top) == ("Business name", "Contoso", 24)


def test_a_colon_makes_a_label_and_the_next_label_ends_the_value() -> None:
    lines = [line("Tel: 0512-55501688 Fax: 0512-55501699", 50, 100)]
    pairs = pair_lines(lines, [], [], PAGE, SCALE)
    assert found(pairs) == {"Tel": "0512-55501688", "Fax": "0512-55501699"}
    assert pairs[0].zone.right <= pairs[1].zone.left


def test_chinese_labels_that_stand_close_are_parted_by_known_words() -> None:
    pairs = pair_lines([line("电话：0512-55501688传真：0512-55501699", 50, 100)], [], [], PAGE, SCALE)
    assert found(pairs) == {"电话": "0512-55501688", "传真": "0512-55501699"}


def test_an_underline_is_where_the_value_goes() -> None:
    underline = Rect(left=150, top=118, right=420, bottom=121)
    (pair,) = pair_lines([line("Signed by", 50, 100)], [], [underline], PAGE, SCALE)
    assert pair.value == ""
    assert (pair.zone.bottom, pair.zone.right > 400) == (118, True)


def test_a_time_of_day_is_no_label() -> None:
    assert pair_lines([line("10:15", 50, 100)], [], [], PAGE, SCALE) == []


def test_a_number_behind_a_known_word_is_its_value() -> None:
    assert found(pair_lines([line("No. HJ25042800", 50, 100)], [], [], PAGE, SCALE)) == {"No.": "HJ25042800"}


def test_words_without_any_sign_are_no_label() -> None:
    lines = [line("as agreed upon", 50, 100), line("in full", 300, 100)]
    assert pair_lines(lines, [], [], PAGE, SCALE) == []


def test_a_label_stands_over_its_underline() -> None:
    underline = Rect(left=50, top=150, right=420, bottom=152)
    lines = [line("Name of insured", 50, 100), line("Corwin Shipping", 60, 130)]
    (pair,) = pair_lines(lines, [], [underline], PAGE, SCALE)
    assert (pair.label, pair.value) == ("Name of insured", "Corwin Shipping")
    assert 120 <= pair.zone.top <= 130
    assert pair.zone.bottom == 150


def test_a_caption_stands_under_its_underline() -> None:
    underline = Rect(left=50, top=98, right=420, bottom=100)
    (pair,) = pair_lines([line("(Print name)", 60, 101), line("Corwin", 60, 75)], [], [underline], PAGE, SCALE)
    assert (pair.label, pair.value) == ("Print name", "Corwin")


def test_a_label_stands_over_its_box() -> None:
    (box,) = grid([50, 300], [124, 170])
    (pair,) = pair_lines([line("Supplier", 50, 100), line("Oster", 60, 138)], [box], [], PAGE, SCALE)
    assert (pair.label, pair.value, pair.zone) == ("Supplier", "Oster", box)


def test_zones_of_close_rows_do_not_reach_into_each_other() -> None:
    lines = [line("Date: 8/20/2020", 50, 100), line("Receipt # No.: 2468", 50, 118)]
    first, second = sorted(pair_lines(lines, [], [], PAGE, SCALE), key=lambda pair: pair.zone.top)
    assert first.zone.bottom <= second.zone.top
    assert [first.value, second.value] == ["8/20/2020", "2468"]


def test_words_in_a_column_of_labels_need_no_colon() -> None:
    lines = [
        line(text, x, 100 + 30 * n)
        for n, row in enumerate((("Employee", "Priya Raman"), ("Cost centre", "Graz"), ("Reason", "Audit")))
        for x, text in zip((50, 300), row, strict=True)
    ]
    assert found(pair_lines(lines, [], [], PAGE, SCALE)) == {
        "Employee": "Priya Raman",
        "Cost centre": "Graz",
        "Reason": "Audit",
    }


def test_a_row_of_dots_is_where_the_value_goes() -> None:
    dots = Rect(left=95, top=116, right=300, bottom=118)
    (pair,) = pair_lines([line("批准............", 50, 100)], [], [dots], PAGE, SCALE)
    assert (pair.label, pair.value) == ("批准", "")
    assert (pair.zone.bottom, pair.zone.right > 280) == (116, True)


def test_an_address_has_all_its_lines() -> None:
    lines = [line("Sold To", 50, 100), line("Fabrikam", 160, 100), line("345 Willow", 160, 124)]
    assert found(pair_lines(lines, [], [], PAGE, SCALE)) == {"Sold To": "Fabrikam 345 Willow"}


def test_a_heading_over_a_box_names_it() -> None:
    cells = [*grid([0, 600], [0, 40]), *grid([0, 600], [40, 160])]
    (pair,), _ = pair_cells(cells, [line("Findings", 10, 10), line("Lamp is out", 20, 60)], SCALE)
    assert (pair.label, pair.value, pair.zone) == ("Findings", "Lamp is out", cells[1])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("No.SH2503117", ["No.", "SH2503117"]),
        ("日期 2025-04-02", ["日期", "2025-04-02"]),
        ("部门 装配车间", ["部门", "装配车间"]),
        ("批准.陈立", ["批准", "陈立"]),
        ("备 注", ["备 注"]),
        ("Approx. 3 days", ["Approx. 3 days"]),
    ],
)
def test_a_line_is_parted_into_label_and_value(text: str, parts: list[str]) -> None:
    assert [piece.text for piece in pieces(line(text, 0, 0))] == parts


def test_a_line_is_parted_where_a_column_ends() -> None:
    read = replace(line("Name MMGY", 0, 0), middles=(5, 15, 25, 35, 75, 115, 125, 135, 145), right=150.0)
    name, value = pieces(read)
    assert (name.text, value.text) == ("Name", "MMGY")
    assert name.right < 60 < 100 < value.left
