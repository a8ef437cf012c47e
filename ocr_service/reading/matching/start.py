"""A first idea of how a page lies on a scan, from matched features."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.matching.homography import Matrix, inverse, map_points, shrunk_to_full
from ocr_service.reading.matching.match_features import Match


@dataclass(frozen=True, kw_only=True, eq=False)
class Start:
    """`to_pixels` leads from the page's millimetres to the full picture's pixels; `inliers` matches agree with it.

    `matched` holds all matches that turn and grow alike, of which some are wrong and others lie where the paper is
    bent: rows of (x mm, y mm, x px, y px), shape (n, 4).
    """

    to_pixels: Matrix
    inliers: int
    matched: NDArray[np.float64]


def start_from(match: Match, from_mm: Matrix, factor: float) -> Start:
    """The start from a match of a reference picture (`from_mm`: mm -> its pixels) with a scan made `factor` smaller."""
    to_full = shrunk_to_full(factor)
    places = map_points(inverse(from_mm), match.known)
    return Start(
        to_pixels=to_full @ match.matrix @ from_mm,
        inliers=match.inliers,
        matched=np.hstack([places, map_points(to_full, match.seen)]),
    )
