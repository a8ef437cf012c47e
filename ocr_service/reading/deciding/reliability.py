"""Whether probabilities mean what they say: of readings that are 90 % sure, nine in ten must be right."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Bin:
    """The readings whose probability lies from `low` up to `high` (the last bin has 1 in it too).

    `count` of them there are, `mean` is their mean probability and `right` the share that is right, both None where
    there are none.
    """

    low: float
    high: float
    count: int
    mean: float | None
    right: float | None


def reliability(outcomes: Iterable[tuple[float, bool]], bins: int = 10) -> tuple[Bin, ...]:
    """A reliability table (DeGroot and Fienberg 1983) of (probability, was it right) in bins of equal width."""
    counts, sums, rights = [0] * bins, [0.0] * bins, [0] * bins
    for probability, right in outcomes:
        index = min(int(probability * bins), bins - 1)
        counts[index] += 1
        sums[index] += probability
        rights[index] += right
    return tuple(
        Bin(
            low=index / bins,
            high=(index + 1) / bins,
            count=count,
            mean=sums[index] / count if count else None,
            right=rights[index] / count if count else None,
        )
        for index, count in enumerate(counts)
    )
