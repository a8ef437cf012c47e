"""How paper lies differently from place to place (curl, folds, a feeder's pull): shifts at anchors, and anywhere.

Gaussian process regression (Rasmussen and Williams 2006, chapter 2; kriging): the smooth field of shifts that fits the
anchors, which also says how far it may be wrong. Near anchors that agree that is hardly at all, far from all of them as
much as this very page bends.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Over what distance this paper bends (creases bend it sharply, a curl widely): what explains its anchors best is taken.
_LENGTHS_MM: Final = (20.0, 40.0, 80.0)
# Where there are no anchors the page may be bent over a shorter distance than at them: for the spread, by this factor.
_SHARPER: Final = 0.6
# How exactly an anchor of weight 1 is found (standard deviation, mm).
_NOISE_MM: Final = 0.08
# No page is assumed to be flatter than this (root mean square of the shifts in one direction, mm).
_LEAST_BEND_MM: Final = 0.1
# Beyond the anchors a page may be bent more than at them.
_BEND_SHARE: Final = 1.5
# An anchor this many standard deviations, and mm, from where all others say it should be was found wrongly.
_OUTLIER_SIGMAS: Final = 4.0
_OUTLIER_MM: Final = 0.4
# Nine of ten points of a round normal distribution lie within so many standard deviations.
_NINE_OF_TEN: Final = 2.15


def shifts_at(shifts: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """(dx, dy, spread) in mm at each of the points (mm), shape (n, 3).

    `shifts` as in `AlignedPage.shifts`. `spread` is how far the true place may be from it: nine of ten are nearer.
    """
    points = np.asarray(points, np.float64).reshape(-1, 2)
    if not len(shifts):
        return np.zeros((len(points), 3))
    bend, length, inverse, sharper = _solve(np.ascontiguousarray(shifts).tobytes())
    near = bend**2 * _alike(points, shifts[:, :2], length)
    mean = near @ (inverse @ shifts[:, 2:4])
    sharply = bend**2 * _alike(points, shifts[:, :2], _SHARPER * length)
    variance = np.maximum(bend**2 - ((sharply @ sharper) * sharply).sum(axis=1), 0.0)
    return np.column_stack([mean, _NINE_OF_TEN * np.sqrt(variance) * _excess(shifts, inverse)])


def drop_outliers(shifts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shifts without those that contradict all others (leave-one-out): anchors found at a wrong place."""
    while len(shifts) >= 4:
        # The median holds though some anchors are far off: those must not make the page look bent.
        usual = float(np.median(np.linalg.norm(shifts[:, 2:4], axis=1)))
        off, sigmas = _leave_one_out(shifts, _fit(shifts, usual)[2])
        wrong = np.where(off > _OUTLIER_MM, sigmas, 0.0)
        worst = wrong >= max(_OUTLIER_SIGMAS, 0.9 * float(wrong.max()))
        if not worst.any():
            break
        shifts = np.asarray(shifts[~worst])
    return shifts


@lru_cache(maxsize=8)
def _solve(data: bytes) -> tuple[float, float, NDArray[np.float64], NDArray[np.float64]]:
    """As `_fit`, and the inverse for a page bent more sharply; the same for each zone of a page."""
    shifts = np.frombuffer(data, np.float64).reshape(-1, 5)
    bend, length, inverse = _fit(shifts, float(np.sqrt((shifts[:, 2:4] ** 2).mean())))
    return bend, length, inverse, _invert(shifts, bend, _SHARPER * length)


def _fit(shifts: NDArray[np.float64], usual: float) -> tuple[float, float, NDArray[np.float64]]:
    """How much (mm) and over what length (mm) the page bends, and the inverse of the anchors' covariance.

    The length is the one under which the anchors, each from all others, are the most likely (section 5.4.2).
    """
    bend = max(_LEAST_BEND_MM, _BEND_SHARE * usual)
    best = None
    for length in _LENGTHS_MM:
        inverse = _invert(shifts, bend, length)
        _, sigmas = _leave_one_out(shifts, inverse)
        # Some anchors may be wrong: none counts for more than an outlier does.
        likely = float((np.log(np.diag(inverse)) - 0.5 * np.minimum(sigmas, _OUTLIER_SIGMAS) ** 2).sum())
        if best is None or likely > best[0]:
            best = (likely, length, inverse)
    if best is None:
        raise AssertionError("there are lengths to choose from")
    return bend, best[1], best[2]


def _invert(shifts: NDArray[np.float64], bend: float, length: float) -> NDArray[np.float64]:
    noise = _NOISE_MM**2 / np.maximum(shifts[:, 4], 1e-3)
    covariance = bend**2 * _alike(shifts[:, :2], shifts[:, :2], length) + np.diag(noise)
    return np.asarray(np.linalg.inv(covariance), np.float64)


def _alike(places: NDArray[np.float64], others: NDArray[np.float64], length: float) -> NDArray[np.float64]:
    """Correlation of the shifts at two places, shape (places, others)."""
    squared = ((places[:, None, :] - others[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(np.exp(-0.5 * squared / length**2))


def _leave_one_out(
    shifts: NDArray[np.float64], inverse: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far each anchor lies from where the others say it should, in mm and in standard deviations (eq. 5.12)."""
    certainty = np.diag(inverse)
    off = np.linalg.norm((inverse @ shifts[:, 2:4]) / certainty[:, None], axis=1)
    return off, off * np.sqrt(certainty)


def _excess(shifts: NDArray[np.float64], inverse: NDArray[np.float64]) -> float:
    """How much more, 1 or above, the anchors contradict each other than the model says."""
    _, sigmas = _leave_one_out(shifts, inverse)
    return max(1.0, float(np.sqrt((sigmas**2).mean() / 2)))
