from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.pair_labels import Pair, pair_cells, pair_lines
from tests.unit.proposing.lines import SCALE, grid, line

PAGE = (1000, 1400)


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
