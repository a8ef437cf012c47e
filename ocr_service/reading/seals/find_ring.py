"""The ring of a round or oval seal."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.clean_page import Mask

# Seals are at least so wide (mm), and no more than this longer than high.
_SMALLEST_MM: Final = 14.0
_LONGEST: Final = 1.8
_DIRECTIONS: Final = 360
# Points farther off the ellipse than this share of its radius belong to something else.
_OFF: Final = 0.05
# Of all directions in view so many must show the ring.
_SEEN: Final = 0.55


@dataclass(frozen=True, kw_only=True)
class Ring:
    """An ellipse on a picture: `centre` (x, y) and half `axes` in pixels, `angle` of the first axis in radians."""

    centre: tuple[float, float]
    axes: tuple[float, float]
    angle: float

    def points(self, directions: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where (x, y) lies what stands at `share` of the radius in each direction (radians, clockwise from the top).

        Broadcasts; the result has one more axis of length 2 at its end.
        """
        # On the unit circle turned back by the ellipse's own angle, so that directions are those of the page.
        first = np.sin(directions) * np.cos(self.angle) - np.cos(directions) * np.sin(self.angle)
        second = -np.sin(directions) * np.sin(self.angle) - np.cos(directions) * np.cos(self.angle)
        along, across = share * self.axes[0] * first, share * self.axes[1] * second
        x = self.centre[0] + along * np.cos(self.angle) - across * np.sin(self.angle)
        y = self.centre[1] + along * np.sin(self.angle) + across * np.cos(self.angle)
        return np.stack(np.broadcast_arrays(x, y), axis=-1)


def find_ring(ink: Mask, scale: float) -> Ring | None:
    """The seal's outer ring, from the outermost ink in each direction; None where there is none.

    Least-squares ellipse (Fitzgibbon et al. 1999), fitted three times without what lies off it.
    """
    rows, columns = np.nonzero(ink)
    if len(rows) < _DIRECTIONS:
        return None
    hull = cv2.convexHull(np.column_stack([columns, rows]).astype(np.int32))[:, 0]
    x, y = cv2.minEnclosingCircle(hull.astype(np.float32))[0]
    points = _outermost(columns, rows, (x, y), ink.shape)
    if len(points) < 30:
        return None
    ring = _fit(points)
    for _ in range(3):
        if ring is None:
            return None
        near = np.abs(_radii(ring, points) - 1.0) <= _OFF
        if np.count_nonzero(near) < 30:
            return None
        kept = points[near]
        if len(kept) == len(points):
            break
        points = kept
        ring = _fit(points)
    if ring is None:
        return None
    seen = len(points) / _DIRECTIONS
    long, short = max(ring.axes), min(ring.axes)
    if seen < _SEEN or long > _LONGEST * short or 2 * short < _SMALLEST_MM * scale:
        return None
    return ring


def _outermost(
    columns: NDArray[np.intp], rows: NDArray[np.intp], centre: tuple[float, float], shape: tuple[int, ...]
) -> NDArray[np.float32]:
    """The farthest ink in each direction that is not at the picture's edge, where a ring may be cut off."""
    dx, dy = columns - centre[0], rows - centre[1]
    direction = ((np.arctan2(dy, dx) + np.pi) / (2 * np.pi) * _DIRECTIONS).astype(int) % _DIRECTIONS
    order = np.lexsort((np.hypot(dx, dy), direction))
    last = np.flatnonzero(np.diff(direction[order], append=_DIRECTIONS))
    chosen = order[last]
    x, y = columns[chosen], rows[chosen]
    inside = (x > 2) & (y > 2) & (x < shape[1] - 3) & (y < shape[0] - 3)
    return np.column_stack([x[inside], y[inside]]).astype(np.float32)


def _fit(points: NDArray[np.float32]) -> Ring | None:
    (x, y), (first, second), degrees = cv2.fitEllipseDirect(points)
    if not all(np.isfinite((x, y, first, second))) or min(first, second) < 4:
        return None
    return Ring(centre=(float(x), float(y)), axes=(first / 2, second / 2), angle=float(np.radians(degrees)))


def _radii(ring: Ring, points: NDArray[np.float32]) -> NDArray[np.float64]:
    """How far each point lies from the centre, as a share of the ellipse's radius there."""
    dx, dy = points[:, 0] - ring.centre[0], points[:, 1] - ring.centre[1]
    along = dx * np.cos(ring.angle) + dy * np.sin(ring.angle)
    across = -dx * np.sin(ring.angle) + dy * np.cos(ring.angle)
    return np.asarray(np.hypot(along / ring.axes[0], across / ring.axes[1]), np.float64)
