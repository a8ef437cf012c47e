"""Lines drawn through rows that are not used, so that nothing can be added: diagonals, a Z, a level or upright line."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.tables.table_body import Mask, TableBody

# Lines are looked for with this many pixels a millimetre.
_COARSE: Final = 2.6
_SHORTEST_MM: Final = 18.0
# A ruling taken out of a flat diagonal leaves a gap as long as this.
_GAP_MM: Final = 7.0
# Along a line so much is dark; beside it, at this distance, there is as good as nothing: lines of text have ink there.
_DARK_SHARE: Final = 0.75
_BESIDE_MM: Final = 1.1
_MOST_BESIDE: Final = 0.12
_HALF_WIDTH_MM: Final = 0.7
_STEP_MM: Final = 0.25


def find_strikes(body: TableBody, rulings: Mask, row_height: float) -> Mask:
    """The ink of lines drawn through; `rulings` are none, `row_height` in mm is that of an ordinary row."""
    free = body.ink & ~rulings
    found = _lone_strokes(free, body.scale, row_height)
    where = np.zeros(free.shape, np.uint8)
    for start, end in _straight_lines(free, rulings, body.scale):
        thick = max(2, round(2 * _HALF_WIDTH_MM * body.scale))
        cv2.line(where, _point(start), _point(end), (1,), thick)
    return np.asarray(found | (free & (where > 0)))


def _lone_strokes(free: Mask, scale: float, row_height: float) -> Mask:
    """Long thin strokes, straight or not, that run through rows or along one and touch nothing else."""
    reach = max(3, round(0.9 * scale)) | 1
    joined = cv2.morphologyEx(free.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    ink = np.bincount(np.asarray(parts)[free], minlength=count) / scale**2
    wide, high = stats[:, cv2.CC_STAT_WIDTH] / scale, stats[:, cv2.CC_STAT_HEIGHT] / scale
    length = np.hypot(wide, high)
    through_rows = (high >= 1.3 * row_height) & (length >= _SHORTEST_MM)
    along_row = (high <= 1.5) & (wide >= 40.0)
    # A Z is three such lines; its ink is that of a pen's width times its whole length.
    strikes = (through_rows | along_row) & (ink <= 0.55 * (length + wide)) & (ink >= 0.08 * length)
    strikes[0] = False
    return np.asarray(strikes[parts] & (joined > 0))


def _straight_lines(free: Mask, rulings: Mask, scale: float) -> list[NDArray[np.float64]]:
    """Ends (x, y) in pixels of thin straight lines, each (2, 2). Probabilistic Hough transform (Matas et al. 2000)."""
    factor = scale / _COARSE
    size = (max(1, round(free.shape[1] / factor)), max(1, round(free.shape[0] / factor)))
    small = cv2.resize(free.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    points = np.where(small > 0.15, 255, 0).astype(np.uint8)
    found = cv2.HoughLinesP(
        points, 1, np.pi / 360, round(9 * _COARSE), minLineLength=_SHORTEST_MM * _COARSE, maxLineGap=_GAP_MM * _COARSE
    )
    if found is None:
        return []
    lines = [(np.asarray(line, np.float64).reshape(2, 2) + 0.5) * factor - 0.5 for line in found]
    return [line for line in lines if _is_thin(line, free, rulings, scale)]


def _is_thin(line: NDArray[np.float64], free: Mask, rulings: Mask, scale: float) -> bool:
    """Whether the line is dark along its length, rulings aside, and paper is beside it."""
    along = line[1] - line[0]
    length = float(np.linalg.norm(along))
    if length == 0.0:
        return False
    aside = np.array([-along[1], along[0]]) / length
    places = line[0] + np.linspace(0, 1, max(2, round(length / (_STEP_MM * scale))))[:, None] * along
    known = ~_at(rulings, places)
    width = np.arange(-_HALF_WIDTH_MM * scale, _HALF_WIDTH_MM * scale + 1)
    dark = np.any([_at(free, places + step * aside) for step in width], axis=0)
    if not known.any():
        return False
    beside = (
        [_at(free, places + side * _BESIDE_MM * scale * aside)[known].mean() for side in (-1, 1)]
        if known.any()
        else [1]
    )
    return bool(dark[known].mean() >= _DARK_SHARE and max(beside) <= _MOST_BESIDE)


def _at(mask: Mask, places: NDArray[np.float64]) -> NDArray[np.bool_]:
    height, width = mask.shape
    columns = np.clip(np.round(places[:, 0]).astype(np.int64), 0, width - 1)
    rows = np.clip(np.round(places[:, 1]).astype(np.int64), 0, height - 1)
    return np.asarray(mask[rows, columns])


def _point(place: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(place[0])), round(float(place[1]))
