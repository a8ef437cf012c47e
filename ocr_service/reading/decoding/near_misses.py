"""Entries of a list that are nearly what was read: a character misread, dropped or taken for one too many.

The search along the list follows only what the recogniser holds possible. Where it is sure of a wrong character, no
path leads to the right entry; so the entries that share most with the reading are weighed as a whole, through a
channel in which any character may have been read as any other (noisy channel, Shannon 1948; Kernighan et al. 1990).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.decoding.entry_index import EDGE
from ocr_service.reading.decoding.found import Found, align
from ocr_service.reading.decoding.lexicons import Lexicon
from ocr_service.reading.decoding.look_alikes import Alike
from ocr_service.reading.text_engine import TextReading

# Entries that are weighed for one reading.
MOST_ENTRIES: Final = 16
# How often a character that the recogniser is sure of is another one all the same.
MISREAD_SURE: Final = 0.001
# The share of its own doubt that goes to characters it did not think of.
MISREAD_DOUBT: Final = 0.05
# How often a stroke that is no character of the entry is read as one, and one of the entry not at all.
READ_TOO_MANY: Final = 3e-4
READ_TOO_FEW: Final = 1e-5
# Characters at least this likely at a step lead to entries.
_WORTH_LOOKING: Final = 0.02


def near_misses(
    reading: TextReading, free: Found, lexicon: Lexicon, found: Sequence[Found], *, alike: Alike, best: int
) -> list[Found]:
    """The `best` likeliest of `found` and of further entries, in plain form, with their probability in the channel.

    `free` is the reading without regard to the list (spaces are passed over); nothing is found for an empty one.
    """
    texts = [one.text for one in found]
    texts += [text for text in lexicon.near(_pairs(reading, free, alike), MOST_ENTRIES) if text not in texts]
    if not texts:
        return []
    steps, classes = _prepared(reading)
    texts = [text for text in texts if len(text) <= len(steps)]
    if not texts:
        return []
    emissions = _emissions(steps, classes, texts, alike)
    probabilities = _forward(steps[:, 0] + READ_TOO_MANY * (1.0 - steps[:, 0]), emissions, texts)
    return [
        Found(
            text=texts[number],
            probability=float(probabilities[number]),
            positions=align(emissions[:, number, : len(texts[number])].T),
        )
        for number in np.argsort(-probabilities, kind="stable")[:best].tolist()
    ]


def _pairs(reading: TextReading, free: Found, alike: Alike) -> list[tuple[str, str]]:
    """Neighbouring characters, each with what else may stand in its place."""
    places = [place for place, character in zip(free.positions, free.text, strict=True) if not character.isspace()]
    options: list[list[str]] = [[EDGE]]
    for place in places:
        likely = [int(index) for index in np.flatnonzero(reading.steps[place] >= _WORTH_LOOKING) if index]
        seen = [reading.alphabet[index] for index in likely if not reading.alphabet[index].isspace()]
        options.append(list(dict.fromkeys([*seen, *(twin for one in seen for twin, _ in alike(one))])))
    options.append([EDGE])
    return [(one, other) for left, right in pairwise(options) for one in left for other in right]


def _prepared(reading: TextReading) -> tuple[NDArray[np.float64], list[tuple[int, str]]]:
    """The steps with spaces counted as blanks, and the classes that are characters."""
    steps = reading.steps.astype(np.float64)
    steps[:, 0] += steps[:, reading.spaces].sum(axis=1)
    spaces = {0, *reading.spaces}
    return steps, [(index, text) for index, text in enumerate(reading.alphabet) if index not in spaces]


def _emissions(
    steps: NDArray[np.float64], classes: Sequence[tuple[int, str]], texts: Sequence[str], alike: Alike
) -> NDArray[np.float64]:
    """How likely each character of each text is at each step, shape (T, texts, longest text)."""
    place = {character: number for number, character in enumerate(dict.fromkeys("".join(texts)))}
    columns = np.zeros((len(steps), len(place) + 1))
    for index, seen in classes:
        for character, share in ((seen, 1.0), *alike(seen)):
            if character in place:
                columns[:, place[character]] += share * steps[:, index]
    written = 1.0 - np.minimum(steps[:, 0], 1.0)
    surest = steps[:, 1:].max(axis=1, initial=0.0)
    floor = MISREAD_SURE * written + MISREAD_DOUBT * np.maximum(0.0, written - surest) + READ_TOO_FEW
    columns = np.minimum(1.0, columns + floor[:, None])
    # Shorter texts are filled up with a character that is nowhere.
    columns[:, -1] = 0.0
    longest = max(map(len, texts))
    numbers = [[place[character] for character in text] + [-1] * (longest - len(text)) for text in texts]
    return np.asarray(columns[:, np.array(numbers)])


def _forward(blank: NDArray[np.float64], emissions: NDArray[np.float64], texts: Sequence[str]) -> NDArray[np.float64]:
    """Each text's probability by CTC's forward recursion, all texts side by side."""
    count, longest = emissions.shape[1:]
    character, between = np.zeros((count, longest + 1)), np.zeros((count, longest + 1))
    between[:, 0] = 1.0
    may_follow = np.ones((count, longest))
    for number, text in enumerate(texts):
        for place, (one, other) in enumerate(pairwise(text), start=1):
            may_follow[number, place] = one != other
    scale = np.zeros(count)
    for step in range(len(emissions)):
        arriving = between[:, :-1] + may_follow * character[:, :-1]
        between = (between + character) * min(1.0, blank[step])
        character[:, 1:] = (character[:, 1:] + arriving) * emissions[step]
        character[:, 0] = 0.0
        largest = np.maximum((between + character).max(axis=1), 1e-300)
        between /= largest[:, None]
        character /= largest[:, None]
        scale += np.log(largest)
    ends = np.array([len(text) for text in texts])
    rows = np.arange(count)
    whole = character[rows, ends] + between[rows, ends]
    return np.asarray(np.minimum(1.0, np.exp(scale) * whole))
