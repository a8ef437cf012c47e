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
# From this probability on the recogniser's word for a space counts in full: it seldom sees one where there is none.
LIKELY_SPACE: Final = 0.15
# Even then there must be a gap.
NARROWEST_SEEN_SPACE: Final = 0.12
# A space is wider than the line's ordinary gap by this share of the ink's height.
BEYOND_ORDINARY: Final = 0.20


def insert_spaces(
    text: str, columns: Sequence[float], seen: Sequence[float], ink: NDArray[np.bool_], ink_height: float
) -> str:
    """`text` (without spaces) with spaces where the ink has them.

    `columns` holds the column of each character's middle, `seen` how probable the recogniser holds a space between
    each character and the next (one fewer), `ink` is true where a column has ink, `ink_height` is the height of the
    line's ink in pixels. Where the recogniser sees a space a narrower gap will do, but none without any gap.
    """
    gaps = [_widest_gap(ink, left, right) / ink_height for left, right in pairwise(columns)]
    ordinary = float(np.median(gaps)) if gaps else 0.0
    result = list(text[:1])
    for (one, other), gap, likely in zip(pairwise(text), gaps, seen, strict=True):
        wide = _is_wide(one) or _is_wide(other)
        least = max(NARROWEST_WIDE_SPACE if wide else NARROWEST_SPACE, ordinary + BEYOND_ORDINARY)
        least = max(NARROWEST_SEEN_SPACE, least * (1.0 - 0.7 * min(1.0, likely / LIKELY_SPACE)))
        if gap >= least and not (_has_own_space(one) or _has_own_space(other)):
            result.append(" ")
        result.append(other)
    return "".join(result)


def _widest_gap(ink: NDArray[np.bool_], left: float, right: float) -> int:
    between = ink[max(0, round(left)) : max(0, round(right)) + 1]
    return max((end - first for first, end in runs(~between)), default=0)


def _has_own_space(character: str) -> bool:
    """Whether it is a full-width punctuation mark, whose square is mostly empty and needs no space beside it."""
    return _is_wide(character) and unicodedata.category(character).startswith("P")


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
