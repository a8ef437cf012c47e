"""A text that was found in a reading, and at which steps its characters stand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Found:
    """A text of the language. `probability` is its share of all that the steps may say, 0 to 1.

    `positions` are the steps at which its characters are surest, one each.
    """

    text: str
    probability: float
    positions: tuple[int, ...]


def align(emissions: NDArray[np.float64]) -> tuple[int, ...]:
    """The step of each character: strictly increasing, at the greatest product of probabilities (by dynamic rows).

    `emissions` (characters, steps) is how likely each character is at each step; there are no more characters than
    steps.
    """
    costs = np.log(np.maximum(emissions, 1e-12))
    best = np.full(costs.shape, -np.inf)
    back = np.zeros(costs.shape, np.int64)
    best[0] = costs[0]
    for row in range(1, len(costs)):
        running = np.maximum.accumulate(best[row - 1])
        where = np.maximum.accumulate(np.where(best[row - 1] >= running, np.arange(costs.shape[1]), 0))
        best[row, 1:] = running[:-1] + costs[row, 1:]
        back[row, 1:] = where[:-1]
    position = int(np.argmax(best[-1]))
    positions = [position]
    for row in range(len(costs) - 1, 0, -1):
        position = int(back[row, position])
        positions.append(position)
    return tuple(reversed(positions))
