"""Is there more of it than before, or is it chance? One-sided tests, with the least counts they are fit for."""

import math
from dataclasses import dataclass
from typing import Final

# Below this, fewer than so many trials on either side, shares are not compared.
LEAST_TRIALS: Final = 30
# The normal approximation is good where each cell is expected to hold at least so many (Cochran's rule).
_LEAST_EXPECTED: Final = 5
# Beyond this the binomial sum is as good as its normal approximation.
_EXACT_UP_TO: Final = 2000


@dataclass(frozen=True, kw_only=True)
class Share:
    """`hits` of `trials`, each trial on its own (scans, not the fields of one scan, which go wrong together)."""

    hits: int
    trials: int

    @property
    def value(self) -> float:
        return self.hits / self.trials if self.trials else 0.0


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A quantity measured `n` times: the sum of its values and the sum of their squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        return max(0.0, (self.squares - self.n * self.mean**2) / (self.n - 1)) if self.n > 1 else 0.0


def share_rose(before: Share, now: Share) -> float | None:
    """How likely a difference like this is by chance, where the share did not rise; None under 30 trials on a side.

    Two-proportion z-test with the pooled share; where a cell is expected to hold under 5, Fisher's exact test.
    """
    if min(before.trials, now.trials) < LEAST_TRIALS:
        return None
    pooled = (before.hits + now.hits) / (before.trials + now.trials)
    if min(pooled, 1 - pooled) * min(before.trials, now.trials) < _LEAST_EXPECTED:
        return _fisher(before, now)
    error = math.sqrt(pooled * (1 - pooled) * (1 / before.trials + 1 / now.trials))
    return _above((now.value - before.value) / error)


def mean_rose(before: Spread, now: Spread) -> float | None:
    """How likely a difference like this is by chance, where the mean did not rise: Welch's test, normal for n >= 30.

    None where there are fewer than 30 on a side, or nothing varies.
    """
    if min(before.n, now.n) < LEAST_TRIALS:
        return None
    error = math.sqrt(before.variance / before.n + now.variance / now.n)
    return _above((now.mean - before.mean) / error) if error > 0 else None


def more_came_than_went(came: int, went: int) -> float:
    """How likely so many more arrivals than departures are by chance, where both go on at the same rate.

    Two Poisson counts over the same time: given their sum, the arrivals are binomial with one half (conditional test,
    Przyborowski and Wilenski 1940); summed exactly up to 2,000, beyond with the normal approximation.
    """
    both = came + went
    if both == 0:
        return 1.0
    if both > _EXACT_UP_TO:
        return _above((came - 0.5 - both / 2) / math.sqrt(both / 4))
    halves = both * math.log(2)
    return min(1.0, sum(math.exp(_log_choose(both, count) - halves) for count in range(came, both + 1)))


def _fisher(before: Share, now: Share) -> float:
    """Of all ways to deal the hits out, how many give `now` as many or more (the hypergeometric distribution)."""
    hits, trials = before.hits + now.hits, before.trials + now.trials
    ways = _log_choose(trials, hits)
    most = min(hits, now.trials)
    dealt = (
        _log_choose(now.trials, count) + _log_choose(before.trials, hits - count) - ways
        for count in range(max(now.hits, hits - before.trials), most + 1)
    )
    return min(1.0, sum(map(math.exp, dealt)))


def _above(z: float) -> float:
    """The share of a standard normal distribution above `z`."""
    return math.erfc(z / math.sqrt(2)) / 2


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
