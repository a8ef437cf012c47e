import pytest

from tests.unit.reading_tables.drawn_tables import (
    EDGES,
    blank_body,
    heights,
    lattice,
    put,
    put_row,
    rows_of,
    rule_level,
    rule_upright,
)

LEVELS = (20, 27, 39, 45)
FILLED = ("A12", "Box", "400", "urgent")


def codes(row):
    return [[reason.code for reason in cell.reasons] for cell in row.cells]


def test_rows_have_the_heights_that_the_copy_has():
    rows = rows_of(lattice(LEVELS), "rulings")
    assert heights(rows) == [(20, 27), (27, 39), (39, 45)]
    assert {row.confidence for row in rows} == {1.0}


def test_rulings_that_stand_askew_part_rows_all_the_same():
    pixels = blank_body()
    for y in LEVELS:
        rule_level(pixels, y, sinks=1.4)
    rows = rows_of(pixels, "rulings")
    assert len(rows) == 3
    assert rows[0].cells[3].box.y - rows[0].cells[0].box.y == pytest.approx(1.1, abs=0.3)


def test_broken_rulings_part_rows_all_the_same():
    pixels = lattice(LEVELS)
    for start in range(0, pixels.shape[1], 24):
        pixels[:, start : start + 6] = 245
    assert heights(rows_of(pixels, "rulings"), 1) == [(20, 27), (27, 39), (39, 45)]


def test_a_column_lies_where_the_copy_has_its_rulings():
    pixels = blank_body()
    for y in LEVELS:
        rule_level(pixels, y)
    for x in (*EDGES[:2], EDGES[2] + 1.4, *EDGES[3:]):
        rule_upright(pixels, x, 20, 45)
    cells = rows_of(pixels, "rulings")[0].cells
    moved = [cell.box.x - edge for cell, edge in zip(cells, EDGES, strict=False)]
    assert moved == pytest.approx([0.0, 0.0, 1.4, 0.0], abs=0.2)


def test_a_line_of_text_is_no_ruling():
    pixels = lattice((20, 40))
    put(pixels, "EEEEEEEEEEEEE", 36, 30)
    put(pixels, "E77", 11, 30)
    assert len(rows_of(pixels, "rulings")) == 1


def test_text_below_the_last_ruling_is_a_row_to_look_at():
    pixels = lattice(LEVELS)
    put_row(pixels, 60, FILLED)
    rows = rows_of(pixels, "rulings")
    assert [row.confidence < 0.95 for row in rows] == [False, False, False, True]


def test_where_a_ruling_is_lost_the_text_tells_the_rows_apart_and_both_are_doubted():
    pixels = lattice((20, 34, 41))
    put_row(pixels, 25, ("A12", "Box", "400", None))
    put_row(pixels, 32, ("B7", "Bag", "5", None))
    rows = rows_of(pixels, "rulings")
    assert [row.confidence < 0.95 for row in rows] == [True, True, False]


def test_a_wrapped_entry_is_one_row():
    pixels = lattice((20, 34, 41))
    put_row(pixels, 28, ("A12", None, "400", None))
    put(pixels, "A long name that", 36.5, 25.5)
    put(pixels, "takes two lines", 36.5, 31)
    rows = rows_of(pixels, "rulings")
    assert [row.confidence for row in rows] == [1.0, 1.0]
    assert heights(rows, 1) == [(20, 34), (34, 41)]


def test_a_cell_without_a_ruling_below_holds_its_value_for_both_rows():
    pixels = blank_body()
    for y in LEVELS:
        rule_level(pixels, y, right=EDGES[3] if y == 27 else EDGES[4])
    put_row(pixels, 25, ("A12", "Box", "400", None))
    put_row(pixels, 35, ("B7", "Bag", "5", None))
    put(pixels, "urgent", 112, 31)
    rows = rows_of(pixels, "rulings")
    assert rows[0].cells[3].box == rows[1].cells[3].box
    assert [codes(row)[3] for row in rows] == [["merged_cell"], ["merged_cell"], []]


def test_figures_on_both_sides_of_a_faint_ruling_stay_apart():
    pixels = blank_body()
    for y in LEVELS:
        rule_level(pixels, y, right=EDGES[2] if y == 27 else EDGES[4])
    put_row(pixels, 25, ("A12", "Box", "400", None))
    put_row(pixels, 35, ("B7", "Bag", "5", None))
    rows = rows_of(pixels, "rulings")
    assert rows[0].cells[2].box != rows[1].cells[2].box


def test_text_over_a_column_edge_without_a_ruling_is_not_cut():
    pixels = blank_body()
    for y in LEVELS:
        rule_level(pixels, y)
    for x in EDGES:
        rule_upright(pixels, x, *((27, 45) if x == EDGES[2] else (20, 45)))
    put(pixels, "A12", 11.5, 25)
    put(pixels, "Goods-returned-as-damaged", 50, 25)
    name, quantity = rows_of(pixels, "rulings")[0].cells[1:3]
    assert (name.box.right > 100, quantity.empty) == (True, True)
    assert [[reason.code for reason in cell.reasons] for cell in (name, quantity)] == [["merged_cell"]] * 2
