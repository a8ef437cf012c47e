"""How plainly a text stands in a recogniser's probabilities: what later tells how sure one may be of it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from ocr_service.reading.decoding.found import Found
from ocr_service.reading.decoding.join_readings import text_probability
from ocr_service.reading.decoding.look_alikes import look_alikes
from ocr_service.reading.text_engine import TextReading

# Logarithms of improbable things are cut here: beyond, they are all equally improbable.
_LEAST: Final = 1e-30


@dataclass(frozen=True, kw_only=True)
class SeenText:
    """A zone's text as evidence.

    `log_probability` is the natural logarithm of what the recogniser gives the text, `log_gap` how much more it gives
    its own reading, which knows no field (0 where both are the same). `rival` is what the next best text of the
    field's language gets for each part that this one gets, 0 to 1. `least` is the share, 0 to 1, that the least plain
    character (`least_character`) has among all characters that may stand in its place. `entries` is how many values
    the field's list has, 0 where it has none. `read_twice` says that a second recogniser looked at the text as well,
    `second_gap` how much more it gives its own reading, `second_text`, than this text (as `log_gap`).
    `unsettled_spaces` counts the places where recogniser and ink contradict each other whether there is a space.
    """

    log_probability: float
    log_gap: float = 0.0
    rival: float = 0.0
    least: float = 1.0
    least_character: str = ""
    length: int = 0
    lines: int = 1
    entries: int = 0
    read_twice: bool = False
    second_gap: float = 0.0
    second_text: str = ""
    unsettled_spaces: int = 0


def seen_line(reading: TextReading, found: Found) -> SeenText:
    """The evidence of one line read as `found`."""
    least, character = 1.0, ""
    for seen, position in zip(found.text, found.positions, strict=True):
        if seen.isspace():
            continue
        share = _share(reading, seen, position)
        if share < least:
            least, character = share, seen
    once = SeenText(
        log_probability=math.log(max(found.probability, _LEAST)),
        least=least,
        least_character=character,
        length=len("".join(found.text.split())),
    )
    return once if reading.second is None else _seen_again(once, reading.second, found.text)


def seen_lines(lines: Iterable[SeenText]) -> SeenText:
    """The evidence of several lines together."""
    lines = tuple(lines)
    least = min(lines, key=lambda line: line.least)
    return replace(
        least,
        log_probability=sum(line.log_probability for line in lines),
        length=sum(line.length for line in lines),
        lines=len(lines),
        read_twice=any(line.read_twice for line in lines),
        second_gap=sum(line.second_gap for line in lines),
    )


def _seen_again(once: SeenText, second: TextReading, text: str) -> SeenText:
    own, asked = second.likeliest, text_probability(second, text)
    gap = math.log(max(own.probability, _LEAST)) - math.log(max(asked, _LEAST))
    return replace(once, read_twice=True, second_gap=max(0.0, gap), second_text=own.text)


def _share(reading: TextReading, character: str, position: int) -> float:
    """The character's part of all that may stand at this step; its look-alikes are taken for it."""
    step = reading.steps[position]
    own, others = 0.0, 0.0
    for index in (step > 1e-4).nonzero()[0].tolist():
        text = reading.alphabet[index]
        if not index or text.isspace():
            continue
        if text == character or any(other == character for other, _ in look_alikes(text)):
            own += float(step[index])
        else:
            others += float(step[index])
    return own / (own + others) if own + others > 0.0 else 0.0
