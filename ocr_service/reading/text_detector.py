"""What `reading` asks of a text detector, which only a form without a template needs. Adapters stand in ``engines``."""

from typing import NamedTuple, Protocol

from ocr_service.reading.pages import Pixels


class TextBox(NamedTuple):
    """Where a line of text lies on a picture, in pixels; `score` is how surely it is text, 0 to 1."""

    x: int
    y: int
    width: int
    height: int
    score: float


class TextDetector(Protocol):
    """Finds lines of text on a whole page."""

    def detect(self, page: Pixels) -> list[TextBox]:
        """The lines on an upright page (BGR uint8), in no order; boxes lie within the picture."""
        ...
