"""Labels and the places of their values: in neighbouring cells, behind a colon, over an underline, or just beside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.find_tables import is_label, lines_in, rows_of
from ocr_service.reading.proposing.label_words import find_word
from ocr_service.reading.proposing.page_lines import TextLine

# A colon between figures belongs to a time of day, one before a slash to an address on the web.
_COLON: Final = re.compile(r"(?<!\d)[:：](?!//)|[:：](?!\d|//)")
_SAME_EDGE_MM: Final = 1.5
_LEAST_ZONE_MM: Final = (8.0, 4.5)
# Beyond this a value belongs to something else.
_REACH_MM: Final = 70.0
_DRAWN_REACH_MM: Final = 35.0
_LONGEST_VALUE: Final = 40
_LONGEST_LABEL: Final = 24


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


def pair_cells(cells: list[Rect], lines: list[TextLine], scale: float) -> tuple[list[Pair], list[TextLine]]:
    """Label cells with the cells beside them, or with the room below the words; and the lines that are used so."""
    pairs: list[Pair] = []
    used: list[TextLine] = []
    for row in rows_of(cells, _SAME_EDGE_MM * scale):
        index = 0
        while index < len(row):
            cell, held = row[index], lines_in(row[index], lines)
            beside = row[index + 1] if index + 1 < len(row) else None
            if beside is not None and beside.left - cell.right > _SAME_EDGE_MM * scale:
                beside = None
            pair = _beside(cell, held, beside, lines) or _below(cell, held, scale)
            if pair is not None:
                pairs.append(pair)
                used += held + list(pair.lines)
            index += 2 if pair is not None and beside is not None and pair.zone == beside else 1
    return pairs, used


def _beside(cell: Rect, held: list[TextLine], beside: Rect | None, lines: list[TextLine]) -> Pair | None:
    label = " ".join(line.text for line in held)
    if beside is None or not _may_be_label(label) or _has_inner_colon(label):
        return None
    values = lines_in(beside, lines)
    text = " ".join(line.text for line in values)
    known = find_word(label) is not None or label.rstrip().endswith((":", "："))
    if text and is_label(text):
        return None
    if not known and (_has_figure(label) or len(label) > 12):
        return None
    return Pair(label=clean_label(label), zone=beside, lines=tuple(values), sure=0.9 if known else 0.7)


def _below(cell: Rect, held: list[TextLine], scale: float) -> Pair | None:
    """Small words in the upper corner of a cell and room below them: the way of English forms."""
    if not held:
        return None
    first = held[0]
    room = cell.bottom - first.bottom
    known = find_word(first.text) is not None
    if not known or _has_inner_colon(first.text) or room < max(3.2 * scale, first.height):
        return None
    if first.top - cell.top > first.height or first.left - cell.left > 0.3 * cell.width:
        return None
    zone = Rect(left=cell.left, top=first.bottom, right=cell.right, bottom=cell.bottom)
    return Pair(label=clean_label(first.text), zone=zone, lines=tuple(held[1:]), sure=0.75)


def pair_lines(
    lines: list[TextLine], cells: list[Rect], underlines: list[Rect], size: tuple[int, int], scale: float
) -> list[Pair]:
    """Labels that end with a colon, stand before an underline or a box, or are known words with something behind."""
    pieces = sorted((piece for line in lines for piece in _pieces(line)), key=lambda piece: (piece.centre, piece.left))
    taken: set[int] = set()
    pairs = []
    for index, piece in enumerate(pieces):
        if index in taken or not _may_be_label(piece.text) or len(piece.text) > _LONGEST_LABEL:
            continue
        beside = _row_behind(pieces, piece)
        room = _Room(
            underline=_blank_behind(piece, beside, underlines, scale), box=_box_behind(piece, beside, cells, scale)
        )
        held = _held(piece, beside, cells, room, size)
        pair = _pair(piece, held, _bound(piece, beside, cells, room, size), room, scale)
        if pair is not None:
            taken |= {i for i, _ in held}
            pairs.append(pair)
    return pairs


@dataclass(frozen=True, kw_only=True)
class _Room:
    """What is drawn behind a label for its value."""

    underline: Rect | None
    box: Rect | None


def _held(
    piece: TextLine, beside: list[tuple[int, TextLine]], cells: list[Rect], room: _Room, size: tuple[int, int]
) -> list[tuple[int, TextLine]]:
    """What stands in the room behind the label; words of units are printed there."""
    if room.box is not None:
        end = room.box.right
        return [(i, one) for i, one in beside if room.box.left < one.left < end and not _is_unit(one, room.box)]
    bound = _bound(piece, beside, cells, room, size)
    return [(i, one) for i, one in beside if one.left < bound and not is_label(one.text)]


def _pair(piece: TextLine, held: list[tuple[int, TextLine]], bound: float, room: _Room, scale: float) -> Pair | None:
    colon, known = _ends_as_label(piece.text), find_word(piece.text) is not None
    drawn = room.underline is not None or room.box is not None
    near = bool(held) and held[0][1].left - piece.right <= _REACH_MM * scale
    if not (colon or drawn or (is_label(piece.text) and near)):
        return None
    if sum(len(one.text) for _, one in held) > 2 * _LONGEST_VALUE:
        return None
    zone = room.box or _zone(piece, [one for _, one in held], bound, room.underline, scale)
    if zone.width < _LEAST_ZONE_MM[0] * scale:
        return None
    sure = (0.85 if known else 0.6) if colon else ((0.8 if known else 0.7) if drawn else 0.45)
    return Pair(label=clean_label(piece.text), zone=zone, lines=tuple(one for _, one in held), sure=sure)


def clean_label(label: str) -> str:
    """The label without its colon and outer brackets."""
    return label.strip().rstrip(":： ").strip()


def _pieces(line: TextLine) -> Iterator[TextLine]:
    """The line parted behind its colons and before the labels inside it ("Tel: 123 Fax: 456")."""
    start = 0
    for colon in _COLON.finditer(line.text):
        begin = _label_start(line.text, start, colon.start())
        if begin > start and line.text[start:begin].strip():
            yield _trimmed(line, start, begin)
        yield _trimmed(line, begin, colon.end())
        start = colon.end()
    if line.text[start:].strip():
        rest = _trimmed(line, start, len(line.text))
        # "No. 4711": a known word, a space, figures.
        space = rest.text.rfind(" ")
        if start == 0 and space > 0 and _has_figure(rest.text[space:]) and is_label(rest.text[:space]):
            yield _trimmed(rest, 0, space)
            yield _trimmed(rest, space + 1, len(rest.text))
        else:
            yield rest


def _label_start(text: str, start: int, colon: int) -> int:
    """Where the label before a colon begins: behind a space, or the longest known words right before the colon."""
    if start == 0:
        return 0
    before = text[start:colon]
    space = before.rstrip().rfind(" ")
    if space >= 0:
        return start + space + 1
    for length in range(min(8, len(before)), 1, -1):
        if len(before) > length and not _has_figure(before[-length:]) and find_word(before[-length:]) is not None:
            return colon - length
    return start


def _trimmed(line: TextLine, start: int, end: int) -> TextLine:
    while start < end - 1 and line.text[start] == " ":
        start += 1
    while end - 1 > start and line.text[end - 1] == " ":
        end -= 1
    return line.part(start, end)


def _row_behind(pieces: list[TextLine], piece: TextLine) -> list[tuple[int, TextLine]]:
    """What stands behind the piece in the same row, from left to right."""
    found = [
        (index, one)
        for index, one in enumerate(pieces)
        if one.left >= piece.right - 0.8 * piece.height
        and one is not piece
        and one.top < piece.centre < one.bottom
        and piece.top < one.centre < piece.bottom
    ]
    return sorted(found, key=lambda pair: pair[1].left)


def _bound(
    piece: TextLine, beside: list[tuple[int, TextLine]], cells: list[Rect], room: _Room, size: tuple[int, int]
) -> float:
    """How far right the value may reach: the next label, the cell's edge, the underline's end."""
    ends = [one.left for _, one in beside if is_label(one.text)]
    ends += [cell.right for cell in cells if cell.holds((piece.left + piece.right) / 2, piece.centre)]
    if room.underline is not None:
        ends.append(room.underline.right + 1)
    margin = min(0.95 * size[0], max([piece.right, *(one.right for _, one in beside)]) + 0.3 * size[0])
    return min([*ends, margin])


def _zone(piece: TextLine, held: list[TextLine], bound: float, underline: Rect | None, scale: float) -> Rect:
    height = max(_LEAST_ZONE_MM[1] * scale, 1.5 * piece.height)
    top, bottom = piece.centre - height / 2, piece.centre + height / 2
    if underline is not None:
        bottom = underline.top
        top = bottom - height
    for line in held:
        top, bottom = min(top, line.top), max(bottom, line.bottom)
    return Rect(left=piece.right + 0.3 * scale, top=top, right=bound - 0.3 * scale, bottom=bottom)


def _blank_behind(
    piece: TextLine, beside: list[tuple[int, TextLine]], underlines: list[Rect], scale: float
) -> Rect | None:
    """The underline behind the label, at about the foot of its letters, with no other words before it."""
    near = [
        one
        for one in underlines
        if -piece.height <= one.left - piece.right <= _DRAWN_REACH_MM * scale
        and one.width >= _LEAST_ZONE_MM[0] * scale
        and abs(one.top - piece.bottom) <= 0.8 * piece.height
        and not any(other.right < one.left for _, other in beside)
    ]
    return min(near, key=lambda one: abs(one.left - piece.right), default=None)


def _box_behind(piece: TextLine, beside: list[tuple[int, TextLine]], cells: list[Rect], scale: float) -> Rect | None:
    """The box behind a label that stands in none itself, with no other words before it."""
    if any(cell.holds((piece.left + piece.right) / 2, piece.centre) for cell in cells):
        return None
    near = [
        cell
        for cell in cells
        if -2 <= cell.left - piece.right <= _DRAWN_REACH_MM * scale
        and cell.top <= piece.centre <= cell.bottom
        and not any(other.right < cell.left for _, other in beside)
    ]
    return min(near, key=lambda cell: cell.left, default=None)


def _is_unit(line: TextLine, box: Rect) -> bool:
    """Short words at the right end of a box: kg, mm, 元."""
    return len(line.text) <= 3 and not _has_figure(line.text) and line.left > box.left + 0.6 * box.width


def _ends_as_label(text: str) -> bool:
    return text.rstrip().endswith((":", "："))


def _has_inner_colon(text: str) -> bool:
    found = _COLON.search(text)
    return found is not None and found.end() < len(text.rstrip())


def _may_be_label(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _has_figure(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
