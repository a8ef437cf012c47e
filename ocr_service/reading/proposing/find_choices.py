"""Tick boxes with their words: a row of boxes is one choice, unless each box has a label of its own."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.page_lines import TextLine

# Box and words, in heights of the box.
_REACH: Final = 2.5
# A box read as a letter may be placed a little beside it; the first letter of words stands further away.
_BLUR: Final = 0.15
_COLONS: Final = (":", "：")
_NO_WORDS: Final = " □☐☑☒■√✓×口"
Side = Literal["left", "right"]


@dataclass(frozen=True, kw_only=True)
class FoundBox:
    """A tick box and its words ("" where there are none); `words` are the part of a line that they are."""

    square: Rect
    words: TextLine | None

    @property
    def label(self) -> str:
        return self.words.text if self.words else ""


@dataclass(frozen=True, kw_only=True)
class FoundChoice:
    """Boxes side by side in one row; `before` are the words to their left, which name the choice."""

    boxes: tuple[FoundBox, ...]
    before: TextLine | None


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
    sorted_rows = [sorted(row, key=lambda one: one.left) for row in rows]
    side = _side_of(sorted_rows, lines)
    return [choice for row in sorted_rows for choice in _choices(row, lines, side)]


def _choices(row: list[Rect], lines: list[TextLine], side: Side) -> list[FoundChoice]:
    beside = _beside(row, lines)
    found = [FoundBox(square=one, words=_words(one, row, beside, side)) for one in row]
    boxes = tuple(box for box in found if box.label)
    if not boxes:
        return []
    if side == "left" and all(box.label.endswith(_COLONS) for box in boxes):
        # Each has a label as other fields have: they say nothing about each other.
        return [FoundChoice(boxes=(box,), before=None) for box in boxes]
    first = boxes[0].words if side == "left" and boxes[0].words else None
    start = first.left if first else row[0].left
    left = [part for line in beside if (part := _part(line, float("-inf"), start)) is not None]
    before = max(left, key=lambda line: line.right, default=None)
    return [FoundChoice(boxes=boxes, before=before)]


def _side_of(rows: list[list[Rect]], lines: list[TextLine]) -> Side:
    """On which side of its boxes a form has the words: where they stand closer, all rows taken together."""
    left = right = 0
    for row in rows:
        beside = _beside(row, lines)
        for one in row:
            gaps = [_gap(one, row, beside, side) for side in ("left", "right")]
            left += gaps[0] < gaps[1]
            right += gaps[1] < gaps[0]
    return "left" if left > right else "right"


def _gap(square: Rect, row: list[Rect], beside: list[TextLine], side: Side) -> float:
    words = _words(square, row, beside, side)
    if words is None:
        return float("inf")
    return words.left - square.right if side == "right" else square.left - words.right


def _words(square: Rect, row: list[Rect], beside: list[TextLine], side: Side) -> TextLine | None:
    """The words within reach of the box on that side, as far as the next box."""
    reach, blur = square.height * _REACH, square.width * _BLUR
    if side == "right":
        end = min((one.left for one in row if one.left > square.left), default=float("inf"))
        parts = [part for line in beside if (part := _part(line, square.right + blur, end)) is not None]
        return min((part for part in parts if part.left - square.right <= reach), key=lambda p: p.left, default=None)
    start = max((one.right for one in row if one.right < square.right), default=float("-inf"))
    parts = [part for line in beside if (part := _part(line, start, square.left - blur)) is not None]
    return max((part for part in parts if square.left - part.right <= reach), key=lambda p: p.right, default=None)


def _beside(row: list[Rect], lines: list[TextLine]) -> list[TextLine]:
    return [line for line in lines if any(line.top - 2 <= (one.top + one.bottom) / 2 <= line.bottom + 2 for one in row)]


def _part(line: TextLine, start: float, end: float) -> TextLine | None:
    """The characters of the line that stand between two columns, without spaces and boxes at their ends."""
    inside = [index for index, x in enumerate(line.middles) if start < x < end]
    while inside and line.text[inside[0]] in _NO_WORDS:
        inside.pop(0)
    while inside and line.text[inside[-1]] in _NO_WORDS:
        inside.pop()
    if not inside:
        return None
    part = line.part(inside[0], inside[-1] + 1)
    return replace(part, left=max(part.left, start), right=min(part.right, end))
