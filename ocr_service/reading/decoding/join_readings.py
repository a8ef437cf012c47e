"""Readings of parts joined to one, and what they give a text."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.decoding.likeliest_text import forward, without_spaces
from ocr_service.reading.text_engine import TextReading, second_looks


def text_probability(reading: TextReading, text: str) -> float:
    """What the recogniser gives `text`, whatever spaces are in either; 0 where it saw one of its characters nowhere."""
    places = {character: index for index, character in enumerate(reading.alphabet) if index}
    solid = [places.get(character, 0) for character in text if not character.isspace()]
    if not all(solid):
        return 0.0
    steps = without_spaces(reading.steps, reading.spaces)
    return forward(steps[:, 0], steps[:, solid], [one == other for one, other in pairwise(solid)])


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
    steps = reading.steps.astype(np.float64) if keep_spaces else without_spaces(reading.steps, reading.spaces)
    return steps, reading.alphabet
