from ocr_service.reading.proposing.find_tables import FoundTable, apart, find_tables
from tests.unit.proposing.lines import SCALE, grid, line

COLUMNS = [0.0, 200.0, 400.0, 600.0]


def test_headings_over_like_rows_are_a_table() -> None:
    cells = grid(COLUMNS, [0, 40, 80, 120, 160])
    lines = [line("品名", 20, 10), line("数量", 220, 10), line("金额", 420, 10), line("纸箱", 20, 50)]
    (table,) = find_tables(cells, lines, SCALE)
    assert (len(table.header), len(table.rows), table.rows_by) == (3, 3, "grid")


def test_rows_of_labels_with_values_are_none() -> None:
    cells = grid([0, 100, 300, 400, 600], [0, 40, 80, 120])
    lines = [line("部门", 10, 10), line("生产部", 110, 10), line("日期", 310, 10), line("明天", 410, 10)]
    lines += [line("姓名", 10, 50), line("朱雪梅", 110, 50), line("工号", 310, 50), line("A7", 410, 50)]
    assert find_tables(cells, lines, SCALE) == []


def test_rows_of_several_heights_are_parted_by_their_rulings() -> None:
    cells = grid(COLUMNS, [0, 40, 80, 180, 220])
    lines = [line("Item", 20, 10), line("Qty", 220, 10), line("Price", 420, 10)]
    (table,) = find_tables(cells, lines, SCALE)
    assert table.rows_by == "rulings"


def test_headings_of_two_storeys_name_the_columns_below_them() -> None:
    upper = grid([0, 200], [0, 80]) + grid([200, 600], [0, 40]) + grid([200, 400, 600], [40, 80])
    cells = upper + grid(COLUMNS, [80, 120, 160, 200, 240])
    lines = [line("姓名", 20, 30), line("导师", 380, 10), line("职务", 220, 50), line("学历", 420, 50)]
    (table,) = find_tables(cells, lines, SCALE)
    assert (len(table.header), len(table.rows)) == (3, 4)


def test_no_two_tables_share_ground() -> None:
    def table(top: float) -> FoundTable:
        header, *rows = [tuple(grid(COLUMNS, [y, y + 40])) for y in (top, top + 40, top + 80)]
        return FoundTable(header=header, rows=tuple(rows), rows_by="grid")

    assert apart([table(0), table(60), table(200)]) == [table(0), table(200)]
