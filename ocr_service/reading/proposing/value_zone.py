"""How much paper belongs to a value that no box is drawn for."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.page_lines import TextLine

_LEAST_HEIGHT_MM: Final = 4.5
_LINES_HIGH: Final = 1.5
_ASIDE_MM: Final = 0.3


def zone_behind(
    label: TextLine,
    values: Sequence[TextLine],
    others: Sequence[TextLine],
    bound: float,
    foot: float | None,
    scale: float,
) -> Rect:
    """Behind the label as far as `bound`, on the underline at `foot` if there is one, and clear of the `others`."""
    height = _height(label, scale)
    top, bottom = label.centre - height / 2, label.centre + height / 2
    if foot is not None:
        top, bottom = foot - height, foot
    left, right = label.right + _ASIDE_MM * scale, bound - _ASIDE_MM * scale
    zone = _around(values, Rect(left=left, top=top, right=right, bottom=bottom))
    core = values or (label,)
    return _clear_of(others, zone, min(one.top for one in core), max(one.bottom for one in core))


def zone_over(
    mark: Rect, label: TextLine, values: Sequence[TextLine], others: Sequence[TextLine], scale: float
) -> Rect:
    """The room over an underline, clear of what stands above it."""
    room = Rect(left=mark.left, top=mark.top - _height(label, scale), right=mark.right, bottom=mark.top)
    grown = _around(values, room)
    first = min([mark.top - 1, *(one.top for one in values)])
    return _clear_of(others, replace(grown, bottom=mark.top), first, mark.top)


def _height(label: TextLine, scale: float) -> float:
    return max(_LEAST_HEIGHT_MM * scale, _LINES_HIGH * label.height)


def _around(values: Sequence[TextLine], zone: Rect) -> Rect:
    top, bottom = min([zone.top, *(one.top for one in values)]), max([zone.bottom, *(one.bottom for one in values)])
    return replace(zone, top=top, bottom=bottom)


def _clear_of(others: Sequence[TextLine], zone: Rect, first: float, last: float) -> Rect:
    """The zone without the rows above and below it: it ends halfway between them and the value, `first` to `last`."""
    top, bottom = zone.top, zone.bottom
    for one in others:
        if one.right <= zone.left or one.left >= zone.right:
            continue
        if one.centre < first and one.bottom > top:
            top = (one.bottom + first) / 2
        elif one.centre > last and one.top < bottom:
            bottom = (one.top + last) / 2
    return replace(zone, top=top, bottom=bottom)
