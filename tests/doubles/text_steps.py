"""Readings made by hand: what a recogniser would say of a line, step by step."""

from collections.abc import Mapping, Sequence

import numpy as np

from ocr_service.reading.pages import Pixels
from ocr_service.reading.recognise_text import CropReading, LineReading, View
from ocr_service.reading.text_engine import LinePicture, TextReading

Step = Mapping[str, float]


def steps_of(text: str, *, sure: float = 0.98) -> list[Step]:
    """A blank, then each character with a blank behind it."""
    steps: list[Step] = [{"": 1.0}]
    for character in text:
        steps += [{character: sure, "": 1.0 - sure}, {"": 1.0}]
    return steps


def text_reading(steps: Sequence[Step]) -> TextReading:
    """`steps` says for each step how probable which characters are; the empty string is the blank."""
    alphabet = ["", *sorted({text for step in steps for text in step if text})]
    probabilities = np.zeros((len(steps), len(alphabet)), np.float32)
    for row, step in enumerate(steps):
        for text, probability in step.items():
            probabilities[row, alphabet.index(text)] = probability
    return TextReading(steps=probabilities, alphabet=tuple(alphabet))


def pictures_of(*lines: Pixels) -> list[LinePicture]:
    """Lines for an engine, with nothing that could confirm a quick reading."""
    return [LinePicture(pixels=line) for line in lines]


def crop_reading(*lines: Sequence[Step] | str) -> CropReading:
    """A zone with one line of evenly set ink for each argument."""
    made = []
    for line in lines:
        reading = text_reading(steps_of(line) if isinstance(line, str) else line)
        ink = np.ones(round(len(reading.steps) * reading.step_width * 48), np.bool_)
        made.append(LineReading(reading=reading, ink=ink, height=48))
    return CropReading(blank=False, views=(View(name="plain", lines=tuple(made)),), ink=5.0)
