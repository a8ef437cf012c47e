"""同上, 〃 and ditto: a cell that repeats the value of the row above."""

from dataclasses import dataclass, replace
from typing import Final

from ocr_service.forms.result import Reason
from ocr_service.reading.pages import Crop
from ocr_service.reading.tables.row_words import is_ditto, line_height_mm, looks_like_ditto
from ocr_service.reading.zone_reading import ZoneReading

# Two short strokes are a ditto mark about this surely, whatever the recogniser took them for.
_BY_SHAPE: Final = 0.97
# What recognisers take two short strokes for.
_TAKEN_FOR: Final = frozenset("1IlⅠⅡiL|!/\\\"'″“”‘’〃nuvVyNHh,.()[]9:;`´")
_LONGEST: Final = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Above:
    """What the row above has in the same column, and the crop that its value was read from."""

    reading: ZoneReading
    crop: Crop


def repeat_above(reading: ZoneReading, crop: Crop, above: Above | None) -> ZoneReading:
    """The reading itself, or with the value of `above` where it says so.

    Reasons: ditto, or ditto_without_value where there is nothing above to repeat.
    """
    said = is_ditto(reading.raw_text)
    if not said and not _is_drawn(reading, crop, above):
        return reading
    sure = reading.free_confidence if said else _BY_SHAPE
    if above is None or above.reading.value is None:
        return replace(
            reading, value=None, text="", confidence=0.0, reasons=(Reason(code="ditto_without_value"),), alternatives=()
        )
    own = [one for one in reading.reasons if one in crop.reasons or one.code in ("under_seal", "struck_through")]
    reasons = {reason.code: reason for reason in (*own, *above.reading.reasons, Reason(code="ditto"))}
    return replace(
        reading,
        value=above.reading.value,
        text=above.reading.text,
        seen=above.reading.seen,
        confidence=sure * above.reading.confidence,
        reasons=tuple(reasons.values()),
        alternatives=(),
    )


def _is_drawn(reading: ZoneReading, crop: Crop, above: Above | None) -> bool:
    """Whether two short strokes stand in the cell; without a line of text to measure them by that is not known."""
    text = "".join(reading.raw_text.split())
    unread = any(reason.code == "ink_without_text" for reason in reading.reasons)
    if above is None or not (unread or (0 < len(text) <= _LONGEST and set(text) <= _TAKEN_FOR)):
        return False
    usual = line_height_mm(above.crop)
    return usual > 0 and looks_like_ditto(crop, usual)
