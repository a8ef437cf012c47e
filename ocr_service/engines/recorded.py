"""Replays what a real engine once read: fast tests that need neither models nor PaddleOCR.

A recording is one compressed file: for each picture, named by the hash of its pixels, the most probable characters at
each step.
"""

import hashlib
import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from ocr_service.engines.errors import ReadingNotRecorded
from ocr_service.reading.pages import Pixels
from ocr_service.reading.text_engine import TextEngine, TextReading

# Characters kept at each step. What lies behind them together stays below a thousandth on legible lines.
KEPT_CHARACTERS: Final = 6
# Probabilities are kept in millionths: integers repeat often and compress well.
_SCALE: Final = 1_000_000

Recording = dict[str, list[list[tuple[str, int]]]]


class RecordedTextEngine:
    """A `TextEngine` that knows only pictures whose readings were recorded; any other raises ReadingNotRecorded."""

    def __init__(self, file: Path) -> None:
        content = json.loads(lzma.decompress(file.read_bytes()))
        self._name: str = content["engine"]
        self._readings: Recording = content["readings"]

    @property
    def name(self) -> str:
        return f"recorded/{self._name}"

    def recognise(self, lines: Iterable[Pixels]) -> list[TextReading]:
        return [self._recall(line) for line in lines]

    def _recall(self, line: Pixels) -> TextReading:
        digest = digest_pixels(line)
        steps = self._readings.get(digest)
        if steps is None:
            raise ReadingNotRecorded(digest=digest, width=line.shape[1], height=line.shape[0])
        alphabet = ["", *sorted({text for step in steps for text, _ in step if text})]
        place = {text: index for index, text in enumerate(alphabet)}
        probabilities = np.zeros((len(steps), len(alphabet)), np.float32)
        for row, step in enumerate(steps):
            for text, millionths in step:
                probabilities[row, place[text]] = millionths / _SCALE
        return TextReading(steps=probabilities, alphabet=tuple(alphabet))


class RecordingTextEngine:
    """A `TextEngine` that lets another one read and keeps what it says; `save` writes the recording."""

    def __init__(self, engine: TextEngine) -> None:
        self._engine = engine
        self._readings: Recording = {}

    @property
    def name(self) -> str:
        return self._engine.name

    def recognise(self, lines: Iterable[Pixels]) -> list[TextReading]:
        kept = list(lines)
        readings = list(self._engine.recognise(kept))
        for line, reading in zip(kept, readings, strict=True):
            self._readings[digest_pixels(line)] = [_likeliest(reading, row) for row in range(len(reading.steps))]
        return readings

    def save(self, file: Path) -> None:
        """Writes everything read so far, in the same bytes whatever the order in which it was read."""
        content = {"engine": self._engine.name, "readings": dict(sorted(self._readings.items()))}
        file.write_bytes(lzma.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()))


def digest_pixels(line: Pixels) -> str:
    """The SHA-256 (hex) of a picture's shape and pixels."""
    return hashlib.sha256(f"{line.shape}".encode() + np.ascontiguousarray(line).tobytes()).hexdigest()


def _likeliest(reading: TextReading, row: int) -> list[tuple[str, int]]:
    step = reading.steps[row]
    best = np.argsort(-step, kind="stable")[:KEPT_CHARACTERS]
    kept = [(reading.alphabet[index], round(float(step[index]) * _SCALE)) for index in best]
    return [(text, millionths) for text, millionths in kept if millionths]
