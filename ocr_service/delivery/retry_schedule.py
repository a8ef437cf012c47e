"""When to try again: ten tries that grow apart, as the Standard Webhooks specification proposes."""

import random
from datetime import timedelta
from typing import Final

# Between the tries: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
_GAPS_SECONDS: Final = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
_JITTER: Final = 0.2
_LONGEST_WISH: Final = timedelta(days=1)

MAX_TRIES: Final = len(_GAPS_SECONDS) + 1


def next_wait(tries: int, *, days: float, retry_after: float | None = None) -> timedelta | None:
    """The wait after the `tries`-th try (from 1) failed; None after the last one.

    The gaps are stretched so that all tries together take `days`, and vary by a fifth, so that what failed together
    does not come back together. A receiver's `retry_after` (seconds) can make the wait longer, up to a day.
    """
    if tries >= MAX_TRIES:
        return None
    stretch = days * 86_400 / sum(_GAPS_SECONDS)
    gap = timedelta(seconds=_GAPS_SECONDS[max(tries, 1) - 1] * stretch * random.uniform(1 - _JITTER, 1 + _JITTER))
    return max(gap, min(timedelta(seconds=retry_after or 0), _LONGEST_WISH))
