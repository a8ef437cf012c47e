"""What speaks for and against a reading, as figures that a model can weigh.

Each figure has one direction: more of it always speaks for the reading, or always against it. Which figures count for
which kind of reading, and how much, stands in ``confidence_model.json``.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ocr_service.reading.deciding.picture_quality import PictureQuality
from ocr_service.reading.decoding.seen_text import SeenText
from ocr_service.reading.rules.check_rules import RuleFailure
from ocr_service.reading.zone_reading import ZoneReading

Kind = Literal["text", "blank", "unread", "mark", "code", "seal"]

# Types whose readers measure instead of recognising.
_KINDS: Final[Mapping[str, Kind]] = {
    "choice": "mark",
    "tick": "mark",
    "barcode": "code",
    "seal": "seal",
    "signature": "seal",
}
_FIGURES: Final = frozenset({"integer", "number", "amount"})
_FREE: Final = frozenset({"text", "multiline-text", "seal-text"})
_CHECKED: Final = frozenset({"uscc", "identity-number", "bank-card"})
# Reasons that are figures of the evidence: 1 where they are given.
_REASONS: Final[Mapping[str, str]] = {
    "under_seal": "under_seal",
    "under_seal_unclear": "seal_disagrees",
    "coloured_text": "perhaps_no_entry",
    "strokes_from_outside": "perhaps_no_entry",
    "print_unread": "print_unread",
    "zone_uncertain": "bent_paper",
    "zone_cut_off": "cut_off",
    "mark_unclear": "unclear",
    "marks_none": "against_rule_of_choice",
    "marks_many": "against_rule_of_choice",
    "seal_unclear": "unclear",
    "signature_unclear": "unclear",
    "seal_without_colour": "colourless",
    "code_pattern": "unclear",
    "code_several": "unclear",
    "code_unreadable": "unclear",
    "ink_without_text": "no_text",
    "mark_taken_back": "taken_back",
    "ditto": "from_other_row",
    "ditto_without_value": "unsure_row",
    "merged_cell": "from_other_row",
    "merged_cell_unclear": "unsure_row",
    "row_uncertain": "unsure_row",
    "struck_through": "unsure_row",
}
# A gap beside narrow figures, signs and letters is as wide as a space: "1 15W", "ZB- 115A", "L 25", "fil l" are hardly
# what was written. Between a word and a figure ("box 9x6") a space is nothing to wonder at.
_DOUBTFUL_SPACE: Final = re.compile(
    r"(?<=[0-9]) (?=[0-9])|(?<=[/*-]) (?=[!-~])|(?<=[!-~]) (?=[/*-])|(?<![!-~])[A-Za-z] (?=[0-9])"
    r"|(?<=[!-~]) (?=[lijtfr|](?: |$))"
)
# Zones this near to where the template has them are read as well as any (mm).
_HARMLESS_MM: Final = 0.3
_FINE_DPI: Final = 200.0
_FULL_CONTRAST: Final = 0.8


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """`figures` by name; one that is 0 is left out. `kind` says which model weighs them."""

    kind: Kind
    figures: Mapping[str, float]


def gather_evidence(
    reading: ZoneReading,
    picture: PictureQuality | None,
    against: Sequence[RuleFailure] = (),
    *,
    confirmed: bool = False,
) -> Evidence:
    """The evidence on a reading.

    `picture` is the page's, `against` the rules that the value is part of and that fail; `confirmed` says that a rule
    comes out with this value.
    """
    kind = kind_of(reading)
    figures = {
        "reading": logit(reading.confidence, limit=1e-4),
        "handwritten": float(reading.handwritten),
        "displaced": min(max(0.0, reading.residual_mm - _HARMLESS_MM), 3.0),
        "confirmed": float(confirmed and not against),
        **_contradictions(against),
        **_picture(picture),
    }
    for reason in reading.reasons:
        if reason.code in _REASONS:
            figures[_REASONS[reason.code]] = 1.0
    if kind == "text":
        figures |= _text(reading, reading.seen or _unseen(reading))
    return Evidence(kind=kind, figures={name: figure for name, figure in figures.items() if figure})


def kind_of(reading: ZoneReading) -> Kind:
    """What was read. ``blank``: no ink, or none that counts; ``unread``: ink, but no value of the type."""
    if reading.type in _KINDS:
        return _KINDS[reading.type]
    if reading.value is not None:
        return "text"
    return "unread" if reading.raw_text or any(_is_unread(reason.code) for reason in reading.reasons) else "blank"


def logit(probability: float, *, limit: float = 1e-6) -> float:
    """The log-odds of a probability, which counts as no nearer to 0 or 1 than `limit`."""
    clipped = min(max(probability, limit), 1.0 - limit)
    return math.log(clipped / (1.0 - clipped))


def _is_unread(code: str) -> bool:
    return code == "ink_without_text" or code.startswith("not_a_")


def _text(reading: ZoneReading, seen: SeenText) -> dict[str, float]:
    listed = seen.entries > 0
    free = reading.type in _FREE and not listed
    return {
        "whole_text": max(seen.log_probability, -10.0),
        "least_character": logit(seen.least, limit=1e-4),
        "gap": min(max(seen.log_gap, 0.0), 10.0),
        "rival": max(math.log(max(seen.rival, 1e-30)), -10.0) + 10.0,
        "length": math.log1p(seen.length),
        "lines": float(min(seen.lines, 4) - 1),
        "is_free": float(free),
        "is_listed": float(listed),
        "is_figures": float(reading.type in _FIGURES),
        "is_checked": float(reading.type in _CHECKED),
        "is_code": float(reading.type == "code"),
        "doubtful_spaces": _doubtful_spaces(reading.text, seen) if free else 0.0,
        "list_size": math.log10(seen.entries) if listed else 0.0,
        "handwritten_free": float(reading.handwritten and free),
        "read_once": float(not seen.read_twice),
        "second_gap": min(seen.second_gap, 10.0),
    }


def _doubtful_spaces(text: str, seen: SeenText) -> float:
    """Places where the spaces may be wrong; more than three are no worse than three."""
    return float(min(max(len(_DOUBTFUL_SPACE.findall(text)), seen.unsettled_spaces), 3))


def _unseen(reading: ZoneReading) -> SeenText:
    """For readers of their own that give a text without steps."""
    return SeenText(
        log_probability=math.log(max(reading.confidence, 1e-30)), least=reading.confidence, length=len(reading.text)
    )


def _contradictions(against: Sequence[RuleFailure]) -> dict[str, float]:
    """A limit of the field's own speaks against it alone; a rule over several values against one of them at least."""
    if not against:
        return {}
    fewest = min(len(failure.paths) for failure in against)
    return {"breaks_limit": float(fewest == 1), "breaks_rule": float(fewest > 1), "rule_size": math.log(fewest)}


def _picture(picture: PictureQuality | None) -> dict[str, float]:
    if picture is None:
        return {}
    return {
        "coarse": min(max(0.0, math.log2(_FINE_DPI / max(picture.dpi, 1.0))), 2.0),
        "faint": max(0.0, _FULL_CONTRAST - picture.contrast),
        "two_levels": float(picture.two_levels),
        "blurred": float(picture.blurred),
    }
