import numpy as np
import pytest

from ocr_service.forms.geometry import Box
from ocr_service.forms.template import Column
from ocr_service.reading.pages import Crop
from ocr_service.reading.read_tables import Cell, filled_rows

COLUMNS = [
    Column(name=name, label={"en": name}, left=left, right=left + 20, read={"type": "text"})
    for name, left in (("code", 10), ("name", 30))
]
CROP = Crop(pixels=np.zeros((4, 4, 3), np.uint8), box=Box(x=0, y=0, width=1, height=1), dpi=100)


def cells(rows):
    return [Cell(row=row, column=column, box=CROP.box, crop=CROP) for row in range(rows) for column in COLUMNS]


@pytest.mark.parametrize(
    ("filled", "rows"),
    [
        ([[1, 1], [1, 1], [0, 0], [0, 0]], {0: 0, 1: 1}),
        ([[1, 1], [0, 0], [0, 1], [0, 0]], {0: 0, 2: 1}),
        ([[0, 0], [0, 0], [0, 0], [1, 0]], {3: 0}),
        ([[0, 0], [0, 0], [0, 0], [0, 0]], {}),
    ],
    ids=["first rows", "a blank row between", "last row only", "nothing"],
)
def test_filled_rows_close_up(filled, rows):
    assert filled_rows(cells(4), [bool(one) for row in filled for one in row]) == rows
