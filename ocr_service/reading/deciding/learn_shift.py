"""What reviewers' answers teach about one field of one form: how much surer, or less sure, its readings are.

Only doubtful fields are reviewed, so the answers say nothing about how often a field is wrong. They do say whether a
reading that is called 80 % sure is right four times in five: that is a statement about the probability given what was
seen, and it holds whichever readings were looked at, as long as they were chosen by nothing but that probability.
"""

import math
from collections.abc import Sequence
from typing import Final

# Fewer answers teach nothing.
LEAST_OUTCOMES: Final = 50
# Standard deviation of what fields are like before anything is known of them (log-odds).
_PRIOR_SPREAD: Final = 0.7
# Doubt may grow more than trust: what is learnt on doubtful readings moves sure ones too.
_LOWEST, _HIGHEST = -3.0, 1.0
_STEPS: Final = 30


def learn_shift(outcomes: Sequence[tuple[float, bool]]) -> float:
    """The shift of log-odds that fits best; 0 below `LEAST_OUTCOMES`.

    `outcomes` are the log-odds that the general model gave to readings, and whether they were right. The mode of the
    posterior under a normal prior around 0 (logistic regression with an offset), by Newton's method; between -3 and 1.
    """
    if len(outcomes) < LEAST_OUTCOMES:
        return 0.0
    shift = 0.0
    for _ in range(_STEPS):
        probabilities = [1.0 / (1.0 + math.exp(-(log_odds + shift))) for log_odds, _ in outcomes]
        slope = sum(right - p for (_, right), p in zip(outcomes, probabilities, strict=True)) - shift / _PRIOR_SPREAD**2
        bend = sum(p * (1.0 - p) for p in probabilities) + 1.0 / _PRIOR_SPREAD**2
        step = max(-1.0, min(1.0, slope / bend))
        shift += step
        if abs(step) < 1e-6:
            break
    return max(_LOWEST, min(_HIGHEST, shift))
