"""What is known before looking: which figures count for which kind of reading, in which direction, and about how much.

A figure that the fit set shows seldom keeps its prior weight; one that it shows often gets its own.
"""

from dataclasses import dataclass
from typing import Final

from ocr_service.reading.deciding.evidence import Kind


@dataclass(frozen=True, kw_only=True)
class Prior:
    """A normal distribution of a weight (log-odds for each unit), cut off at 0 where the direction is known.

    `sign` 1: the figure can only speak for the reading, -1: only against it, 0: either.
    """

    mean: float
    spread: float
    sign: int


def _for(mean: float, spread: float) -> Prior:
    return Prior(mean=mean, spread=spread, sign=1)


def _against(mean: float, spread: float) -> Prior:
    return Prior(mean=-mean, spread=spread, sign=-1)


def _either(spread: float) -> Prior:
    return Prior(mean=0.0, spread=spread, sign=0)


_CONTRADICTED: Final = {
    "breaks_limit": _against(3.0, 1.5),
    "breaks_rule": _against(3.0, 1.5),
    "rule_size": _for(0.5, 0.5),
}
_PLACE: Final = {"displaced": _against(1.0, 0.7), "bent_paper": _against(0.7, 0.7), "cut_off": _against(1.0, 0.7)}
_PICTURE: Final = {
    "coarse": _against(0.5, 0.5),
    "faint": _against(0.5, 1.0),
    "two_levels": _against(0.3, 0.5),
    "blurred": _against(0.7, 0.7),
}
_ROW: Final = {"unsure_row": _against(1.5, 0.7), "from_other_row": _against(0.5, 0.5)}
_SEAL: Final = {"under_seal": _against(0.5, 0.7), "seal_disagrees": _against(1.5, 0.7)}

INTERCEPTS: Final[dict[Kind, Prior]] = {
    "text": _either(3.0),
    "blank": Prior(mean=6.0, spread=2.0, sign=0),
    "unread": Prior(mean=-3.0, spread=1.5, sign=0),
    "mark": Prior(mean=1.0, spread=2.0, sign=0),
    "code": Prior(mean=1.0, spread=2.0, sign=0),
    "seal": Prior(mean=1.0, spread=2.0, sign=0),
}

WEIGHTS: Final[dict[Kind, dict[str, Prior]]] = {
    "text": {
        "reading": _for(0.5, 0.4),
        "whole_text": _for(0.3, 0.4),
        "least_character": _for(0.3, 0.3),
        "gap": _against(0.2, 0.2),
        "rival": _against(0.2, 0.2),
        "length": _against(0.3, 0.4),
        "lines": _against(0.3, 0.5),
        "is_free": _either(1.0),
        "is_listed": _either(1.0),
        "is_figures": _either(1.0),
        "is_checked": _for(1.0, 1.0),
        "is_code": _either(1.0),
        "doubtful_spaces": _against(1.0, 1.0),
        "list_size": _against(0.2, 0.3),
        "handwritten": _against(1.0, 0.7),
        "handwritten_free": _against(0.5, 0.7),
        "read_once": _either(1.0),
        "second_gap": _against(0.3, 0.3),
        "perhaps_no_entry": _against(1.0, 0.7),
        "print_unread": _against(1.0, 0.7),
        "confirmed": _for(3.0, 1.5),
        **_CONTRADICTED,
        **_PLACE,
        **_PICTURE,
        **_SEAL,
        **_ROW,
    },
    "blank": {
        "handwritten": _against(0.5, 0.5),
        "under_seal": _against(2.0, 1.0),
        **_CONTRADICTED,
        **_PLACE,
        **_PICTURE,
        **_ROW,
    },
    "unread": {"under_seal": _for(0.5, 0.7), "perhaps_no_entry": _for(1.0, 0.7), "no_text": _for(1.0, 1.0)},
    "mark": {
        "reading": _for(0.8, 0.4),
        "unclear": _against(1.0, 0.7),
        "against_rule_of_choice": _against(1.5, 1.0),
        "taken_back": _against(1.0, 0.7),
        "unsure_row": _against(1.5, 0.7),
        **_CONTRADICTED,
        **_PLACE,
        **_PICTURE,
    },
    "code": {"reading": _for(0.8, 0.4), "unclear": _against(3.0, 1.0), **_CONTRADICTED, **_PICTURE},
    "seal": {
        "reading": _for(0.8, 0.4),
        "unclear": _against(1.0, 0.7),
        "colourless": _against(0.5, 0.7),
        "confirmed": _for(1.0, 1.0),
        **_CONTRADICTED,
        **_PLACE,
        **_PICTURE,
    },
}
