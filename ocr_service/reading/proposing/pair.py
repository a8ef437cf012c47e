"""A label and the place of its value."""

from dataclasses import dataclass

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.page_lines import TextLine


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A label and its value's zone, in pixels; `lines` stand in the zone. `sure` is how sure the pairing is."""

    label: str
    zone: Rect
    lines: tuple[TextLine, ...]
    sure: float

    @property
    def value(self) -> str:
        return " ".join(line.text for line in self.lines).strip()
