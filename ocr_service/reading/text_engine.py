"""What `reading` asks of a text recogniser. Adapters stand in ``ocr_service/engines``."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.decoding.found import Found
from ocr_service.reading.decoding.likeliest_text import find_likeliest
from ocr_service.reading.pages import Pixels


@dataclass(frozen=True, kw_only=True)
class TextReading:
    """What the recogniser saw in one line of text.

    `steps` has shape (T, C): at each of T steps along the line the probability of each of C classes. Class 0 is
    the CTC blank; class i is ``alphabet[i]`` (``alphabet[0]`` is the empty string). An engine may leave out classes
    that are improbable at every step, so the alphabet differs from reading to reading.
    `step_width` is how far along the line one step goes, as a share of the line picture's height.
    `second` is what another recogniser saw in the same line, where the line was read twice.
    """

    steps: NDArray[np.float32]
    alphabet: tuple[str, ...]
    step_width: float = 1 / 6
    second: "TextReading | None" = None

    @cached_property
    def spaces(self) -> list[int]:
        """The classes that are a space of some width; each step of decoding asks for them anew."""
        return [index for index, text in enumerate(self.alphabet) if index and text.isspace()]

    @cached_property
    def likeliest(self) -> Found:
        """The likeliest character at every step; whoever recognises and whoever decodes asks for it."""
        return find_likeliest(self.steps, self.alphabet, self.spaces)


def second_looks(parts: Sequence[TextReading]) -> list[TextReading] | None:
    """The other recogniser's look at each part of one text, or None where it read no part beside the first.

    A part that was read once was plain to both: its only look stands for the other.
    """
    if all(part.second is None for part in parts):
        return None
    return [part.second or part for part in parts]


@dataclass(frozen=True, kw_only=True, eq=False)
class LinePicture:
    """One upright line of text: `pixels` is BGR uint8, shape (height, width, 3), of any height, not empty.

    `is_confirmed_by` tells of a quick reading whether what the line is for bears it out, so that no dearer one is
    needed; None where nothing can. It may be called from any thread.
    """

    pixels: Pixels
    is_confirmed_by: Callable[[TextReading], bool] | None = None


class TextEngine(Protocol):
    """Recognises lines of text without looking for them first."""

    @property
    def name(self) -> str:
        """Engine and model, e.g. ``onnxruntime/PP-OCRv6_small_rec``; it is written beside each result."""
        ...

    def recognise(self, lines: Iterable[LinePicture]) -> Iterable[TextReading]:
        """One reading, in order, for each line.

        An engine that can takes lines as they come and gives readings as they are there: it recognises while others
        prepare later lines and make use of earlier ones.
        """
        ...
