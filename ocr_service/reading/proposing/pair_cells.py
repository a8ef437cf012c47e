"""Labels in cells: beside the cell of their value, at the top of its cell, or in a heading right over it."""

from typing import Final

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.find_tables import lines_in, rows_of
from ocr_service.reading.proposing.label_text import (
    clean_label,
    ends_as_label,
    has_figure,
    has_inner_colon,
    has_letter,
    is_label,
    is_numbered,
    may_name,
)
from ocr_service.reading.proposing.label_words import find_word
from ocr_service.reading.proposing.page_lines import TextLine
from ocr_service.reading.proposing.pair import Pair

_SAME_EDGE_MM: Final = 1.5
# The room below a caption, and how far from the cell's corner it may stand.
_LEAST_ROOM_MM: Final = 3.2
_CORNER_MM: Final = (7.0, 2.5)
# A cell of this many lines' height has a caption at its top; a label alone stands in its middle.
_CAPTIONED: Final = 2.0
_LONGEST_LABEL: Final = 12
_MOST_LINES: Final = 6


def pair_cells(cells: list[Rect], lines: list[TextLine], scale: float) -> tuple[list[Pair], list[TextLine]]:
    """The pairs, and the lines that are used so; `scale` is pixels per millimetre."""
    pairs: list[Pair] = []
    used: list[TextLine] = []
    rows = rows_of(cells, _SAME_EDGE_MM * scale)
    for row in rows:
        index = 0
        while index < len(row):
            cell, held = row[index], lines_in(row[index], lines)
            beside = row[index + 1] if index + 1 < len(row) else None
            if beside is not None and beside.left - cell.right > _SAME_EDGE_MM * scale:
                beside = None
            pair = (
                _captioned(cell, held, scale)
                or _beside(cell, held, beside, lines)
                or _headed(cell, held, cells, lines, scale)
            )
            if pair is not None:
                pairs.append(pair)
                used += held + list(pair.lines)
            index += 2 if pair is not None and beside is not None and pair.zone == beside else 1
    return pairs, used


def _beside(cell: Rect, held: list[TextLine], beside: Rect | None, lines: list[TextLine]) -> Pair | None:
    label = " ".join(line.text for line in held)
    if beside is None or not has_letter(label) or has_inner_colon(label):
        return None
    values = lines_in(beside, lines)
    text = " ".join(line.text for line in values)
    known = find_word(label) is not None or ends_as_label(label)
    if text and is_label(text):
        return None
    if not known and (has_figure(label) or len(label) > _LONGEST_LABEL):
        return None
    return Pair(label=clean_label(label), zone=beside, lines=tuple(values), sure=0.9 if known else 0.7)


def _captioned(cell: Rect, held: list[TextLine], scale: float) -> Pair | None:
    """Words in the upper left corner of a cell and room below them: the way of English forms."""
    if not held or len(held) > _MOST_LINES:
        return None
    first, rest = held[0], held[1:]
    if not may_name(first.text) or has_inner_colon(first.text):
        return None
    if cell.height < _CAPTIONED * first.height or cell.bottom - first.bottom < _LEAST_ROOM_MM * scale:
        return None
    if first.left - cell.left > _CORNER_MM[0] * scale or first.top - cell.top > _CORNER_MM[1] * scale:
        return None
    # A cell with further labels is a part of the form by itself.
    if any(is_label(line.text) for line in rest):
        return None
    known = find_word(first.text) is not None
    behind = [line for line in rest if line.centre < first.bottom]
    under = [line.top for line in rest if line not in behind and line.top < first.bottom]
    below = min([first.bottom, *((first.bottom + top) / 2 for top in under)])
    zone = Rect(left=cell.left, top=below, right=cell.right, bottom=cell.bottom)
    # A value in the caption's own row has all of the cell behind the caption.
    if behind and all(line.left > first.right for line in rest):
        zone = Rect(left=first.right, top=cell.top, right=cell.right, bottom=cell.bottom)
    sure = 0.8 if known or is_numbered(first.text) else 0.6
    return Pair(label=clean_label(first.text), zone=zone, lines=tuple(rest), sure=sure)


def _headed(cell: Rect, held: list[TextLine], cells: list[Rect], lines: list[TextLine], scale: float) -> Pair | None:
    """A cell with nothing but a heading, right over one cell of the same width."""
    label = " ".join(line.text for line in held)
    if not may_name(label) or has_inner_colon(label):
        return None
    edge = _SAME_EDGE_MM * scale
    below = [
        one
        for one in cells
        if -edge <= one.top - cell.bottom <= edge
        and abs(one.left - cell.left) <= edge
        and abs(one.right - cell.right) <= edge
    ]
    if len(below) != 1 or below[0].height < _LEAST_ROOM_MM * scale:
        return None
    values = lines_in(below[0], lines)
    if any(is_label(line.text) for line in values) or len(values) > _MOST_LINES:
        return None
    return Pair(label=clean_label(label), zone=below[0], lines=tuple(values), sure=0.7)
