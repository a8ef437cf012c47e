"""Bent paper, followed from where features show how it lies to where it is not known yet.

Anchors are looked for near where the page is expected. Where paper is bent by more than half a table's row, the next
row's crossing lies nearer than the right one: so only those anchors are looked for that lie so near to known ones that
paper cannot have gone astray in between, and each round knows a little more of the page.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.matching.homography import Matrix, inverse, map_points
from ocr_service.reading.matching.start import Start
from ocr_service.reading.pages import AlignedPage
from ocr_service.reading.placing.align_page import MIN_ANCHORS, PageView, aligned_by, find_near_anchors
from ocr_service.reading.placing.reference_page import Print, ReferencePage

# Paper lies within so much (mm) of a plane through a part of it; features that are matched farther off are wrong.
_FARTHEST_MM: Final = 12.0
# Features lie within about a third of a millimetre of where they are found: their weight beside anchors.
_FEATURE_WEIGHT: Final = 0.05
# Paper that is bent anywhere may be bent by so much (root mean square) elsewhere.
_BENT_MM: Final = 3.0
# So many rounds lead from a page's head to its foot.
_ROUNDS: Final = 12


def follow_bend(view: PageView, reference: ReferencePage, printed: Print, start: Start) -> AlignedPage | None:
    """The page with the shifts of bent paper; None where too little of its print is found."""
    off = map_points(inverse(start.to_pixels), start.matched[:, 2:]) - start.matched[:, :2]
    features = np.column_stack([start.matched[:, :2], off, np.full(len(off), _FEATURE_WEIGHT)])
    features = features[np.linalg.norm(off, axis=1) < _FARTHEST_MM]
    if len(features) < MIN_ANCHORS:
        return None
    to_pixels = start.to_pixels
    aligned = aligned_by(view, reference, to_pixels, features, _BENT_MM)
    for _ in range(_ROUNDS):
        if aligned is None:
            break
        before = len(aligned.shifts)
        found = np.vstack([find_near_anchors(view, aligned, printed, _BENT_MM), features])
        tilt = _tilt(found)
        to_pixels, features = to_pixels @ tilt, _tilted_back(features, tilt)
        aligned = aligned_by(view, reference, to_pixels, _tilted_back(found, tilt), _BENT_MM)
        if aligned is not None and len(aligned.shifts) <= before:
            break
    return aligned


def _tilt(shifts: NDArray[np.float64]) -> Matrix:
    """The affine map of the page's millimetres nearest to all shifts: beyond them, paper goes on like that."""
    weights = np.sqrt(shifts[:, 4:5])
    places = np.column_stack([shifts[:, :2], np.ones(len(shifts))])
    tilt, *_ = np.linalg.lstsq(places * weights, (shifts[:, :2] + shifts[:, 2:4]) * weights, rcond=None)
    return np.vstack([tilt.T, [0.0, 0.0, 1.0]])


def _tilted_back(shifts: NDArray[np.float64], tilt: Matrix) -> NDArray[np.float64]:
    """The same shifts, from the tilted plane."""
    off = map_points(inverse(tilt), shifts[:, :2] + shifts[:, 2:4]) - shifts[:, :2]
    return np.column_stack([shifts[:, :2], off, shifts[:, 4]])
