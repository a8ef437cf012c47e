"""Fits the way from one picture's plane to another's to matched points, some of which are wrong."""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.matching.homography import Matrix, Points, map_points

# A scanner sees paper without perspective. The affine fit is taken where it explains the points nearly as well: its
# two degrees of freedom less keep it from bending away where there are no points (the foot of a page, say).
_NEARLY_AS_MANY: Final = 0.85
# So much farther off, as a share of the tolerance, the points may lie from an affine fit.
_NEARLY_AS_NEAR: Final = 0.15


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit:
    """`matrix`: homography from the one plane to the other; `inliers`: how many of the points agree with it."""

    matrix: Matrix
    inliers: int


def fit_plane(source: NDArray[Any], target: NDArray[Any], tolerance: float) -> Fit | None:
    """The affine map or homography that most points agree with, within `tolerance` (units of `target`).

    `source` and `target` have shape (n, 2). None where fewer than four points or no map is found. Homographies by
    MAGSAC++ (Barath et al. 2020), affine maps by RANSAC (Fischler and Bolles 1981).
    """
    if len(source) < 4:
        return None
    source, target = np.ascontiguousarray(source, np.float64), np.ascontiguousarray(target, np.float64)
    homography, agreeing = cv2.findHomography(source, target, cv2.USAC_MAGSAC, tolerance, None, 2000, 0.999)
    affine, agreeing_affine = cv2.estimateAffine2D(source, target, None, cv2.RANSAC, tolerance, 2000, 0.999, 10)
    count = 0 if homography is None else int(np.count_nonzero(agreeing))
    count_affine = 0 if affine is None else int(np.count_nonzero(agreeing_affine))
    flat = None if affine is None else np.vstack([affine, [0.0, 0.0, 1.0]])
    if homography is None:
        return None if flat is None else Fit(matrix=flat, inliers=count_affine)
    slanted = np.asarray(homography, np.float64)
    if flat is not None and count_affine >= _NEARLY_AS_MANY * count:
        agreeing_points = np.flatnonzero(agreeing)
        one, other = (_typical_distance(matrix, source, target, agreeing_points) for matrix in (flat, slanted))
        if one <= other + _NEARLY_AS_NEAR * tolerance:
            return Fit(matrix=flat, inliers=count_affine)
    return Fit(matrix=slanted, inliers=count)


def _typical_distance(matrix: Matrix, source: Points, target: Points, which: NDArray[np.intp]) -> float:
    """How far, mostly, the chosen points of `source` lie from their targets after the map."""
    apart = np.linalg.norm(map_points(matrix, source[which]) - target[which], axis=1)
    return float(np.percentile(apart, 80)) if len(apart) else 0.0
