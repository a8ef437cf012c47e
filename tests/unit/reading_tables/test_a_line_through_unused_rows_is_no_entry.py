import cv2
import numpy as np
import pytest

from ocr_service.reading.tables.cut_table import find_rows
from ocr_service.reading.tables.table_body import MARGIN_MM, see_body
from tests.doubles.drawn_zones import INK
from tests.unit.reading_tables.drawn_tables import SCALE, lattice, place, put_row, table

LEVELS = (20, 27, 34, 41, 48)
DIAGONAL = ((130, 29), (15, 47))
LETTER_Z = ((15, 29), (135, 29.5), (14, 46), (135, 46.5))
UPRIGHT = ((60, 28), (61, 47))


def struck(points):
    """A lattice with one row filled and a line drawn through the others."""
    pixels = lattice(LEVELS)
    put_row(pixels, 25, ("A12", "Box", "400", "urgent"))
    cv2.polylines(pixels, [np.array([place(*point) for point in points], np.int32)], False, INK, 3, cv2.LINE_AA)
    return pixels


@pytest.mark.parametrize("points", [DIAGONAL, LETTER_Z, UPRIGHT], ids=["diagonal", "Z", "upright"])
def test_the_line_is_told_from_entries(points):
    of_table = table("rulings")
    body = see_body(struck(points), of_table.box.grown(MARGIN_MM), SCALE)
    rulings, _, strikes = find_rows(body, of_table)
    left = body.ink & ~rulings & ~strikes
    below = left[body.row(28) : body.row(47), body.column(11) : body.column(139)]
    assert np.count_nonzero(below) / SCALE**2 < 1.0
    assert np.count_nonzero(strikes[body.row(21) : body.row(26)]) == 0


def test_lines_of_text_are_no_such_line():
    pixels = lattice(LEVELS)
    for baseline in (25, 32, 39, 46):
        put_row(pixels, baseline, ("E111", "TEE 1117 III HLT", "1111", "ILLEHT"))
    of_table = table("rulings")
    _, _, strikes = find_rows(see_body(pixels, of_table.box.grown(MARGIN_MM), SCALE), of_table)
    assert not strikes.any()
