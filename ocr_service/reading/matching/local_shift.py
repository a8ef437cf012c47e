"""How paper lies differently from place to place (curl, folds, a feeder's pull): shifts at anchors, and anywhere."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

# Paper bends over centimetres: anchors count by their distance, falling off over this many mm.
_REACH_MM: Final = 22.0
# Weight of the belief that the homography is right where there are no anchors; one anchor at 0 mm has weight 1.
_PRIOR_WEIGHT: Final = 0.25
_NEIGHBOURS: Final = 6
_OUTLIER_MM: Final = 0.9


def shifts_at(shifts: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """(dx, dy, spread) in mm at each of the points (mm), shape (n, 3).

    `shifts` as in `AlignedPage.shifts`. A kernel-weighted mean (Nadaraya 1964, Watson 1964) of the anchors' shifts,
    drawn towards zero where anchors are far; `spread` is how far the anchors nearby disagree with it.
    """
    points = np.asarray(points, np.float64).reshape(-1, 2)
    if not len(shifts):
        return np.zeros((len(points), 3))
    distance = np.linalg.norm(points[:, None, :] - shifts[None, :, :2], axis=2)
    weights = np.exp(-0.5 * (distance / _REACH_MM) ** 2) * shifts[None, :, 4]
    total = weights.sum(axis=1, keepdims=True)
    mean = weights @ shifts[:, 2:4] / (total + _PRIOR_WEIGHT)
    apart = np.linalg.norm(shifts[None, :, 2:4] - mean[:, None, :], axis=2)
    spread = np.sqrt((weights * apart**2).sum(axis=1) / np.maximum(total[:, 0], 1e-9))
    # Far from every anchor nothing is known: the spread must not look small there.
    overall = float(np.sqrt((shifts[:, 2:4] ** 2).sum(axis=1).mean()))
    spread = np.where(total[:, 0] < 0.05, max(overall, 0.3), spread)
    return np.column_stack([mean, spread])


def drop_outliers(shifts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shifts without those that differ from all their neighbours': an anchor found at the wrong place."""
    if len(shifts) < 4:
        return shifts
    distance = np.linalg.norm(shifts[:, None, :2] - shifts[None, :, :2], axis=2)
    nearest = np.argsort(distance, axis=1)[:, 1 : _NEIGHBOURS + 1]
    usual = np.median(shifts[nearest, 2:4], axis=1)
    keep = np.linalg.norm(shifts[:, 2:4] - usual, axis=1) <= _OUTLIER_MM
    return np.asarray(shifts[keep])
