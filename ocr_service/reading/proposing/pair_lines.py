"""Labels outside of cells and their values: behind a colon, on or over an underline, in a box, or just beside."""

from collections.abc import Sequence
from typing import Final

from ocr_service.reading.proposing.drawn_rooms import DrawnRooms, Room
from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.label_columns import in_label_column
from ocr_service.reading.proposing.label_text import (
    clean_label,
    ends_as_label,
    has_figure,
    has_letter,
    is_label,
    may_name,
    pieces,
)
from ocr_service.reading.proposing.label_words import find_word
from ocr_service.reading.proposing.page_lines import TextLine
from ocr_service.reading.proposing.pair import Pair
from ocr_service.reading.proposing.value_lines import lines_below, row_behind
from ocr_service.reading.proposing.value_zone import zone_behind, zone_over

_LEAST_MM: Final = (8.0, 2.2)
# Beyond this a value belongs to something else.
_REACH_MM: Final = 70.0
_LONGEST_VALUE: Final = 40
_LONGEST_LABEL: Final = 40
_MOST_UNIT: Final = 3
_SURE_PRINT: Final = 0.85


def pair_lines(
    lines: list[TextLine], cells: Sequence[Rect], underlines: Sequence[Rect], page_width: float, scale: float
) -> list[Pair]:
    """Pairs in no order; `scale` is pixels per millimetre."""
    texts = sorted((piece for line in lines for piece in pieces(line)), key=lambda piece: (piece.centre, piece.left))
    rooms = DrawnRooms(underlines=underlines, cells=cells, texts=texts, page_width=page_width, scale=scale)
    search = _Search(texts, rooms)
    # What is drawn right beside a label is the surest; a caption is one only where nobody else claims its line.
    for find in (search.by_colon_or_behind, search.by_room_below, search.by_caption, search.by_nearness):
        for index in range(len(texts)):
            find(index)
    return search.pairs


class _Search:
    """Each text and each drawn room is used once, by the rule that comes first."""

    def __init__(self, texts: list[TextLine], rooms: DrawnRooms) -> None:
        self._texts = texts
        self._rooms = rooms
        self._scale = rooms.scale
        self._taken: set[int] = set()
        self._rooms_taken: list[Rect] = []
        self.pairs: list[Pair] = []

    def by_colon_or_behind(self, index: int) -> None:
        label = self._texts[index]
        colon = ends_as_label(label.text)
        if not self._is_open(index) or not (colon or may_name(label.text)):
            return
        room = self._free(self._rooms.behind(label))
        if room is None and not colon:
            return
        if room is None and (below := self._free(self._rooms.below(label))) is not None:
            self._keep(index, below, self._held_in(index, below))
            return
        held = self._held_behind(index, room)
        zone = room.mark if room is not None and room.is_box else self._zone_behind(index, held, room)
        known = find_word(label.text) is not None
        sure = (0.85 if known else 0.75 if room else 0.6) if colon else (0.8 if known else 0.7)
        self._add(index, zone, held, sure, room)

    def by_room_below(self, index: int) -> None:
        label = self._texts[index]
        if self._is_open(index) and may_name(label.text) and (room := self._free(self._rooms.below(label))):
            self._keep(index, room, self._held_in(index, room))

    def by_caption(self, index: int) -> None:
        label = self._texts[index]
        if self._is_open(index) and may_name(label.text) and (room := self._free(self._rooms.above(label))):
            self._keep(index, room, self._held_in(index, room))

    def by_nearness(self, index: int) -> None:
        """Known words with something behind them, and words that stand in a column of labels."""
        label = self._texts[index]
        if not self._is_open(index):
            return
        column = in_label_column(label, self._texts, self._scale)
        if not (is_label(label.text) or column):
            return
        held = self._held_behind(index, None)
        if not held or self._texts[held[0]].left - label.right > _REACH_MM * self._scale:
            return
        self._add(index, self._zone_behind(index, held, None), held, 0.6 if column else 0.45, None)

    def _is_open(self, index: int) -> bool:
        one = self._texts[index]
        text = one.text
        # Print is read surely; handwriting that is read as a word is no label.
        sure = one.confidence >= _SURE_PRINT or find_word(text) is not None
        return sure and index not in self._taken and has_letter(text) and len(text) <= _LONGEST_LABEL

    def _free(self, room: Room | None) -> Room | None:
        return None if room is None or room.mark in self._rooms_taken else room

    def _keep(self, index: int, room: Room, held: list[int]) -> None:
        label, values = self._texts[index], [self._texts[i] for i in held]
        others = self._others(index, held)
        if room.side == "below":
            others.append(label)
        zone = room.mark if room.is_box else zone_over(room.mark, label, values, others, self._scale)
        self._add(index, zone, held, 0.8 if find_word(self._texts[index].text) is not None else 0.7, room)

    def _add(self, index: int, zone: Rect, held: list[int], sure: float, room: Room | None) -> None:
        values = [self._texts[i] for i in held]
        if sum(len(one.text) for one in values) > 2 * _LONGEST_VALUE:
            return
        if zone.width < _LEAST_MM[0] * self._scale or zone.height < _LEAST_MM[1] * self._scale:
            return
        self._taken |= {index, *held}
        if room is not None:
            self._rooms_taken.append(room.mark)
        label = clean_label(self._texts[index].text)
        self.pairs.append(Pair(label=label, zone=zone, lines=tuple(values), sure=sure))

    def _held_in(self, index: int, room: Room) -> list[int]:
        """What is written over an underline or in a box, but the label itself."""
        mark, label = room.mark, self._texts[index]
        top = mark.top if room.is_box else mark.top - 2.2 * label.height
        if room.side == "below":
            top = max(top, label.bottom - 0.3 * label.height)
        bottom = mark.bottom if room.is_box else mark.top + 0.3 * label.height
        return [
            i
            for i, one in enumerate(self._texts)
            if i != index
            and i not in self._taken
            and mark.left - self._scale <= one.left < mark.right
            and top <= one.centre <= bottom
        ]

    def _held_behind(self, index: int, room: Room | None) -> list[int]:
        """What stands behind the label, to the next label or the room's end; words of units are printed there."""
        row = row_behind(self._texts, index)
        if room is not None and room.is_box:
            box = room.mark
            return [i for i in row if box.left < self._texts[i].left < box.right and not _is_unit(self._texts[i], box)]
        bound = self._bound(index, row, room)
        held = []
        for i in row:
            one = self._texts[i]
            if one.left >= bound or i in self._taken or is_label(one.text):
                break
            held.append(i)
        return held + (lines_below(self._texts, index, held, bound, self._taken) if held and room is None else [])

    def _bound(self, index: int, row: list[int], room: Room | None) -> float:
        """How far right the value may reach: the next label, the cell's edge, the underline's end."""
        label = self._texts[index]
        ends = [self._texts[i].left for i in row if is_label(self._texts[i].text)]
        if (cell := self._rooms.cell_of(label)) is not None:
            ends.append(cell.right)
        if room is not None:
            ends.append(room.mark.right + 1)
        width = self._rooms.page_width
        reach = max([label.right, *(self._texts[i].right for i in row)]) + 0.3 * width
        return min([*ends, 0.95 * width, reach])

    def _zone_behind(self, index: int, held: list[int], room: Room | None) -> Rect:
        label, values = self._texts[index], [self._texts[i] for i in held]
        bound = self._bound(index, row_behind(self._texts, index), room)
        foot = None if room is None else room.mark.top
        return zone_behind(label, values, self._others(index, held), bound, foot, self._scale)

    def _others(self, index: int, held: list[int]) -> list[TextLine]:
        return [one for i, one in enumerate(self._texts) if i != index and i not in held]


def _is_unit(line: TextLine, box: Rect) -> bool:
    """Short words at the right end of a box: kg, mm, 元."""
    return len(line.text) <= _MOST_UNIT and not has_figure(line.text) and line.left > box.left + 0.6 * box.width
