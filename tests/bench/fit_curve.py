"""The curve that brings a model's log-odds to what was found: isotonic regression on fields that are new to it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.deciding.evidence import logit

# A step of the curve rests on so many fields at least.
_LEAST_FIELDS: Final = 40
# The model's own probability counts as much as so many fields.
_PRIOR_FIELDS: Final = 30.0
# Where no error was found, there may still be one among somewhat more fields.
_LEAST_ERRORS: Final = 0.3


@dataclass(frozen=True, kw_only=True)
class _Pool:
    """Neighbouring fields: how many, how many of them right, and the sums of log-odds and of probabilities."""

    count: int
    right: float
    log_odds: float
    said: float

    def joined(self, other: "_Pool") -> "_Pool":
        return _Pool(
            count=self.count + other.count,
            right=self.right + other.right,
            log_odds=self.log_odds + other.log_odds,
            said=self.said + other.said,
        )

    @property
    def share_right(self) -> float:
        return self.right / self.count

    @property
    def point(self) -> tuple[float, float]:
        """The pool's share of errors is drawn towards what the model says, and never 0."""
        expected = _PRIOR_FIELDS * (1.0 - self.said / self.count)
        errors = max(self.count - self.right + expected, _LEAST_ERRORS)
        return self.log_odds / self.count, -logit(errors / (self.count + _PRIOR_FIELDS))


def fit_curve(log_odds: NDArray[np.float64], right: NDArray[np.float64]) -> list[list[float]]:
    """Points (log-odds of the model, log-odds as found), rising; the line through them is level beyond its ends.

    Neighbours are pooled until errors get rarer from left to right (pool adjacent violators, Ayer et al. 1955).
    """
    if not len(log_odds):
        return [[0.0, 0.0]]
    pools: list[_Pool] = []
    for group in np.array_split(np.argsort(log_odds, kind="stable"), max(1, len(log_odds) // _LEAST_FIELDS)):
        said = 1.0 / (1.0 + np.exp(-log_odds[group]))
        pool = _Pool(
            count=len(group),
            right=float(right[group].sum()),
            log_odds=float(log_odds[group].sum()),
            said=float(said.sum()),
        )
        while pools and pools[-1].share_right >= pool.share_right:
            pool = pools.pop().joined(pool)
        pools.append(pool)
    befores, afters = zip(*(pool.point for pool in pools), strict=True)
    # Drawing towards the model can turn neighbours round by a hair.
    return [
        [round(before, 3), round(float(after), 3)]
        for before, after in zip(befores, np.maximum.accumulate(afters), strict=True)
    ]
