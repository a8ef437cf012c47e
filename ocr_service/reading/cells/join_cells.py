"""What was read in boxes, alone and side by side -> one reading with one step for each character.

That each box holds exactly one character is known: of all that the recogniser holds possible in a box only the texts
of one character count (the forward recursion of CTC, Graves et al. 2006, for each of them). Two looks at the same
character are pooled as the geometric mean of their probabilities: where they agree it stays sure, where they differ
it becomes doubtful.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.text_engine import TextReading, second_looks

# So much is left for what the recogniser does not hold possible.
_UNSEEN: Final = 0.02
# No class is less likely than this to one look: a single look must not rule out what the other is sure of.
_LEAST: Final = 1e-5


def join_cells(
    alone: Sequence[TextReading], together: TextReading, spans: Sequence[tuple[float, float]]
) -> TextReading:
    """One step for each character, with a blank step after it; `spans` as in `LaidOut`."""
    parts = _parts(together, spans)
    alphabet = ["", *_characters([*alone, together])]
    place = {text: index for index, text in enumerate(alphabet)}
    steps = np.zeros((2 * len(alone), len(alphabet)), np.float32)
    for number, (one, part) in enumerate(zip(alone, parts, strict=True)):
        looks = [_single(look, place) for look in (one, part)]
        pooled = np.sqrt(looks[0] * looks[1])
        shares = pooled / (pooled.sum() + _UNSEEN)
        steps[2 * number] = shares
        # The box is not empty: the blank is not a text of its own, but must not be impossible either.
        steps[2 * number, 0] = _LEAST
        steps[2 * number + 1, 0] = 1.0
    seconds = second_looks([*alone, together])
    second = None if seconds is None else join_cells(seconds[:-1], seconds[-1], spans)
    return TextReading(steps=steps, alphabet=tuple(alphabet), step_width=0.5, second=second)


def _characters(readings: Sequence[TextReading]) -> list[str]:
    found = dict.fromkeys(text for reading in readings for text in reading.alphabet)
    return [text for text in found if text and not text.isspace()]


def _parts(line: TextReading, spans: Sequence[tuple[float, float]]) -> list[TextReading]:
    """The line's steps, those of each character."""
    parts = []
    for start, end in spans:
        first, last = round(start / line.step_width), round(end / line.step_width)
        steps = line.steps[first : max(last, first + 1)]
        parts.append(TextReading(steps=steps, alphabet=line.alphabet, step_width=line.step_width))
    return parts


def _single(reading: TextReading, place: dict[str, int]) -> NDArray[np.float64]:
    """The probability of each text of one character, by its place in the joined alphabet, at least `_LEAST`."""
    steps = reading.steps.astype(np.float64)
    steps[:, 0] += steps[:, reading.spaces].sum(axis=1)
    before, inside, after = 1.0, np.zeros(steps.shape[1]), np.zeros(steps.shape[1])
    for step in steps:
        after = (after + inside) * step[0]
        inside = (inside + before) * step
        before *= step[0]
    shares = np.full(len(place), _LEAST)
    for index, text in enumerate(reading.alphabet):
        if text in place and text:
            shares[place[text]] = max(_LEAST, float(inside[index] + after[index]))
    shares[0] = 0.0
    return shares
