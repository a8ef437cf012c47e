import pytest

from tests.unit.reading_tables.drawn_tables import EDGES, blank_body, heights, put, put_row, rows_of, rule_upright

ROW = ("A12", "Box", "400", "urgent")


def test_each_line_with_figures_is_a_row():
    pixels = blank_body()
    for baseline in (25, 31, 42):
        put_row(pixels, baseline, ROW)
    rows = rows_of(pixels, "text")
    assert [row.confidence for row in rows] == [1.0] * 3
    assert [round(bottom) for _, bottom in heights(rows)] == [26, 32, 43]


def test_upright_rulings_are_no_text():
    pixels = blank_body()
    for x in EDGES:
        rule_upright(pixels, x)
    put_row(pixels, 25, ROW)
    assert len(rows_of(pixels, "text")) == 1


@pytest.mark.parametrize("lines", [(25, 30), (22.5, 27.5)], ids=["from the top", "about the middle"])
def test_a_wrapped_line_belongs_to_its_row(lines):
    pixels = blank_body()
    put_row(pixels, 25, ("A12", None, "400", None))
    for baseline, text in zip(lines, ("A long name that", "takes two lines"), strict=True):
        put(pixels, text, 36.5, baseline)
    put_row(pixels, 40, ROW)
    rows = rows_of(pixels, "text")
    assert [row.confidence for row in rows] == [1.0, 1.0]
    name = rows[0].cells[1].box
    assert name.y < lines[0] - 2
    assert name.bottom > lines[1] - 0.5


def test_a_wrapped_line_half_way_between_two_rows_belongs_to_the_one_above():
    pixels = blank_body()
    for baseline in (25, 35):
        put_row(pixels, baseline, ROW)
    put(pixels, "of birch wood", 36.5, 30)
    rows = rows_of(pixels, "text")
    assert [round(row.cells[1].box.bottom) for row in rows] == [31, 36]


def test_a_line_far_from_every_row_is_a_row_that_a_person_looks_at():
    pixels = blank_body()
    put_row(pixels, 25, ROW)
    put(pixels, "Nothing follows", 36.5, 50)
    assert [row.confidence < 0.95 for row in rows_of(pixels, "text")] == [False, True]


def test_a_row_without_its_figures_is_not_lost():
    pixels = blank_body()
    put_row(pixels, 25, ROW)
    put_row(pixels, 40, (None, "Bag", None, "late"))
    put_row(pixels, 55, ROW)
    assert [row.confidence < 0.95 for row in rows_of(pixels, "text")] == [False, True, False]


def test_an_entry_wider_than_its_column_is_whole_and_covers_the_next():
    pixels = blank_body()
    put_row(pixels, 25, ("A12", None, None, "late"))
    put(pixels, "Crates-of-birch-wood", 50, 25)
    name, quantity = rows_of(pixels, "text")[0].cells[1:3]
    assert name.box.right > 95
    assert quantity.empty or quantity.box.x >= name.box.right - 0.5


def test_an_empty_table_has_no_rows():
    assert rows_of(blank_body(), "text") == []
    assert [row for row in rows_of(blank_body(), "rulings") if row.confidence >= 0.95] == []
