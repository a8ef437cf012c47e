"""Labels without a colon that stand one below the other, each with its value behind it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ocr_service.reading.proposing.label_text import has_figure, may_name
from ocr_service.reading.proposing.page_lines import TextLine

_SAME_EDGE_MM: Final = 1.5
_LEAST_LABELS: Final = 3
_MOST_PITCH: Final = 4.0
_LONGEST: Final = 24


def in_label_column(label: TextLine, texts: Sequence[TextLine], scale: float) -> bool:
    """Whether the text is one of at least three short ones with a common left edge, whose values have one, too.

    `scale` is pixels per millimetre.
    """
    value = _behind(label, texts)
    if value is None or not _is_short(label):
        return False
    edge = _SAME_EDGE_MM * scale
    column = [
        one
        for one in texts
        if abs(one.left - label.left) <= edge
        and _is_short(one)
        and (other := _behind(one, texts)) is not None
        and abs(other.left - value.left) <= edge
    ]
    column.sort(key=lambda one: one.centre)
    near = 1 + sum(b.centre - a.centre <= _MOST_PITCH * a.height for a, b in pairwise(column))
    return near >= _LEAST_LABELS


def _is_short(text: TextLine) -> bool:
    return may_name(text.text) and len(text.text) <= _LONGEST and not has_figure(text.text)


def _behind(label: TextLine, texts: Sequence[TextLine]) -> TextLine | None:
    """What stands next in the row, with a gap as wide as between columns."""
    row = [one for one in texts if one.left > label.right and label.top < one.centre < label.bottom]
    nearest = min(row, key=lambda one: one.left, default=None)
    return nearest if nearest is not None and nearest.left - label.right >= 0.5 * label.height else None
