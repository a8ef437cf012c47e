"""Lines of the paper, put together from what the recogniser saw of their parts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.decoding.find_spaces import Spaced, insert_spaces
from ocr_service.reading.decoding.found import Found
from ocr_service.reading.decoding.join_readings import join
from ocr_service.reading.recognise_text import LineReading
from ocr_service.reading.text_engine import TextReading

# The ink's share of a line's height; the rest is the margin it was cut with.
_INK_SHARE: Final = 0.75


class WholeLine:
    """A line of the paper, put together from its parts where it was too long for the recogniser."""

    def __init__(self, parts: Sequence[LineReading]) -> None:
        self.reading: TextReading = join([part.reading for part in parts])
        self._ink: NDArray[np.bool_] = np.concatenate([part.ink for part in parts])
        self._height = float(parts[0].height)
        middles, offset = [], 0.0
        for part in parts:
            steps = np.arange(len(part.reading.steps)) + 0.5
            middles.append(offset + steps * part.reading.step_width * part.height)
            offset += len(part.ink)
        self._middles: NDArray[np.float64] = np.concatenate(middles)

    def with_spaces(self, found: Found) -> str:
        """The text with the paper's spaces, whatever spaces the recogniser put in."""
        return self.spaced(found).text

    def spaced(self, found: Found) -> Spaced:
        """The same, and how far it is settled where the spaces are."""
        places = [p for p, character in zip(found.positions, found.text, strict=True) if not character.isspace()]
        likely = self.reading.steps[:, self.reading.spaces].sum(axis=1)
        return insert_spaces(
            "".join(found.text.split()),
            [float(self._middles[place]) for place in places],
            [float(likely[one : other + 1].max()) for one, other in pairwise(places)],
            self._ink,
            self._height * _INK_SHARE,
        )


def whole_lines(lines: Sequence[LineReading]) -> list[WholeLine]:
    """The lines, those that go on in the next one joined with it."""
    groups: list[list[LineReading]] = [[]]
    for line in lines:
        groups[-1].append(line)
        if not line.joined_to_next:
            groups.append([])
    return [WholeLine(group) for group in groups if group]


def join_wrapped(lines: Sequence[str]) -> str:
    """Lines of one entry that wrapped: Chinese goes on without a space, Latin words need one."""
    result = ""
    for line in lines:
        latin = result[-1:].isascii() and line[:1].isascii() and result[-1:] not in ("", "-", "/")
        result += (" " if latin and line else "") + line
    return result


@dataclass(frozen=True, kw_only=True, eq=False)
class FreeReading:
    """What the recogniser saw in a zone, without regard to what the zone can hold.

    `found` is beside `lines`; `text` has the paper's spaces, `confidence` is the product of the lines' probabilities.
    """

    lines: tuple[WholeLine, ...]
    found: tuple[Found, ...]
    text: str
    confidence: float

    def whole(self) -> tuple[TextReading, Found]:
        """All lines as one reading, and what was found in it."""
        if len(self.lines) == 1:
            return self.lines[0].reading, self.found[0]
        places, offset = [], 0
        for line, found in zip(self.lines, self.found, strict=True):
            places += [offset + place for place in found.positions]
            offset += len(line.reading.steps)
        text = "".join(found.text for found in self.found)
        reading = join([line.reading for line in self.lines])
        return reading, Found(text=text, probability=self.confidence, positions=tuple(places))


def read_freely(lines: Sequence[WholeLine], *, line_feeds: bool) -> FreeReading:
    """The likeliest characters of each line; with `line_feeds` the lines stay apart."""
    found = tuple(line.reading.likeliest for line in lines)
    return FreeReading(
        lines=tuple(lines),
        found=found,
        text=whole_text([line.with_spaces(one) for line, one in zip(lines, found, strict=True)], line_feeds=line_feeds),
        confidence=math.prod(one.probability for one in found),
    )


def whole_text(lines: Sequence[str], *, line_feeds: bool) -> str:
    """Lines of one entry as one text."""
    return "\n".join(lines) if line_feeds else join_wrapped(lines)
