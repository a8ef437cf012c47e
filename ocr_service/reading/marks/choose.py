"""A group's rule over its marks: which options were chosen."""

from collections.abc import Sequence
from typing import Final

from ocr_service.forms.content import Choice
from ocr_service.forms.result import Reason
from ocr_service.reading.marks.mark import ChoiceReading, Mark

# How sure it is that one mark was taken back where another stands: struck through or scribbled over, merely filled.
_STRUCK: Final = 0.97
_FILLED_OVER: Final = 0.8


def read_choice(choice: Choice, marks: Sequence[Mark]) -> ChoiceReading:
    """The values that a group's marks choose; `marks` in the order of the options."""
    named = list(zip([option.value for option in choice.options], marks, strict=True))
    chosen = [value for value, mark in named if mark.set]
    confidence = min(mark.confidence for mark in marks)
    if choice.pick != "any" and len(chosen) <= 2:
        back = _taken_back(named)
        if back:
            return _without(back, named)
    doubtful = [value for value, mark in named if mark.doubtful]
    reasons = []
    if doubtful:
        reasons.append(Reason(code="mark_unclear", params={"values": ", ".join(doubtful)}))
    if len(chosen) > 1 and choice.pick != "any":
        reasons.append(Reason(code="marks_many", params={"values": ", ".join(chosen)}))
        chosen, confidence = [], 0.0
    elif not chosen and choice.pick == "exactly-one":
        reasons.append(Reason(code="marks_none"))
    return ChoiceReading(values=tuple(chosen), confidence=confidence, reasons=tuple(reasons))


def _taken_back(named: Sequence[tuple[str, Mark]]) -> list[str]:
    """The options whose marks another mark replaces: scratched ones, or a filled one beside a tick or a cross."""
    chosen = [(value, mark) for value, mark in named if mark.set]
    scratched = [value for value, mark in named if mark.state == "scratched"]
    if len(chosen) == 1:
        return scratched
    filled = [value for value, mark in chosen if mark.state == "filled"]
    return [*scratched, *filled] if len(chosen) == 2 and len(filled) == 1 else []


def _without(back: Sequence[str], named: Sequence[tuple[str, Mark]]) -> ChoiceReading:
    others = [(value, mark) for value, mark in named if value not in back]
    chosen = tuple(value for value, mark in others if mark.set)
    unclear = [value for value, mark in others if mark.doubtful]
    struck = all(mark.state == "scratched" for value, mark in named if value in back)
    reasons = [Reason(code="mark_taken_back", params={"values": ", ".join(back)})]
    if unclear:
        reasons.append(Reason(code="mark_unclear", params={"values": ", ".join(unclear)}))
    sure = min(_STRUCK if struck else _FILLED_OVER, *(mark.confidence for _, mark in others))
    return ChoiceReading(values=chosen, confidence=sure, reasons=tuple(reasons))
