"""Reads tick boxes and groups of them: the ink in each box that the blank form has not.

The steps: where the box's inside is (`find_box`), which ink there is no print (`find_mark`), what it shows
(`judge_mark`), what a group of them says (`choose`).
"""

from typing import Final

from ocr_service.reading.marks.choose import read_choice
from ocr_service.reading.marks.find_mark import find_mark
from ocr_service.reading.marks.judge_mark import judge_mark
from ocr_service.reading.marks.mark import ChoiceReading, Mark, MarkState
from ocr_service.reading.pages import Crop

__all__ = ["MARK_MARGIN_MM", "ChoiceReading", "Mark", "MarkState", "read_choice", "read_mark"]

# A mark's crop shows this much around its box: ticks run out of their boxes, and the box's own edge is in view.
MARK_MARGIN_MM: Final = 1.5


def read_mark(crop: Crop) -> Mark:
    """The state of one tick box. The crop's `box` is the tick box grown by `MARK_MARGIN_MM`, or a zone around it."""
    return judge_mark(find_mark(crop, MARK_MARGIN_MM))
