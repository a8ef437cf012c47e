"""Puts the paper's spaces back between characters: recognisers drop most of them.

A space is a gap without ink that is wide for the line's height and for the other gaps in the line.
"""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.runs import runs

# As shares of the ink's height: letters of a word stand closer than this, words further apart.
NARROWEST_SPACE: Final = 0.30
# Next to a wide (Chinese) character the gap inside its own square may be as wide as a Latin space.
NARROWEST_WIDE_SPACE: Final = 0.75
# A space is wider than the line's ordinary gap by this share of the ink's height.
BEYOND_ORDINARY: Final = 0.20


def insert_spaces(text: str, columns: Sequence[float], ink: NDArray[np.bool_], ink_height: float) -> str:
    """`text` with spaces where the ink has them.

    `columns` holds the column of each character's middle, `ink` is true where a column has ink, `ink_height` is the
    height of the line's ink in pixels. Spaces that the recogniser saw are kept where the ink has a gap at all.
    """
    seen = [index for index, character in enumerate(text) if not character.isspace()]
    if len(seen) < 2:
        return text.strip()
    gaps = [_widest_gap(ink, columns[a], columns[b]) / ink_height for a, b in pairwise(seen)]
    ordinary = float(np.median(gaps))
    result = [text[seen[0]]]
    for (a, b), gap in zip(pairwise(seen), gaps, strict=True):
        wide = _is_wide(text[a]) or _is_wide(text[b])
        if _has_own_space(text[a]) or _has_own_space(text[b]):
            result.append(text[b])
            continue
        least = max(NARROWEST_WIDE_SPACE if wide else NARROWEST_SPACE, ordinary + BEYOND_ORDINARY)
        recognised = b - a > 1
        if gap >= (least / 2 if recognised else least):
            result.append(" ")
        result.append(text[b])
    return "".join(result)


def _widest_gap(ink: NDArray[np.bool_], left: float, right: float) -> int:
    between = ink[max(0, round(left)) : max(0, round(right)) + 1]
    return max((end - first for first, end in runs(~between)), default=0)


def _has_own_space(character: str) -> bool:
    """Whether it is a full-width punctuation mark, whose square is mostly empty and needs no space beside it."""
    return _is_wide(character) and unicodedata.category(character).startswith("P")


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
