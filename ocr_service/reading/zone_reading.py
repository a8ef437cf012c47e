"""What one zone was read as, before it is decided whether a person should look at it."""

from dataclasses import dataclass

from ocr_service.forms.result import Alternative, Reason, ResultBox, Value
from ocr_service.reading.decoding.seen_text import SeenText


@dataclass(frozen=True, kw_only=True)
class ZoneReading:
    """A value with what is known about how it was come by.

    `path`, `type`, `value`, `text`, `raw_text`, `page`, `box` and `alternatives` as in `FieldResult`; `value` None
    means blank. `confidence` (0 to 1) is that of the reading itself. `free_text` and `free_confidence` are what was
    read where the field's type set no limits (text fields only), `seen` how plainly the text stands there.
    `residual_mm` is how far the zone may lie off.
    `required` and `accept_confidence` are the template's for this zone; without the latter its error budget counts.
    """

    path: str
    type: str
    value: Value
    text: str = ""
    raw_text: str = ""
    confidence: float
    free_text: str = ""
    free_confidence: float = 0.0
    seen: SeenText | None = None
    page: int
    box: ResultBox
    residual_mm: float = 0.0
    required: bool = False
    handwritten: bool = False
    accept_confidence: float | None = None
    reasons: tuple[Reason, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
