"""Which of the looks at a zone tells what stands in it?

Forms print 年月日, 万仟佰拾元角分 or hyphens where the figures go between. Without that print the figures of an amount
are another amount: 5 before 角 is no 5. So the figures alone count only where the print changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ocr_service.forms.content import Amount, CapitalAmount, Content, Date, Time
from ocr_service.forms.result import Reason
from ocr_service.reading.decoding.decoded import Decoded
from ocr_service.reading.find_lines import ViewName
from ocr_service.reading.normalise import normalise

# At most this sure of figures whose printed places could not be read.
PLACES_UNREAD: Final = 0.5
_PLACES: Final = re.compile("[万千仟百佰十拾角分]")


def choose_view(decoded: Mapping[ViewName, Decoded], content: Content) -> Decoded:
    """The view that counts: a value of the type before what is none, then the surer one.

    Reason ``print_unread`` where the form's print belongs to the value, but the two together are no value.
    """
    figures = [one for name, one in decoded.items() if name != "with-print"]
    whole = decoded.get("with-print")
    if whole is None:
        return _surest(figures, content)
    if isinstance(content, Date | Time):
        return _surest([*figures, whole], content)
    if isinstance(content, CapitalAmount) or (isinstance(content, Amount) and _PLACES.search(whole.free_text)):
        return whole if _is_value(whole, content) else _unsure(_surest(figures, content), whole)
    best = _surest(figures, content)
    return whole if _is_value(whole, content) and not _is_value(best, content) else best


def _surest(views: list[Decoded], content: Content) -> Decoded:
    return max(views, key=lambda one: (_is_value(one, content), one.confidence))


def _is_value(decoded: Decoded, content: Content) -> bool:
    return normalise(decoded.text, content).value is not None


def _unsure(best: Decoded, whole: Decoded) -> Decoded:
    return replace(
        best,
        confidence=min(best.confidence, PLACES_UNREAD),
        reasons=(*best.reasons, Reason(code="print_unread", params={"read": whole.free_text})),
    )
