"""Which of two look-alike pages a scan shows: looked at closely in the places where the two print different things."""

from collections.abc import Iterator, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.matching.differences import FINE_DPI, PATCH_PX, Difference, find_patch, shows_print
from ocr_service.reading.matching.homography import Matrix, map_points, move
from ocr_service.reading.matching.local_shift import shifts_at
from ocr_service.reading.pages import AlignedPage, Pixels
from ocr_service.reading.placing.align_page import PageView

# Pixels at FINE_DPI by which print may lie off its place on the scan.
_REACH_PX: Final = 6
# A patch like neither (smudged, written over, stamped) says nothing.
_LEAST_LIKENESS: Final = 0.45
# Grey levels (standard deviation) at which paper is surely not blank.
_INKED_CONTRAST: Final = 24.0
# Blur of the patches (standard deviation, pixels): print that is set or copied thicker still counts as the same.
_SOFT_PX: Final = 1.0


def tell_apart(view: PageView, aligned: AlignedPage, differences: Sequence[Difference]) -> float:
    """Above 0 where the scan, `aligned` to the one page, shows what the one prints, below 0 what the other prints.

    The evidence of each difference is how much more alike it is to the one than to the other (correlation), weighted
    by how much the two differ (a matched filter); 0 where nothing can be seen. Values beyond about 0.1 are reliable.
    """
    total, weights = 0.0, 0.0
    centres = np.array([difference.centre for difference in differences])
    for difference, around in zip(differences, cut_around(view, aligned, centres), strict=True):
        if around is None:
            continue
        one, other = (likeness(around, patch, aligned.dpi) for patch in (difference.one, difference.other))
        if max(one, other) < _LEAST_LIKENESS:
            continue
        weight = 1 - difference.likeness
        total += weight * (one - other)
        weights += weight**2
    return total / float(np.sqrt(weights)) if weights else 0.0


def cut_around(view: PageView, aligned: AlignedPage, centres: NDArray[np.float64]) -> Iterator[Pixels | None]:
    """The scan around each place (mm, shape (n, 2)) at FINE_DPI; None where it lies beyond the picture's edge."""
    side = PATCH_PX + 2 * _REACH_PX
    step = MM_PER_INCH / FINE_DPI
    sources = centres.reshape(-1, 2) - side // 2 * step
    shifted = sources + shifts_at(aligned.shifts, centres)[:, :2]
    ends = np.array([[0, 0], [side, 0], [side, side], [0, side]]) * step
    corners = map_points(aligned.to_pixels, (shifted[:, None] + ends).reshape(-1, 2)).reshape(-1, 4, 2)
    inside = (corners.min(axis=(1, 2)) >= 0) & (corners.max(axis=1) <= np.array(view.size) - 1).all(axis=1)
    parts = np.hstack([np.floor(corners.min(axis=1)), np.ceil(corners.max(axis=1))]).astype(np.int64)
    for (x, y), part, seen in zip(shifted.tolist(), parts.tolist(), inside.tolist(), strict=True):
        to_scan = aligned.to_pixels @ np.array([[step, 0, x], [0, step, y], [0, 0, 1]])
        yield _cut(view, to_scan, part, aligned.dpi / FINE_DPI) if seen else None


def _cut(view: PageView, to_scan: Matrix, part: Sequence[int], finer: float) -> Pixels:
    """What lies within `part` (left, top, right, bottom of the scan), seen through `to_scan`; `finer` than FINE_DPI."""
    left, top, right, bottom = part
    pixels = view.grey[top : bottom + 1, left : right + 1]
    if finer > 1.5:
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.4 * finer).astype(np.uint8)
    side = PATCH_PX + 2 * _REACH_PX
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpPerspective(pixels, move(-left, -top) @ to_scan, (side, side), flags=flags)
    return cv2.GaussianBlur(cut, (0, 0), _SOFT_PX).astype(np.uint8)


def likeness(around: Pixels, patch: Pixels, dpi: float) -> float:
    """How alike the scan's part and the patch are at their best place, -1 to 1."""
    # A coarser scan is softer by itself.
    soft = float(np.hypot(_SOFT_PX, 0.5 * max(0.0, FINE_DPI / dpi - 1)))
    patch = cv2.GaussianBlur(patch, (0, 0), soft).astype(np.uint8)
    if shows_print(patch):
        return find_patch(around, patch)[0]
    inner = around[_REACH_PX:-_REACH_PX, _REACH_PX:-_REACH_PX]
    return 1.0 - min(1.0, float(inner.std()) / _INKED_CONTRAST)
