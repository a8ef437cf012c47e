"""Lines as the engine reads them, set by hand: 10 pixels a character, 20 high, 5 pixels a millimetre."""

from itertools import pairwise

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.page_lines import TextLine

SCALE = 5.0


def line(text: str, x: float, y: float) -> TextLine:
    middles = tuple(x + 10 * index + 5 for index in range(len(text)))
    return TextLine(text=text, left=x, top=y, right=x + 10 * len(text), bottom=y + 20, confidence=0.99, middles=middles)


def grid(columns: list[float], rows: list[float]) -> list[Rect]:
    """Cells between the given edges."""
    return [
        Rect(left=left + 1, top=top + 1, right=right - 1, bottom=bottom - 1)
        for top, bottom in pairwise(rows)
        for left, right in pairwise(columns)
    ]
