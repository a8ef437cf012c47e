"""Which texts of a page may be a label's value: those behind it in its row, and further lines under these."""

from collections.abc import Container, Sequence
from typing import Final

from ocr_service.reading.proposing.label_text import is_label
from ocr_service.reading.proposing.page_lines import TextLine

# Further lines of a value stand under its first one, as close as lines of one text do.
_PITCH: Final = (0.4, 2.0)
_SAME_LEFT: Final = 0.6


def row_behind(texts: Sequence[TextLine], index: int) -> list[int]:
    """What stands behind text `index` in its row, from left to right."""
    label = texts[index]
    found = [
        i
        for i, one in enumerate(texts)
        if i != index
        and one.left >= label.right - 0.8 * label.height
        and one.top < label.centre < one.bottom
        and label.top < one.centre < label.bottom
    ]
    return sorted(found, key=lambda i: texts[i].left)


def lines_below(
    texts: Sequence[TextLine], index: int, held: Sequence[int], bound: float, taken: Container[int]
) -> list[int]:
    """Further lines under the value `held` that begin where it does, with nothing where labels stand: an address.

    `texts` are sorted from top to bottom, `index` is the label's; `bound` is as far right as the value may reach.
    """
    label, first = texts[index], texts[held[0]]
    last, found = first, []
    for i, one in enumerate(texts):
        if abs(one.left - first.left) > _SAME_LEFT * first.height or i in taken or one.right > bound + 1:
            continue
        near = _PITCH[0] * last.height < one.centre - last.centre <= _PITCH[1] * last.height
        if near and not is_label(one.text) and not _has_before(texts, one, label.left):
            found.append(i)
            last = one
    return found


def _has_before(texts: Sequence[TextLine], line: TextLine, left: float) -> bool:
    """Whether words stand before the line, no further left than its label's column."""
    return any(
        left - line.height <= one.left and one.right <= line.left and one.top < line.centre < one.bottom
        for one in texts
    )
