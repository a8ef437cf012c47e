"""Reads tick boxes, ringed words and groups of them: the ink at each that the blank form has not.

The steps: where the box's inside is (`find_box`), which ink there is no print (`find_mark`), what it shows
(`judge_mark`), what a group of them says (`choose`). Words that are ringed go another way (`find_rings`).
"""

from collections.abc import Sequence
from typing import Final

from ocr_service.forms.content import Choice
from ocr_service.reading.marks.choose import read_choice
from ocr_service.reading.marks.find_mark import find_mark
from ocr_service.reading.marks.find_rings import read_rings
from ocr_service.reading.marks.judge_mark import judge_mark
from ocr_service.reading.marks.mark import ChoiceReading, Mark, MarkState
from ocr_service.reading.pages import Crop

__all__ = ["MARK_MARGIN_MM", "ChoiceReading", "Mark", "MarkState", "read_choice", "read_mark", "read_options"]

# A mark's crop shows this much around its box: ticks run out of their boxes, and the box's own edge is in view.
MARK_MARGIN_MM: Final = 1.5


def read_options(choice: Choice, crops: Sequence[Crop]) -> list[Mark]:
    """How each option is marked: by boxes one crop an option, by rings one crop for all of them."""
    if choice.marked_by == "ring":
        return read_rings(crops[0], [option.box for option in choice.options])
    return [read_mark(crop) for crop in crops]


def read_mark(crop: Crop) -> Mark:
    """The state of one tick box. The crop's `box` is the tick box grown by `MARK_MARGIN_MM`, or a zone around it."""
    return judge_mark(find_mark(crop, MARK_MARGIN_MM))
