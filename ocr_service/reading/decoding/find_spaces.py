"""Puts the paper's spaces back between characters: recognisers drop most of them.

A space is a gap without ink that is wide for the line's height and for the other gaps in the line.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.ink.runs import runs

# As shares of the ink's height: letters of a word stand closer than this, words further apart.
NARROWEST_SPACE: Final = 0.30
# Chinese is set without spaces; only a gap of about a whole character parts two words.
NARROWEST_WIDE_SPACE: Final = 0.90
# From this probability on the recogniser's word for a space counts in full: it seldom sees one where there is none.
LIKELY_SPACE: Final = 0.15
# Even then there must be a gap, unless the recogniser is sure: in 1,735 places of 900 English lines it was never wrong.
NARROWEST_SEEN_SPACE: Final = 0.12
SURE_SPACE: Final = 0.95
# A space is wider than the line's ordinary gap by this share of the ink's height.
BEYOND_ORDINARY: Final = 0.20

# Marks inside codes and figures have room of their own: only a gap like this beside them parts two words.
NARROWEST_AT_MARK: Final = 0.60
_INNER: Final = frozenset("-./*_:")
# A hyphen in a code is not set apart on one side only, whatever the recogniser sees, and never at the common pitch.
_HYPHEN: Final = "-"

# Figures are set at one pitch: beside a narrow 1 is a gap that parts nothing unless the pitch is wider, too.
WIDEST_PITCH: Final = 1.4

# Marks that stand close to what is before them.
_CLOSING: Final = frozenset(",.;:!?")


@dataclass(frozen=True, kw_only=True)
class Spaced:
    """A text with its spaces, and in how many places between Latin letters recogniser and ink contradict each other."""

    text: str
    unsettled: int


def insert_spaces(
    text: str, columns: Sequence[float], seen: Sequence[float], ink: NDArray[np.bool_], ink_height: float
) -> Spaced:
    """`text` (without spaces) with spaces where the ink has them.

    `columns` holds the column of each character's middle, `seen` how probable the recogniser holds a space between
    each character and the next (one fewer), `ink` is true where a column has ink, `ink_height` is the height of the
    line's ink in pixels. Between Latin words a narrower gap will do where the recogniser sees a space, and none at all
    where it is sure: it knows words. Between Chinese and a figure or a Latin letter type-setters leave a gap that is
    no space.
    """
    pitches = [right - left for left, right in pairwise(columns)]
    pitch = median(pitches) if pitches else 0.0
    gaps = [_widest_gap(ink, left, right) / ink_height for left, right in pairwise(columns)]
    ordinary = median(gaps) if gaps else 0.0
    chinese = _chinese_parts(text)
    result, unsettled = list(text[:1]), 0
    for place, (gap, likely) in enumerate(zip(gaps, seen, strict=True)):
        one, other = text[place], text[place + 1]
        if chinese[place] == chinese[place + 1] and not _stands_close(one, other, chinese[place]):
            if chinese[place]:
                parted = gap >= max(NARROWEST_WIDE_SPACE, ordinary + BEYOND_ORDINARY)
            else:
                joins = _joins(text, place, seen) or _is_beside_space(place, seen)
                even = pitches[place] < WIDEST_PITCH * pitch
                parted = gap >= _least_gap(one + other, 0.0 if joins else likely, ordinary, joins=joins, even=even)
                unsettled += not joins and parted != (likely >= LIKELY_SPACE)
            result += [" "] * parted
        result.append(other)
    return Spaced(text="".join(result), unsettled=unsettled)


def _least_gap(pair: str, likely: float, ordinary: float, *, joins: bool, even: bool) -> float:
    """How wide, as a share of the ink's height, a gap between two Latin characters must be to part them.

    `joins`: a hyphen joins them, or the space is the one beside; `even`: they stand at the line's common pitch.
    """
    if likely >= SURE_SPACE:
        return 0.0
    least = max(NARROWEST_SPACE, ordinary + BEYOND_ORDINARY)
    unseen = likely < LIKELY_SPACE
    if joins or (unseen and set(pair) & _INNER) or (unseen and even and _are_figures(pair)):
        least = max(least, NARROWEST_AT_MARK)
    if unseen and even and _HYPHEN in pair:
        return math.inf
    return max(NARROWEST_SEEN_SPACE, least * (1.0 - 0.7 * min(1.0, likely / LIKELY_SPACE)))


def _chinese_parts(text: str) -> list[bool]:
    """Which characters are set as Chinese: the wide ones, and the punctuation marks after them."""
    parts: list[bool] = []
    for character in text:
        parts.append(is_wide(character) or (bool(parts) and parts[-1] and _is_punctuation(character)))
    return parts


def _stands_close(one: str, other: str, chinese: bool) -> bool:
    """Whether no space parts the two: beside a Chinese mark, whose square is mostly empty, and in front of a comma."""
    if chinese:
        return _is_punctuation(one) or _is_punctuation(other)
    return other in _CLOSING or unicodedata.category(other) == "Pe" or unicodedata.category(one) == "Ps"


def _joins(text: str, place: int, seen: Sequence[float]) -> bool:
    """Whether a hyphen before or after the gap `place` joins what is on both its sides: no space is seen beyond it."""
    if text[place] == _HYPHEN:
        return place > 0 and seen[place - 1] < LIKELY_SPACE and text[place - 1].isalnum()
    after = text[place + 2 : place + 3]
    return text[place + 1] == _HYPHEN and after.isalnum() and seen[place + 1] < LIKELY_SPACE


def _is_beside_space(place: int, seen: Sequence[float]) -> bool:
    """Whether a wide gap is that of the space before or after: the recogniser's columns are not exact."""
    beside = max((*seen[max(0, place - 1) : place], *seen[place + 1 : place + 2]), default=0.0)
    return beside >= SURE_SPACE and seen[place] < LIKELY_SPACE


def _widest_gap(ink: NDArray[np.bool_], left: float, right: float) -> int:
    between = ink[max(0, round(left)) : max(0, round(right)) + 1]
    return max((end - first for first, end in runs(~between)), default=0)


def _are_figures(pair: str) -> bool:
    return pair.isascii() and pair.isdigit()


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character).startswith("P")


def is_wide(character: str) -> bool:
    """Whether it fills the square of a Chinese character: Chinese, full-width marks."""
    return unicodedata.east_asian_width(character) in "WF"
