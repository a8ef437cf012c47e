"""Tick boxes printed on a page: small hollow squares, each with the words beside it."""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.clean_page import adaptive_ink, to_grey
from ocr_service.reading.pages import Pixels
from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.page_lines import TextLine

# Sides of tick boxes in millimetres.
_SIDES_MM: Final = (2.2, 7.0)
# Box and words, in heights of the box.
_REACH: Final = 2.5
_MOST_OUTLINE: Final = 1.5
_SQUARE_LETTERS: Final = "□口☐☑☒■回囗O0"


@dataclass(frozen=True, kw_only=True)
class FoundBox:
    """A tick box and the words to its right ("" where there are none)."""

    square: Rect
    label: str


@dataclass(frozen=True, kw_only=True)
class FoundChoice:
    """Boxes side by side in one row; `before` are the words to their left, which name the choice."""

    boxes: tuple[FoundBox, ...]
    before: TextLine | None


def find_squares(page: Pixels, scale: float) -> list[Rect]:
    """Hollow squares of the size of tick boxes; `scale` is pixels per millimetre."""
    ink = adaptive_ink(to_grey(page), window=2 * round(3 * scale) + 1).astype(np.uint8)
    contours, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Rect] = []
    if tree is None:
        return found
    for contour, (_, _, _child, parent) in zip(contours, tree[0], strict=True):
        x, y, w, h = cv2.boundingRect(contour)
        if (
            parent < 0
            or _is_part_of_letter(contours[parent], w, h)
            or not (_SIDES_MM[0] * scale * 0.8 <= min(w, h) and max(w, h) <= _SIDES_MM[1] * scale)
        ):
            continue
        if max(w, h) > 1.2 * min(w, h) or cv2.contourArea(contour) < 0.82 * (w - 1) * (h - 1):
            continue
        found.append(Rect(left=x - 1.0, top=y - 1.0, right=x + w + 1.0, bottom=y + h + 1.0))
    # A form's boxes are of one size; letters with a square in them come in others.
    usual = float(np.median([one.height for one in found])) if found else 0.0
    return [one for one in found if abs(one.height - usual) <= 0.25 * usual]


def _is_part_of_letter(outline: NDArray[Any], width: int, height: int) -> bool:
    """Whether what is around a hole is much larger than a box's own line; a tick may reach out a little."""
    _, _, w, h = cv2.boundingRect(outline)
    return bool(w > _MOST_OUTLINE * width + 8 or h > _MOST_OUTLINE * height + 8)


def find_choices(squares: list[Rect], lines: list[TextLine]) -> list[FoundChoice]:
    """Squares that have words beside them, put together by rows."""
    rows: list[list[Rect]] = []
    for square in sorted(squares, key=lambda square: (square.top, square.left)):
        for row in rows:
            if abs(row[0].top - square.top) <= 0.6 * square.height:
                row.append(square)
                break
        else:
            rows.append([square])
    return [choice for row in rows if (choice := _choice(sorted(row, key=lambda one: one.left), lines))]


def _choice(row: list[Rect], lines: list[TextLine]) -> FoundChoice | None:
    beside = [
        line for line in lines if any(line.top - 2 <= (one.top + one.bottom) / 2 <= line.bottom + 2 for one in row)
    ]
    ends = [*(one.left for one in row[1:]), float("inf")]
    boxes = tuple(
        FoundBox(square=one, label=_words_between(beside, one.right, end, one.height * _REACH))
        for one, end in zip(row, ends, strict=True)
    )
    boxes = tuple(box for box in boxes if box.label)
    if not boxes:
        return None
    left = [part for line in beside if (part := _part(line, float("-inf"), row[0].left)) is not None]
    before = max(left, key=lambda line: line.right, default=None)
    return FoundChoice(boxes=boxes, before=before)


def _words_between(lines: list[TextLine], start: float, end: float, reach: float) -> str:
    """The words that begin within `reach` pixels behind `start` and stand before `end`."""
    parts = [part for line in lines if (part := _part(line, start, end)) is not None]
    parts = [part for part in parts if part.left - start <= reach]
    return min(parts, key=lambda part: part.left).text if parts else ""


def _part(line: TextLine, start: float, end: float) -> TextLine | None:
    """The characters of the line that stand between two columns, without the boxes read as letters."""
    inside = [index for index, x in enumerate(line.middles) if start < x < end]
    if not inside:
        return None
    part = line.part(inside[0], inside[-1] + 1)
    text = part.text.strip().strip(_SQUARE_LETTERS).strip()
    return (
        TextLine(
            text=text,
            left=part.left,
            top=part.top,
            right=part.right,
            bottom=part.bottom,
            confidence=part.confidence,
            middles=part.middles,
        )
        if text
        else None
    )
