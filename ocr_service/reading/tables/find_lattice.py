"""The rulings that are on this copy: level lines from column to column, upright lines along the columns' edges.

A ruling is thin and long; a line of text is neither. Both are looked for in narrow slices and then joined, so that a
ruling may be broken (worn ribbons, faxes), stand a little askew, or be left out where cells are merged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.template import Column
from ocr_service.reading.ink.runs import runs
from ocr_service.reading.tables.table_body import Mask, TableBody

_SLICE_MM: Final = 6.0
# So much of a slice's width is dark where a ruling crosses it, and so much more than above or below it.
_DARK_SHARE: Final = 0.6
_THICKEST_MM: Final = 1.1
_STEEPEST: Final = 0.02
# Points of one ruling lie within this distance of it; two rulings nearer than this are one double ruling.
_SAME_MM: Final = 0.6
DOUBLE_MM: Final = 2.2
# A ruling lies within this distance of where the template has the column's edge.
_EDGE_REACH_MM: Final = 2.0
# Ink within this distance of a ruling's middle is the ruling's.
_HALF_THICK_MM: Final = 0.35
# Along so much of a column or a row a ruling is drawn, and along so much it is left out.
DRAWN: Final = 0.6
LEFT_OUT: Final = 0.2
# So much of the table's width a line must cover to part rows; less is text underlined.
_PARTS_ROWS: Final = 0.45
# Where wide cells are merged a line may cover less, if it is drawn plainly in most columns.
_LEAST_COVERED: Final = 0.35
_PLAINLY: Final = 0.85


@dataclass(frozen=True, kw_only=True, eq=False)
class LevelRuling:
    """A level line: `at` its row in each of the body's columns (pixels), `drawn` the share, 0 to 1, of each template
    column along which it is dark, `covers` the same of the whole table.
    """

    at: NDArray[np.float64]
    drawn: tuple[float, ...]
    covers: float


def find_level_rulings(body: TableBody, columns: Sequence[Column]) -> list[LevelRuling]:
    """The rulings that part rows, from top to bottom."""
    points = _slice_points(body, columns)
    if not len(points):
        return []
    slope = _common_slope(points, body.scale)
    height = points[:, 1] - slope * points[:, 0]
    order = np.argsort(height)
    found: list[LevelRuling] = []
    breaks = np.flatnonzero(np.diff(height[order]) > _SAME_MM * body.scale) + 1
    for group in np.split(order, breaks):
        line = _line_through(points[group], slope, body, columns)
        in_most = sum(share >= _PLAINLY for share in line.drawn) * 2 > len(line.drawn)
        if line.covers >= _PARTS_ROWS or (in_most and line.covers >= _LEAST_COVERED):
            found.append(line)
    return _without_doubles(found, body.scale)


def _slice_points(body: TableBody, columns: Sequence[Column]) -> NDArray[np.float64]:
    """(x, y) in pixels of every place where a thin dark line crosses a slice, shape (n, 2)."""
    thick = np.ones((max(3, round(0.35 * body.scale)) | 1, 1), np.uint8)
    dark = cv2.dilate(body.dark.astype(np.uint8), thick).astype(np.float32)
    left, right = body.column(columns[0].left), body.column(columns[-1].right)
    width = max(4, round(_SLICE_MM * body.scale))
    thickest, beside = round(_THICKEST_MM * body.scale) + 1, max(2, round(0.9 * body.scale))
    points = []
    for start in range(left, right - width // 2, width):
        share = dark[:, start : start + width].mean(axis=1)
        padded = np.pad(share, beside, mode="edge")
        clear = np.minimum(padded[: -2 * beside], padded[2 * beside :])
        for top, bottom in runs((share >= _DARK_SHARE) & (share - clear >= 0.3)):
            if bottom - top <= thickest:
                points.append((start + width / 2, (top + bottom - 1) / 2))
    return np.array(points, np.float64).reshape(-1, 2)


def _common_slope(points: NDArray[np.float64], scale: float) -> float:
    """The slope (rows a column) along which most points fall into line."""
    best, most = 0.0, -1.0
    for slope in sorted(np.linspace(-_STEEPEST, _STEEPEST, 41), key=abs):
        bins = np.round((points[:, 1] - slope * points[:, 0]) / (0.4 * scale)).astype(np.int64)
        crowd = float((np.bincount(bins - bins.min()) ** 2).sum())
        if crowd > 1.02 * most:
            best, most = float(slope), crowd
    return best


def _line_through(points: NDArray[np.float64], slope: float, body: TableBody, columns: Sequence[Column]) -> LevelRuling:
    points = points[np.argsort(points[:, 0])]
    width = body.dark.shape[1]
    # Beyond its outermost points the line runs on with the common slope.
    (first_x, first_y), (last_x, last_y) = points[0], points[-1]
    ends = np.array([[0.0, first_y - slope * first_x], [width, last_y + slope * (width - last_x)]])
    along = np.vstack([ends[:1], points, ends[1:]])
    at = np.interp(np.arange(width), along[:, 0], along[:, 1])
    return LevelRuling(at=at, drawn=_drawn_along(body, at, columns), covers=_covered(body, at, columns))


def _dark_near(body: TableBody, at: NDArray[np.float64], first: float, last: float) -> NDArray[np.bool_]:
    """Whether each of the body's columns is dark anywhere from `first` to `last` mm below the line."""
    steps = np.arange(round(first * body.scale), max(round(last * body.scale), round(first * body.scale)) + 1)
    rows = np.clip(np.round(at).astype(np.int64)[None, :] + steps[:, None], 0, len(body.dark) - 1)
    return np.asarray(body.dark[rows, np.arange(body.dark.shape[1])[None, :]].any(axis=0))


def _drawn_along(body: TableBody, at: NDArray[np.float64], columns: Sequence[Column]) -> tuple[float, ...]:
    """The share of each column along which the line is drawn; where text stands across it, nothing can be told."""
    dark = _dark_near(body, at, -_HALF_THICK_MM, _HALF_THICK_MM)
    text = _dark_near(body, at, -1.3, -0.6) & _dark_near(body, at, 0.6, 1.3)
    reach = max(1, round(1.2 * body.scale))
    told = ~(cv2.dilate(text.astype(np.uint8)[None, :], np.ones((1, 2 * reach + 1), np.uint8))[0] > 0)
    return tuple(_share_drawn(body, column, dark, told) for column in columns)


def _share_drawn(body: TableBody, column: Column, dark: NDArray[np.bool_], told: NDArray[np.bool_]) -> float:
    inside = slice(body.column(column.left + 0.8), max(body.column(column.right - 0.8), body.column(column.left) + 1))
    own, known = dark[inside], told[inside]
    return float(own[known].mean() if np.count_nonzero(known) >= 0.25 * len(known) else own.mean())


def _covered(body: TableBody, at: NDArray[np.float64], columns: Sequence[Column]) -> float:
    thin = _dark_near(body, at, -_HALF_THICK_MM, _HALF_THICK_MM)
    # In the midst of a line of text there is ink above and below.
    thin &= ~(_dark_near(body, at, -1.3, -0.6) & _dark_near(body, at, 0.6, 1.3))
    return float(thin[body.column(columns[0].left) : body.column(columns[-1].right)].mean())


def _without_doubles(lines: list[LevelRuling], scale: float) -> list[LevelRuling]:
    """Of two lines too near for a row between them only the fuller one."""
    lines = sorted(lines, key=lambda line: float(line.at.mean()))
    kept: list[LevelRuling] = []
    for line in lines:
        if kept and float((line.at - kept[-1].at).mean()) < DOUBLE_MM * scale:
            if line.covers > kept[-1].covers:
                kept[-1] = line
        else:
            kept.append(line)
    return kept


def find_edges(body: TableBody, edges: Iterable[float], top: float, bottom: float) -> dict[float, float]:
    """Where the upright ruling of each edge lies on this copy between `top` and `bottom`, all in mm.

    Edges without a ruling near them are left out.
    """
    first, last = body.row(top), max(body.row(bottom), body.row(top) + 1)
    near = cv2.dilate(body.dark[first:last].astype(np.uint8), np.ones((1, 3), np.uint8))
    share = near.mean(axis=0)
    beside = max(2, round(0.9 * body.scale))
    padded = np.pad(share, beside, mode="edge")
    stands_out = share - np.minimum(padded[: -2 * beside], padded[2 * beside :])
    found = {}
    for edge in edges:
        left, right = body.column(edge - _EDGE_REACH_MM), body.column(edge + _EDGE_REACH_MM) + 1
        score = np.where(share[left:right] >= 0.5, stands_out[left:right], 0.0)
        if score.max() >= 0.3:
            best = np.flatnonzero(score >= score.max() - 0.05)
            found[edge] = body.x_mm(left + float(best.mean()) + 0.5)
    return found


def is_ruled(body: TableBody, x: float, top: float, bottom: float) -> bool:
    """Whether an upright ruling near `x` stands between two cells of a row (`top` to `bottom`), all in mm."""
    reach = max(1, round(0.6 * body.scale))
    column = body.column(x)
    strip = body.dark[body.row(top + 0.5) : body.row(bottom - 0.5) + 1, max(column - reach, 0) : column + reach + 1]
    narrow = cv2.dilate(strip.astype(np.uint8), np.ones((1, 3), np.uint8)) if strip.size else strip
    return bool(strip.size) and float(narrow.mean(axis=0).max()) >= DRAWN


def ruled_ink(body: TableBody, lines: Sequence[LevelRuling], edges: Sequence[float]) -> Mask:
    """The ink of the rulings themselves, dashes of broken ones too, without the strokes that cross them."""
    level, upright = np.zeros(body.dark.shape, np.uint8), np.zeros(body.dark.shape, np.uint8)
    thick = max(1, round(2 * _HALF_THICK_MM * body.scale))
    for line in lines:
        corners = np.column_stack([np.arange(len(line.at)), np.round(line.at)]).astype(np.int32)
        cv2.polylines(level, [corners.reshape(-1, 1, 2)], isClosed=False, color=(1,), thickness=thick)
    for edge in edges:
        column = body.column(edge)
        upright[:, max(column - thick // 2, 0) : column + thick // 2 + 1] = 1
    dark, crossing = body.dark.astype(np.uint8), thick + max(2, round(0.4 * body.scale))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((crossing, 1), np.uint8)) > 0
    along = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, crossing), np.uint8)) > 0
    crossed = (level > 0) & (upright > 0)
    return np.asarray(body.dark & (((level > 0) & ~down) | ((upright > 0) & ~along) | crossed))
