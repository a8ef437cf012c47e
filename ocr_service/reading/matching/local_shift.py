"""How paper lies differently from place to place (curl, folds, a feeder's pull): shifts at anchors, and anywhere.

Gaussian process regression (Rasmussen and Williams 2006, chapter 2; kriging): the smooth field of shifts that fits the
anchors, which also says how far it may be wrong. Near anchors that agree that is hardly at all, far from all of them as
much as this very page bends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
LEAST_BEND_MM: Final = 0.1
# Beyond the anchors a page may be bent more than at them.
_BEND_SHARE: Final = 1.5
# An anchor this many standard deviations, and mm, from where all others say it should be was found wrongly.
_OUTLIER_SIGMAS: Final = 4.0
_OUTLIER_MM: Final = 0.4
# Nine of ten points of a round normal distribution lie within so many standard deviations.
_NINE_OF_TEN: Final = 2.15


@dataclass(frozen=True, kw_only=True)
class _Field:
    """A page's field of shifts: how much (mm) and over what length (mm) it bends, the inverse of its anchors'
    covariance, that of a page bent more sharply, and how much more (1 or above) the anchors contradict each other.
    """

    bend: float
    length: float
    inverse: NDArray[np.float64]
    sharper: NDArray[np.float64]
    excess: float


def shifts_at(
    shifts: NDArray[np.float64], points: NDArray[np.float64], least_bend_mm: float = LEAST_BEND_MM
) -> NDArray[np.float64]:
    """(dx, dy, spread) in mm at each of the points (mm), shape (n, 3).

    `shifts` as in `AlignedPage.shifts`. `spread` is how far the true place may be from it: nine of ten are nearer.
    The page is taken to be bent by `least_bend_mm` at least, though it is flat at the anchors.
    """
    points = np.asarray(points, np.float64).reshape(-1, 2)
    if not len(shifts):
        return np.zeros((len(points), 3))
    field = _solve(np.ascontiguousarray(shifts).tobytes(), least_bend_mm)
    squared = _squared_distances(points, shifts[:, :2])
    near = field.bend**2 * _alike(squared, field.length)
    mean = near @ (field.inverse @ shifts[:, 2:4])
    sharply = field.bend**2 * _alike(squared, _SHARPER * field.length)
    variance = np.maximum(field.bend**2 - ((sharply @ field.sharper) * sharply).sum(axis=1), 0.0)
    return np.column_stack([mean, _NINE_OF_TEN * field.excess * np.sqrt(variance)])


def drop_outliers(shifts: NDArray[np.float64], least_bend_mm: float = LEAST_BEND_MM) -> NDArray[np.float64]:
    """The shifts without those that contradict all others (leave-one-out): anchors found at a wrong place.

    The page is taken to be bent by `least_bend_mm` at least.
    """
    if len(shifts) < 4:
        return shifts
    # The median holds though some anchors are far off: those must not make the page look bent.
    usual = float(np.median(np.linalg.norm(shifts[:, 2:4], axis=1)))
    inverses = _inverses(shifts, max(least_bend_mm, _BEND_SHARE * usual))
    while len(shifts) >= 4:
        off, sigmas = _leave_one_out(shifts, inverses[_likeliest(shifts, inverses)])
        wrong = np.where(off > _OUTLIER_MM, sigmas, 0.0)
        worst = wrong >= max(_OUTLIER_SIGMAS, 0.9 * float(wrong.max()))
        if not worst.any():
            break
        shifts = np.asarray(shifts[~worst])
        inverses = {length: _without(inverse, worst) for length, inverse in inverses.items()}
    return shifts


@lru_cache(maxsize=8)
def _solve(data: bytes, least_bend_mm: float) -> _Field:
    """The same for each zone of a page."""
    shifts = np.frombuffer(data, np.float64).reshape(-1, 5)
    usual = float(np.sqrt((shifts[:, 2:4] ** 2).mean()))
    bend = max(least_bend_mm, _BEND_SHARE * usual)
    inverses = _inverses(shifts, bend)
    length = _likeliest(shifts, inverses)
    _, sigmas = _leave_one_out(shifts, inverses[length])
    return _Field(
        bend=bend,
        length=length,
        inverse=inverses[length],
        sharper=_invert(shifts, bend, _SHARPER * length),
        excess=max(1.0, float(np.sqrt((sigmas**2).mean() / 2))),
    )


def _inverses(shifts: NDArray[np.float64], bend: float) -> dict[float, NDArray[np.float64]]:
    """The inverse of the anchors' covariance for each length over which the page may bend."""
    return {length: _invert(shifts, bend, length) for length in _LENGTHS_MM}


def _likeliest(shifts: NDArray[np.float64], inverses: Mapping[float, NDArray[np.float64]]) -> float:
    """The length under which the anchors, each from all others, are the most likely (section 5.4.2)."""
    likely = {}
    for length, inverse in inverses.items():
        _, sigmas = _leave_one_out(shifts, inverse)
        # Some anchors may be wrong: none counts for more than an outlier does.
        spread = 0.5 * np.minimum(sigmas, _OUTLIER_SIGMAS) ** 2
        likely[length] = float((np.log(np.diag(inverse)) - spread).sum())
    return max(likely, key=lambda length: likely[length])


def _invert(shifts: NDArray[np.float64], bend: float, length: float) -> NDArray[np.float64]:
    noise = _NOISE_MM**2 / np.maximum(shifts[:, 4], 1e-3)
    squared = _squared_distances(shifts[:, :2], shifts[:, :2])
    return np.asarray(np.linalg.inv(bend**2 * _alike(squared, length) + np.diag(noise)), np.float64)


def _without(inverse: NDArray[np.float64], gone: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The inverse of the covariance of the anchors that stay (block inversion): far cheaper than inverting again."""
    kept = inverse[np.ix_(~gone, ~gone)]
    across = inverse[np.ix_(~gone, gone)]
    return np.asarray(kept - across @ np.linalg.solve(inverse[np.ix_(gone, gone)], across.T))


def _squared_distances(places: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """In mm2, shape (places, others)."""
    across = places[:, None, 0] - others[None, :, 0]
    down = places[:, None, 1] - others[None, :, 1]
    return np.asarray(across * across + down * down)


def _alike(squared: NDArray[np.float64], length: float) -> NDArray[np.float64]:
    """Correlation of the shifts at places of these squared distances (mm2)."""
    return np.asarray(np.exp((-0.5 / length**2) * squared))


def _leave_one_out(
    shifts: NDArray[np.float64], inverse: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far each anchor lies from where the others say it should, in mm and in standard deviations (eq. 5.12)."""
    certainty = np.diag(inverse)
    off = np.linalg.norm((inverse @ shifts[:, 2:4]) / certainty[:, None], axis=1)
    return off, off * np.sqrt(certainty)
