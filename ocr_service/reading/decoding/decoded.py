"""A zone's text as it was decoded."""

from dataclasses import dataclass

from ocr_service.forms.result import Alternative, Reason
from ocr_service.reading.decoding.seen_text import SeenText


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """A zone's text.

    `confidence` is the probability, 0 to 1, that exactly this text stands in the zone (see `decode_text.posterior`);
    `free_text` and `free_confidence` are the recogniser's own reading without regard to the type. `seen` is how plainly
    the text stands there, None where none was found.
    """

    text: str
    confidence: float
    free_text: str
    free_confidence: float
    seen: SeenText | None = None
    alternatives: tuple[Alternative, ...] = ()
    reasons: tuple[Reason, ...] = ()
