"""Where on a form's page a code can be printed: on blank paper, clear of every zone."""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.content import Choice
from ocr_service.forms.geometry import Box
from ocr_service.forms.template import Template

# Sides of the code with its quiet zone, mm: the largest that finds room is taken. Modules of the smallest are 0.33 mm.
_SIDES_MM: Final = (22.0, 18.0, 15.0)
# The paper's number stands below the code or, where the paper is low, beside it.
_NUMBER_BELOW_MM: Final = 4.5
_NUMBER_BESIDE_MM: Final = 19.0
# Printers leave the paper's edge white.
_MARGIN_MM: Final = 5.0
_CLEARANCE_MM: Final = 1.5
_PX_PER_MM: Final = 4
_STEP_MM: Final = 1.0
# A speck of dust on the reference picture is no print.
_SPECK: Final = 0.002


def find_place(template: Template, page: int, picture: bytes) -> Box | None:
    """The place (mm) for code and number together, on a page (from 1), as near to a corner as can be, top right first.

    The code is as large as the place's shorter side.
    None where no blank paper is left that is clear of all zones and that one can get to from the paper's edge without
    crossing print: an empty cell of a table is for whoever fills the form in. Raises ValueError where the picture
    cannot be decoded.
    """
    width, height = template.pages[page - 1].size_mm
    taken = _taken(picture, width, height)
    for box in _zones(template, page):
        _fill(taken, box)
    sums = np.asarray(cv2.integral(taken.astype(np.uint8)), dtype=np.int32)
    for side in _SIDES_MM:
        for shape in ((side, side + _NUMBER_BELOW_MM), (side + _NUMBER_BESIDE_MM, side)):
            found = _nearest_to_corner(sums, shape, (width, height))
            if found is not None:
                return found
    return None


def _taken(picture: bytes, width: float, height: float) -> NDArray[np.bool_]:
    """What is printed on, 4 pixels a mm."""
    grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError("the reference picture cannot be decoded")
    size = (round(width * _PX_PER_MM), round(height * _PX_PER_MM))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    # Against the paper around it, so that the shadow of a photographed reference is no print.
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 10 * _PX_PER_MM + 1, 12)
    return np.asarray(ink > 0)


def _zones(template: Template, page: int) -> Iterator[Box]:
    for field in template.fields:
        if field.page == page:
            yield field.box
            if isinstance(field.read, Choice):
                yield from (option.box for option in field.read.options)
    for table in template.tables:
        part = table.part_on(page)
        if part is not None:
            yield part.box
    yield from (label.box for label in template.pages[page - 1].labels)


def _fill(taken: NDArray[np.bool_], box: Box) -> None:
    left, top = max(0, int(box.x * _PX_PER_MM)), max(0, int(box.y * _PX_PER_MM))
    right, bottom = round((box.x + box.width) * _PX_PER_MM), round((box.y + box.height) * _PX_PER_MM)
    taken[top : max(bottom, 0), left : max(right, 0)] = True


def _nearest_to_corner(sums: NDArray[np.int32], shape: tuple[float, float], size: tuple[float, float]) -> Box | None:
    best: tuple[float, Box] | None = None
    for top in np.arange(_MARGIN_MM, size[1] - _MARGIN_MM - shape[1], _STEP_MM):
        for left in np.arange(_MARGIN_MM, size[0] - _MARGIN_MM - shape[0], _STEP_MM):
            box = Box(x=float(left), y=float(top), width=shape[0], height=shape[1])
            distance = _from_corner(box, size)
            if (best is None or distance < best[0]) and _is_free(sums, box) and _is_open(sums, box, size):
                best = distance, box
    return None if best is None else best[1]


def _from_corner(box: Box, size: tuple[float, float]) -> float:
    right, bottom = size[0] - box.x - box.width, size[1] - box.y - box.height
    # Top right is where people look for a form's number; of two corners as good it wins by a few millimetres.
    return min(right + box.y, box.x + box.y + 6, right + bottom + 9, box.x + bottom + 12)


def _is_free(sums: NDArray[np.int32], box: Box) -> bool:
    clear = _CLEARANCE_MM
    return _share(sums, box.x - clear, box.y - clear, box.x + box.width + clear, box.y + box.height + clear) <= _SPECK


def _is_open(sums: NDArray[np.int32], box: Box, size: tuple[float, float]) -> bool:
    """Whether nothing is printed between the place and one of the paper's edges."""
    right, bottom = box.x + box.width, box.y + box.height
    ways = (
        (box.x, 0.0, right, box.y),
        (box.x, bottom, right, size[1]),
        (0.0, box.y, box.x, bottom),
        (right, box.y, size[0], bottom),
    )
    return any(_share(sums, *way) <= _SPECK for way in ways)


def _share(sums: NDArray[np.int32], left: float, top: float, right: float, bottom: float) -> float:
    """The share of a rectangle (mm) that is taken."""
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    x0, x1 = (min(max(round(edge * _PX_PER_MM), 0), width) for edge in (left, right))
    y0, y1 = (min(max(round(edge * _PX_PER_MM), 0), height) for edge in (top, bottom))
    area = max(1, (x1 - x0) * (y1 - y0))
    return float(int(sums[y1, x1]) - int(sums[y0, x1]) - int(sums[y1, x0]) + int(sums[y0, x0])) / float(area)
