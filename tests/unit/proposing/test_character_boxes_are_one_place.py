from ocr_service.reading.proposing.find_combs import find_combs
from tests.unit.proposing.lines import SCALE, grid


def test_small_boxes_side_by_side_are_one_place() -> None:
    (comb,) = find_combs(grid([100 + 30 * n for n in range(12)], [50, 90]), SCALE)
    assert comb.cells == 11
    assert (comb.rect.left, comb.rect.right) == (101, 429)


def test_three_boxes_or_boxes_of_many_widths_are_none() -> None:
    assert find_combs(grid([100, 130, 160, 190], [50, 90]), SCALE) == []
    assert find_combs(grid([100, 130, 170, 185, 230], [50, 90]), SCALE) == []


def test_a_tables_columns_are_none() -> None:
    assert find_combs(grid([100, 200, 300, 400, 500], [50, 90]), SCALE) == []


def test_boxes_that_stand_apart_are_two() -> None:
    cells = grid([100 + 30 * n for n in range(5)], [50, 90]) + grid([300 + 30 * n for n in range(6)], [50, 90])
    assert [comb.cells for comb in find_combs(cells, SCALE)] == [4, 5]
