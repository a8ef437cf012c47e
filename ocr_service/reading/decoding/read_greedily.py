"""The likeliest character at every step, without regard to what a field can hold, and readings joined to one."""

import math
from itertools import pairwise
from operator import add

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.decoding.found import Found
from ocr_service.reading.text_engine import TextReading, second_looks


def greedy(reading: TextReading) -> Found:
    """The likeliest character at every step, spaces among them, and where each is surest.

    The probability is that of the text without its spaces, whatever spaces the recogniser sees: they are settled by
    the gaps in the ink.
    """
    best = reading.steps.argmax(axis=1)
    starts = [t for t, index in enumerate(best) if index and (t == 0 or best[t - 1] != index)]
    indices = [int(best[t]) for t in starts]
    steps, _ = prepared(reading, keep_spaces=False)
    solid = [index for index in indices if not reading.alphabet[index].isspace()]
    same = [one == other for one, other in pairwise(solid)]
    return Found(
        text="".join(reading.alphabet[index] for index in indices),
        probability=_forward(steps[:, 0], steps[:, solid], same),
        positions=tuple(_peak(reading.steps[:, i], t, best) for i, t in zip(indices, starts, strict=True)),
    )


def text_probability(reading: TextReading, text: str) -> float:
    """What the recogniser gives `text`, whatever spaces are in either; 0 where it saw one of its characters nowhere."""
    places = {character: index for index, character in enumerate(reading.alphabet) if index}
    solid = [places.get(character, 0) for character in text if not character.isspace()]
    if not all(solid):
        return 0.0
    steps, _ = prepared(reading, keep_spaces=False)
    return _forward(steps[:, 0], steps[:, solid], [one == other for one, other in pairwise(solid)])


def join(readings: list[TextReading]) -> TextReading:
    """Readings of parts of one line as one reading, in order."""
    if len(readings) == 1:
        return readings[0]
    alphabet = list(dict.fromkeys(text for reading in readings for text in reading.alphabet))
    place = {text: index for index, text in enumerate(alphabet)}
    steps = np.zeros((sum(len(reading.steps) for reading in readings), len(alphabet)), np.float32)
    row = 0
    for reading in readings:
        steps[row : row + len(reading.steps), [place[text] for text in reading.alphabet]] = reading.steps
        row += len(reading.steps)
    seconds = second_looks(readings)
    return TextReading(steps=steps, alphabet=tuple(alphabet), second=None if seconds is None else join(seconds))


def prepared(reading: TextReading, *, keep_spaces: bool) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """The steps in double precision with their alphabet; without `keep_spaces` a space counts as the blank."""
    steps = reading.steps.astype(np.float64)
    if not keep_spaces:
        steps[:, 0] += steps[:, reading.spaces].sum(axis=1)
        steps[:, reading.spaces] = 0.0
    return steps, reading.alphabet


def _peak(column: NDArray[np.float32], start: int, best: NDArray[np.int_]) -> int:
    end = start
    while end + 1 < len(best) and best[end + 1] == best[start]:
        end += 1
    return start + int(np.argmax(column[start : end + 1]))


def _forward(blank: NDArray[np.float64], emissions: NDArray[np.float64], same: list[bool]) -> float:
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
