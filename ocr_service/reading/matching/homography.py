"""Plane geometry between template millimetres and pixels (homogeneous 3x3 matrices).

Pixel coordinates are those of pixel centres: the page's left edge (0 mm) lies at -0.5.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH

Matrix = NDArray[np.float64]
Points = NDArray[np.float64]

# No corner of a page that is in view lies so many pixels away.
_FARTHEST: Final = 1e7


def scale_to_pixels(pixels_per_mm_x: float, pixels_per_mm_y: float) -> Matrix:
    """mm -> pixels of an upright picture of the page."""
    return np.array([[pixels_per_mm_x, 0, -0.5], [0, pixels_per_mm_y, -0.5], [0, 0, 1]], np.float64)


def frame_to_pixels(dpi: float) -> Matrix:
    """mm -> pixels of an upright picture of the page at `dpi`."""
    return scale_to_pixels(dpi / MM_PER_INCH, dpi / MM_PER_INCH)


def shrunk_to_full(factor: float) -> Matrix:
    """Pixels of a picture made `factor` times smaller -> pixels of the full one."""
    offset = 0.5 * factor - 0.5
    return np.array([[factor, 0, offset], [0, factor, offset], [0, 0, 1]], np.float64)


def move(dx: float, dy: float) -> Matrix:
    """A shift."""
    return np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1]], np.float64)


def inverse(matrix: Matrix) -> Matrix:
    """The way back."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def map_points(matrix: Matrix, points: NDArray[np.floating]) -> Points:
    """Points, shape (n, 2), through the homography; shape (n, 2)."""
    shaped = np.asarray(points, np.float64).reshape(-1, 1, 2)
    return np.asarray(cv2.perspectiveTransform(shaped, matrix), np.float64).reshape(-1, 2)


def page_corners(size_mm: tuple[float, float]) -> Points:
    """The page's corners in mm: top left, top right, bottom right, bottom left; shape (4, 2)."""
    width, height = size_mm
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)


def resolution(to_pixels: Matrix, size_mm: tuple[float, float]) -> float:
    """The page's resolution in dpi where `to_pixels` puts it: geometric mean over both directions at its centre."""
    x, y = size_mm[0] / 2, size_mm[1] / 2
    around = map_points(to_pixels, np.array([[x - 1, y], [x + 1, y], [x, y - 1], [x, y + 1]]))
    across, down = (around[1] - around[0]) / 2, (around[3] - around[2]) / 2
    return float(np.sqrt(abs(np.linalg.det(np.stack([across, down])))) * MM_PER_INCH)


def is_plausible(to_pixels: Matrix, size_mm: tuple[float, float], picture: tuple[int, int]) -> bool:
    """Whether a camera or scanner can have seen the page so; `picture` is its (width, height) in pixels.

    The page must not be mirrored, must stay convex, keep its sides' proportions within what a slanted photo does, and
    a good part of it must lie on the picture.
    """
    if not np.isfinite(to_pixels).all():
        return False
    horizon = page_corners(size_mm) @ to_pixels[2, :2] + to_pixels[2, 2]
    if not ((horizon > 1e-9).all() or (horizon < -1e-9).all()):
        return False
    corners = map_points(to_pixels, page_corners(size_mm))
    if not (np.abs(corners) < _FARTHEST).all():
        return False
    sides = np.roll(corners, -1, axis=0) - corners
    following = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    if not (turns > 0).all():
        return False
    top, right, bottom, left = np.linalg.norm(sides, axis=1)
    stretched = ((top + bottom) / (left + right)) / (size_mm[0] / size_mm[1])
    if not (0.5 < stretched < 2.0 and 0.4 < top / bottom < 2.5 and 0.4 < left / right < 2.5):
        return False
    frame = np.array([[0, 0], [picture[0], 0], [picture[0], picture[1]], [0, picture[1]]], np.float32)
    shared, _ = cv2.intersectConvexConvex(corners.astype(np.float32), frame)
    area = float(cv2.contourArea(corners.astype(np.float32)))
    return bool(shared > 0.5 * area and shared > 0.04 * picture[0] * picture[1])
