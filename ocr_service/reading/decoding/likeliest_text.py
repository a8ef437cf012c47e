"""The likeliest character at every step, without regard to what a field can hold."""

import math
from collections.abc import Sequence
from itertools import pairwise
from operator import add

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.decoding.found import Found


def find_likeliest(steps: NDArray[np.float32], alphabet: Sequence[str], spaces: list[int]) -> Found:
    """The likeliest character at every step, spaces among them, and where each is surest.

    `steps` (T, C), `alphabet` and `spaces` as in `TextReading`. The probability is that of the text without its
    spaces, whatever spaces the recogniser sees: they are settled by the gaps in the ink.
    """
    best = steps.argmax(axis=1)
    starts = [t for t, index in enumerate(best) if index and (t == 0 or best[t - 1] != index)]
    indices = [int(best[t]) for t in starts]
    without = without_spaces(steps, spaces)
    solid = [index for index in indices if not alphabet[index].isspace()]
    same = [one == other for one, other in pairwise(solid)]
    return Found(
        text="".join(alphabet[index] for index in indices),
        probability=forward(without[:, 0], without[:, solid], same),
        positions=tuple(_peak(steps[:, i], t, best) for i, t in zip(indices, starts, strict=True)),
    )


def without_spaces(steps: NDArray[np.float32], spaces: list[int]) -> NDArray[np.float64]:
    """The steps in double precision; a space counts as the blank."""
    double = steps.astype(np.float64)
    double[:, 0] += double[:, spaces].sum(axis=1)
    double[:, spaces] = 0.0
    return double


def _peak(column: NDArray[np.float32], start: int, best: NDArray[np.int_]) -> int:
    end = start
    while end + 1 < len(best) and best[end + 1] == best[start]:
        end += 1
    return start + int(np.argmax(column[start : end + 1]))


def forward(blank: NDArray[np.float64], emissions: NDArray[np.float64], same: list[bool]) -> float:
    """A text's probability by the forward recursion; `emissions` (T, L), `same[i]`: character i + 1 is i again."""
    length = emissions.shape[1]
    # Plain numbers: texts are short, and calls into numpy would cost more than the sums.
    ended_blank, ended_character = [1.0, *[0.0] * length], [0.0] * (length + 1)
    may_follow = [True, *[not repeated for repeated in same]][:length]
    log_scale = 0.0
    for at_blank, at_characters in zip(blank.tolist(), emissions.tolist(), strict=True):
        following_blank = [(one + other) * at_blank for one, other in zip(ended_blank, ended_character, strict=True)]
        following_character = [0.0] * (length + 1)
        for place, (probability, may) in enumerate(zip(at_characters, may_follow, strict=True)):
            arriving = ended_blank[place] + (ended_character[place] if may else 0.0)
            following_character[place + 1] = (ended_character[place + 1] + arriving) * probability
        largest = max(map(add, following_blank, following_character))
        if largest <= 0.0:
            return 0.0
        log_scale += math.log(largest)
        ended_blank = [one / largest for one in following_blank]
        ended_character = [one / largest for one in following_character]
    last = ended_blank[-1] + ended_character[-1]
    return min(1.0, math.exp(log_scale + math.log(last))) if last > 0.0 else 0.0
