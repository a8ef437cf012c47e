"""How sure a text is, from what the recogniser gives it and what the field can hold."""

import math
from typing import Final

# Natural logarithm of how much likelier the unconstrained reading must be to give a reason to doubt (twenty times).
WIDE_GAP: Final = 3.0
# Probabilities below this are all equally improbable.
_LEAST: Final = 1e-30


def posterior(probability: float, all_allowed: float, odds: float) -> float:
    """How sure a text of the language is, by Bayes.

    `probability` is what the recogniser gives the text, `all_allowed` what it gives all texts of the language
    together, `odds` how much likelier the field holds a text of its language than the recogniser, which does not
    know the field, takes it to be.
    """
    other = max(0.0, 1.0 - all_allowed)
    weight = odds * probability + odds * max(0.0, all_allowed - probability) + other
    return min(1.0, odds * probability / weight) if weight > 0.0 else 0.0


def log_ratio(one: float, other: float) -> float:
    """The natural logarithm of how much likelier `one` is than `other`."""
    return math.log(max(one, _LEAST)) - math.log(max(other, _LEAST))
