"""Recognises lines of text with CTC models of the PP-OCR family, whatever runs them.

A model takes a line of 48 px height at its own width and gives a probability for each of some thousand characters
at every eighth pixel column. A small model reads each line first; the thorough one is asked only where that reading
is not plain and what the line is for does not confirm it (a cascade of classifiers, Viola and Jones 2001).
"""

import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.pages import Pixels
from ocr_service.reading.text_engine import LinePicture, TextReading

Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]

LINE_HEIGHT: Final = 48
# Narrower lines are filled up with mid grey: a lone digit needs some room on its right to be seen as one.
MIN_WIDTH: Final = 96
# The model was trained on lines up to this width; callers split longer ones, this only bounds memory.
MAX_WIDTH: Final = 3200
# A class that stays below this at every step is left out of a reading: it keeps 20 to 100 of 18,710 classes.
IMPROBABLE: Final = 1e-6
# A text that the quick model gives this much of all probability it reads as well as the thorough one: of 13,592 such
# fields of the fit set (68 % of all characters) 6 were wrong, 10 as the thorough model read them.
PLAIN: Final = 0.985


@dataclass(frozen=True, kw_only=True, eq=False)
class LineModel:
    """A recognition model that is ready to run.

    `run` takes (1, 3, 48, width) float32 in [-1, 1] (BGR) and gives (1, T, C) probabilities; class 0 is the CTC blank,
    class i the character ``alphabet[i]``.
    """

    run: Run
    alphabet: NDArray[np.object_]

    def read(self, prepared: NDArray[np.float32]) -> TextReading:
        """One prepared line's reading; classes below `IMPROBABLE` at every step are left out of its alphabet."""
        steps = self.run(prepared)[0]
        kept = np.flatnonzero(steps.max(axis=0) >= IMPROBABLE)
        if kept.size == 0 or kept[0] != 0:
            kept = np.concatenate(([0], kept))
        return TextReading(steps=steps[:, kept].astype(np.float32), alphabet=tuple(self.alphabet[kept]))


class LineRecogniser:
    """A `TextEngine` over a thorough model and, where there is one, a quick model that reads each line before it.

    Each picture is run by itself: padding a batch to its widest line costs time and changes what is read. Where the
    models may be called from several threads, `lines_at_once` lines run side by side: two cores do two lines in little
    more than the time of one, while two cores on the same line wait for each other.
    """

    def __init__(self, *, name: str, model: LineModel, quick: LineModel | None = None, lines_at_once: int = 1) -> None:
        self._name = name
        self._model = model
        self._quick = quick
        self._lines_at_once = lines_at_once

    @property
    def name(self) -> str:
        return self._name

    def recognise(self, lines: Iterable[LinePicture]) -> Iterator[TextReading]:
        """One reading a picture, with the quick model's as its `second` where both models looked."""
        if self._lines_at_once == 1:
            yield from map(self._recognise_line, lines)
            return
        with ThreadPoolExecutor(self._lines_at_once, thread_name_prefix="line") as pool:
            # `map` takes each line from `lines` as soon as it is there: whoever makes them works beside the recogniser.
            yield from pool.map(self._recognise_line, lines)

    def _recognise_line(self, line: LinePicture) -> TextReading:
        prepared = prepare_line(line.pixels)
        if self._quick is None:
            return self._model.read(prepared)
        first = self._quick.read(prepared)
        if first.likeliest.probability >= PLAIN or (line.is_confirmed_by is not None and line.is_confirmed_by(first)):
            return first
        return replace(self._model.read(prepared), second=first)


def prepare_line(line: Pixels) -> NDArray[np.float32]:
    """The picture as the model wants it: (1, 3, 48, width) in [-1, 1], aspect ratio kept, filled up to `MIN_WIDTH`."""
    height, width = line.shape[:2]
    scaled_width = min(max(1, math.ceil(LINE_HEIGHT * width / height)), MAX_WIDTH)
    scaled = cv2.resize(line, (scaled_width, LINE_HEIGHT), interpolation=cv2.INTER_LINEAR)
    prepared = np.zeros((1, 3, LINE_HEIGHT, max(scaled_width, MIN_WIDTH)), dtype=np.float32)
    np.multiply(scaled.transpose(2, 0, 1), 2.0 / 255.0, out=prepared[0, :, :, :scaled_width], casting="unsafe")
    prepared[0, :, :, :scaled_width] -= 1.0
    return prepared
