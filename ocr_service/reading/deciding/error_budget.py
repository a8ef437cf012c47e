"""Which readings may be accepted so that no more of them are wrong than a template's error budget allows.

Of n accepted readings with the probabilities p1 to pn of being right, n - (p1 + ... + pn) are expected to be wrong.
This holds for each form by itself, so it holds for any mix of forms, easy or hard; a threshold taken from one mix would
let too much pass on a harder one.
"""

from collections.abc import Sequence
from typing import Final

# No single reading may be this many times likelier to be wrong than the budget allows on average: whoever meets the
# field again and again must not find it wrong much more often than promised.
LARGEST_SHARE: Final = 30.0


def accept_within(budget: float, probabilities: Sequence[float]) -> list[bool]:
    """Which readings to accept: the surest ones, as many as the budget allows.

    `budget` is the share of wrong readings among accepted ones, above 0 and below 1; `probabilities` are those of all
    readings of one form that nothing else speaks against.
    """
    accepted = [False] * len(probabilities)
    spent = 0.0
    by_sureness = sorted(range(len(probabilities)), key=lambda index: -probabilities[index])
    for count, index in enumerate(by_sureness, start=1):
        risk = 1.0 - probabilities[index]
        spent += risk
        if spent > budget * count or risk > LARGEST_SHARE * budget:
            break
        accepted[index] = True
    return accepted
