"""Places for values that a form shows beside, below or above a label: underlines and boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.label_text import is_label
from ocr_service.reading.proposing.page_lines import TextLine

# In millimetres.
_REACH_BEHIND_MM: Final = 35.0
_LEAST_WIDTH_MM: Final = 8.0
_LEAST_BOX_MM: Final = (6.0, 3.5)
# A line below its label leaves room to write; a caption stands right under its line.
_BELOW_MM: Final = (4.0, 13.0)
_BOX_BELOW_MM: Final = 3.0
_CAPTION_MM: Final = 2.5
_SAME_LEFT_MM: Final = 4.0
# A line across the page parts it.
_ACROSS: Final = 0.8
Side = Literal["behind", "below", "above"]


@dataclass(frozen=True, kw_only=True)
class Room:
    """`mark` is the underline, or the box itself (`is_box`); `side` where it lies, seen from the label."""

    mark: Rect
    is_box: bool
    side: Side


@dataclass(frozen=True, kw_only=True)
class DrawnRooms:
    """All underlines and free boxes of a page; `texts` are all texts that may stand between a label and its room."""

    underlines: Sequence[Rect]
    cells: Sequence[Rect]
    texts: Sequence[TextLine]
    page_width: float
    scale: float

    def behind(self, label: TextLine) -> Room | None:
        """The box or underline to the right of the label, with no other words before it."""
        if not self.cell_of(label):
            boxes = [
                cell
                for cell in self.cells
                if -2 <= cell.left - label.right <= _REACH_BEHIND_MM * self.scale
                and cell.top <= label.centre <= cell.bottom
                and self._is_box(cell)
                and self._is_free(label.right, cell.left, label)
            ]
            if boxes:
                return Room(mark=min(boxes, key=lambda cell: cell.left), is_box=True, side="behind")
        lines = [
            one
            for one in self.underlines
            if -label.height <= one.left - label.right <= _REACH_BEHIND_MM * self.scale
            and self._is_wide(one)
            and abs(one.top - label.bottom) <= 0.8 * label.height
            and self._is_free(label.right, one.left, label)
        ]
        # Where a label and its line are underlined as one, the line's free part is the place.
        lines += [
            Rect(left=label.right, top=one.top, right=one.right, bottom=one.bottom)
            for one in self.underlines
            if is_label(label.text)
            and one.left < label.right - label.height
            and abs(one.left - label.left) <= label.height
            and one.right - label.right >= 2 * _LEAST_WIDTH_MM * self.scale
            and one.width < _ACROSS * self.page_width
            and abs(one.top - label.bottom) <= 0.4 * label.height
        ]
        nearest = min(lines, key=lambda one: abs(one.left - label.right), default=None)
        return Room(mark=nearest, is_box=False, side="behind") if nearest is not None else None

    def below(self, label: TextLine) -> Room | None:
        """The box or underline under the label that begins where the label does."""
        reach = _SAME_LEFT_MM * self.scale
        if not self.cell_of(label):
            boxes = [
                cell
                for cell in self.cells
                if -0.2 * label.height <= cell.top - label.bottom <= _BOX_BELOW_MM * self.scale
                and -reach <= label.left - cell.left <= reach
                and self._is_box(cell)
            ]
            if len(boxes) == 1:
                return Room(mark=boxes[0], is_box=True, side="below")
        low, high = (bound * self.scale for bound in _BELOW_MM)
        lines = [
            one
            for one in self.underlines
            if low <= one.top - label.bottom <= high
            and -reach <= label.left - one.left <= reach
            and one.right > label.right - reach
            and self._is_wide(one)
            and not self._has_text_above(one, label)
        ]
        nearest = min(lines, key=lambda one: one.top, default=None)
        return Room(mark=nearest, is_box=False, side="below") if nearest is not None else None

    def above(self, label: TextLine) -> Room | None:
        """The underline that the label is a caption of."""
        lines = [
            one
            for one in self.underlines
            if -0.4 * label.height <= label.top - one.bottom <= _CAPTION_MM * self.scale
            and one.left - 2 * self.scale <= label.left
            and label.right <= one.right + 2 * self.scale
            and self._is_wide(one)
            and one.width < _ACROSS * self.page_width
        ]
        nearest = max(lines, key=lambda one: one.bottom, default=None)
        return Room(mark=nearest, is_box=False, side="above") if nearest is not None else None

    def cell_of(self, label: TextLine) -> Rect | None:
        """The cell that the label stands in."""
        x = (label.left + label.right) / 2
        return next((cell for cell in self.cells if cell.holds(x, label.centre)), None)

    def _is_wide(self, underline: Rect) -> bool:
        return underline.width >= _LEAST_WIDTH_MM * self.scale

    def _is_box(self, cell: Rect) -> bool:
        return cell.width >= _LEAST_BOX_MM[0] * self.scale and cell.height >= _LEAST_BOX_MM[1] * self.scale

    def _is_free(self, start: float, end: float, label: TextLine) -> bool:
        """Whether no words stand between two columns in the label's row."""
        return not any(
            one is not label and start - 1 <= one.left and one.right < end and one.top < label.centre < one.bottom
            for one in self.texts
        )

    def _has_text_above(self, underline: Rect, label: TextLine) -> bool:
        """Whether something left of the label's own place has its value on this line ("Date: ____" below)."""
        return any(
            one is not label
            and one.right <= underline.left + 1
            and underline.left - one.right <= 4 * self.scale
            and abs(one.bottom - underline.top) <= 0.8 * one.height
            for one in self.texts
        )
