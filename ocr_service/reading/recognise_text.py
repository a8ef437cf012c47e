"""Crops of zones -> readings with a probability for every character at every step along each line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.content import Content
from ocr_service.forms.result import Reason
from ocr_service.reading.find_ink import Ink, find_ink
from ocr_service.reading.pages import Crop
from ocr_service.reading.remove_seal import remove_seal
from ocr_service.reading.split_lines import Line, split_lines
from ocr_service.reading.text_engine import TextEngine, TextReading

# Of two readings of a zone under a seal, the one whose weakest character is surer counts.
_NOTHING_READ: Final = 0.0


@dataclass(frozen=True, kw_only=True)
class LineReading:
    """One line of a zone: the recogniser's probabilities and where the line has ink.

    `ink` (true where a column of the line's picture has ink) runs over the line's picture from left to right;
    the gaps in it tell where spaces are. `joined_to_next` says that a long line goes on in the next one.
    """

    reading: TextReading
    ink: NDArray[np.bool_]
    height: int
    joined_to_next: bool = False


@dataclass(frozen=True, kw_only=True)
class CropReading:
    """What was seen in a zone.

    `blank` was decided by ink, before recognition: a zone with ink is never blank, even where no text was read
    (then `reasons` holds ``ink_without_text``). `ink` is the strokes' area in square millimetres.
    """

    blank: bool
    lines: tuple[LineReading, ...] = ()
    ink: float = 0.0
    reasons: tuple[Reason, ...] = ()


def recognise_crops(engine: TextEngine, crops: Sequence[Crop], contents: Sequence[Content]) -> list[CropReading]:
    """One reading for each crop; `contents` says what each zone holds. All lines go to the engine in one call."""
    prepared = [_prepare(crop) for crop, _ in zip(crops, contents, strict=True)]
    lines = [line for zone in prepared for variant in zone.variants for line in variant]
    readings = iter(engine.recognise([line.pixels for line in lines]) if lines else [])
    results = []
    for zone in prepared:
        variants = [tuple(_line_reading(next(readings), line) for line in variant) for variant in zone.variants]
        results.append(_choose(zone, variants))
    return results


@dataclass(frozen=True, kw_only=True)
class _Zone:
    ink: Ink
    variants: list[list[Line]]
    under_seal: bool


def _prepare(crop: Crop) -> _Zone:
    ink = find_ink(crop)
    if ink.blank:
        return _Zone(ink=ink, variants=[], under_seal=False)
    without_seal = remove_seal(crop)
    if without_seal is None:
        return _Zone(ink=ink, variants=[split_lines(ink, crop.dpi)], under_seal=False)
    below = find_ink(without_seal)
    variants = [split_lines(below, crop.dpi), split_lines(ink, crop.dpi)] if not below.blank else []
    return _Zone(ink=ink, variants=variants or [split_lines(ink, crop.dpi)], under_seal=True)


def _line_reading(reading: TextReading, line: Line) -> LineReading:
    return LineReading(
        reading=reading, ink=line.mask.any(axis=0), height=line.mask.shape[0], joined_to_next=line.continues
    )


def _choose(zone: _Zone, variants: list[tuple[LineReading, ...]]) -> CropReading:
    if zone.ink.blank:
        return CropReading(blank=True)
    lines = max(variants, key=_surest)
    reasons: list[Reason] = []
    if zone.under_seal:
        agreed = len({_glance(variant) for variant in variants}) == 1 and len(variants) > 1
        reasons.append(Reason(code="under_seal" if agreed else "under_seal_unclear"))
    if not any(_glance((line,)) for line in lines):
        reasons.append(Reason(code="ink_without_text"))
    return CropReading(blank=False, lines=lines, ink=zone.ink.area_mm2, reasons=tuple(reasons))


def _glance(lines: tuple[LineReading, ...]) -> str:
    """The likeliest characters, step by step: enough to compare two readings."""
    return "\n".join("".join(text for text, _ in _greedy(line.reading)) for line in lines)


def _surest(lines: tuple[LineReading, ...]) -> float:
    shares = [share for line in lines for _, share in _greedy(line.reading)]
    return min(shares, default=_NOTHING_READ)


def _greedy(reading: TextReading) -> list[tuple[str, float]]:
    best = reading.steps.argmax(axis=1)
    starts = [step for step, index in enumerate(best) if index and (step == 0 or best[step - 1] != index)]
    return [(reading.alphabet[best[step]], float(reading.steps[step, best[step]])) for step in starts]


