"""The curve that brings a model's log-odds to what was found: isotonic regression on fields that are new to it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.deciding.evidence import logit

# A step of the curve rests on so many fields at least.
_LEAST_FIELDS: Final = 40
# The model's own probability counts as much as so many fields: without errors in a step it is still not certain.
_PRIOR_FIELDS: Final = 8.0


def fit_curve(log_odds: NDArray[np.float64], right: NDArray[np.float64]) -> list[list[float]]:
    """Points (log-odds of the model, log-odds as found), rising; the line through them is level beyond its ends.

    Neighbours are pooled until the share of errors falls from left to right (pool adjacent violators, Ayer et al. 1955)
    and each pool is large enough. A pool's share of errors is drawn towards what the model says.
    """
    if not len(log_odds):
        return [[0.0, 0.0]]
    order = np.argsort(log_odds)
    pools: list[list[NDArray[np.int_]]] = []
    for index in order:
        pools.append([np.array([index])])
        while len(pools) > 1 and _joins(pools[-2], pools[-1], log_odds, right):
            pools[-2] += pools.pop()
    points = [_point(np.concatenate(pool), log_odds, right) for pool in pools]
    # Drawing towards the model can turn neighbours round by a hair.
    rising = np.maximum.accumulate([after for _, after in points])
    return [[round(before, 3), round(float(after), 3)] for (before, _), after in zip(points, rising, strict=True)]


def _joins(
    left: list[NDArray[np.int_]],
    right_pool: list[NDArray[np.int_]],
    log_odds: NDArray[np.float64],
    right: NDArray[np.float64],
) -> bool:
    one, other = np.concatenate(left), np.concatenate(right_pool)
    return min(len(one), len(other)) < _LEAST_FIELDS or right[one].mean() >= right[other].mean()


def _point(pool: NDArray[np.int_], log_odds: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[float, float]:
    said = float(np.mean(1.0 / (1.0 + np.exp(-log_odds[pool]))))
    found = (float(right[pool].sum()) + _PRIOR_FIELDS * said) / (len(pool) + _PRIOR_FIELDS)
    return float(log_odds[pool].mean()), logit(found)
