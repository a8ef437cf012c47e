"""Reads tick boxes and groups of them: the ink in each box that the blank form has not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np

from ocr_service.forms.content import Choice
from ocr_service.forms.geometry import MM_PER_INCH, PixelBox
from ocr_service.forms.result import Reason
from ocr_service.reading.clean_page import Mask, to_grey
from ocr_service.reading.ink.darkness import darkness_of
from ocr_service.reading.pages import Crop, Pixels

MarkState = Literal["empty", "ticked", "crossed", "filled", "unclear"]

# A mark's crop shows this much around its box: ticks run out of their boxes, and the box's own edge is in view.
MARK_MARGIN_MM: Final = 1.5
# Ink as a share of the box's inside (of 30 mm2 where the box is larger: a tick is no larger in a large box).
_EMPTY_BELOW: Final = 0.02
_MARKED_FROM: Final = 0.08
_FILLED_FROM: Final = 0.6
_LARGEST_INSIDE_MM2: Final = 30.0
# A stroke that spans this share of the box both ways is a mark, however thin: smudges and specks are small.
_CLEAR_REACH: Final = 0.5
# Ink around an empty box, in mm2, that may be a mark that missed it.
_BESIDE_MM2: Final = 1.5
_SURE: Final = 0.995
# Pencil is darker than paper by more than this, a scanner's noise by less (grey levels).
_PENCIL: Final = 32
# Alignment leaves boxes off by less than this; what is found with less correlation is not the box.
_SHIFT_MM: Final = 0.8
_FOUND: Final = 0.4


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a tick box shows. `quality` 0 to 1: how clearly it is so. `ink` is the share of its inside with ink."""

    state: MarkState
    quality: float
    ink: float

    @property
    def set(self) -> bool:
        return self.state in ("ticked", "crossed", "filled")

    @property
    def confidence(self) -> float:
        """The probability that the state is right: even odds at quality 0."""
        return 0.5 + (_SURE - 0.5) * self.quality


@dataclass(frozen=True, kw_only=True)
class ChoiceReading:
    """The chosen options' values in the template's order, `confidence` 0 to 1, and reasons: marks_none, marks_many
    (params: values; none of them is taken where only one may be), mark_unclear (params: values).
    """

    values: tuple[str, ...]
    confidence: float
    reasons: tuple[Reason, ...] = ()


def read_mark(crop: Crop) -> Mark:
    """The state of one tick box. The crop's `box` is the tick box grown by `MARK_MARGIN_MM`, or a zone around it."""
    scale = crop.dpi / MM_PER_INCH
    reference = None if crop.reference is None else _laid_under(crop.pixels, crop.reference, scale)
    ink = _find_ink(crop.pixels, reference, scale)
    inside = _find_inside(crop.pixels.shape[:2], reference, scale)
    within = ink[inside.y : inside.y + inside.height, inside.x : inside.x + inside.width]
    area = min(within.size / scale**2, _LARGEST_INSIDE_MM2)
    share = min(1.0, float(np.count_nonzero(within)) / scale**2 / max(area, 1e-6))
    if share < _EMPTY_BELOW:
        return _read_empty(ink, within, scale, share)
    if share < _MARKED_FROM:
        return Mark(state="unclear", quality=0.0, ink=share)
    clearness = max((share - _MARKED_FROM) / _MARKED_FROM, _reach(within, scale) / _CLEAR_REACH)
    return Mark(state=_shape(within, share), quality=min(1.0, 0.4 + 0.6 * clearness), ink=share)


def _read_empty(ink: Mask, within: Mask, scale: float, share: float) -> Mark:
    beside = float(np.count_nonzero(ink) - np.count_nonzero(within)) / scale**2
    if beside > _BESIDE_MM2:
        return Mark(state="unclear", quality=0.0, ink=share)
    return Mark(state="empty", quality=1.0 - 0.8 * share / _EMPTY_BELOW, ink=share)


def _laid_under(pixels: Pixels, reference: Pixels, scale: float) -> Pixels:
    """The reference, shifted by what its print on the crop is off: up to _SHIFT_MM in each direction."""
    reach = max(1, round(_SHIFT_MM * scale))
    core = to_grey(reference)[reach:-reach, reach:-reach]
    if min(core.shape) < 4 or float(core.std()) < 4:
        return reference
    likeness = cv2.matchTemplate(to_grey(pixels), core, cv2.TM_CCOEFF_NORMED)
    _, best, _, (column, row) = cv2.minMaxLoc(likeness)
    if best < _FOUND:
        return reference
    shift = np.array([[1, 0, column - reach], [0, 1, row - reach]], np.float64)
    size = (reference.shape[1], reference.shape[0])
    return cv2.warpAffine(reference, shift, size, borderMode=cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)


def _find_ink(pixels: Pixels, reference: Pixels | None, scale: float) -> Mask:
    """Where something darker than the paper lies that the blank form has not; faint pencil counts."""
    ink = darkness_of(to_grey(pixels), scale) > _PENCIL
    if reference is not None:
        printed = (darkness_of(to_grey(reference), scale) > _PENCIL).astype(np.uint8)
        side = 2 * max(1, round(0.2 * scale)) + 1
        ink &= cv2.dilate(printed, np.ones((side, side), np.uint8)) == 0
    # Single pixels are noise of the scanner.
    return np.asarray(cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)) > 0)


def _find_inside(shape: tuple[int, ...], reference: Pixels | None, scale: float) -> PixelBox:
    """The inside of the printed box on the blank form; where none is printed, the crop without its margin."""
    height, width = shape
    edge = round(MARK_MARGIN_MM * scale)
    default = PixelBox(edge, edge, max(1, width - 2 * edge), max(1, height - 2 * edge))
    printed = None if reference is None else _printed_box(reference, scale)
    if printed is None:
        return default
    # The box's own edge, wherever alignment left it, must not count as ink.
    inset = max(1, round(0.3 * scale))
    return PixelBox(
        printed.x + inset,
        printed.y + inset,
        max(1, printed.width - 2 * inset),
        max(1, printed.height - 2 * inset),
    )


def _printed_box(reference: Pixels, scale: float) -> PixelBox | None:
    """The largest closed, nearly square outline of 2 to 9 mm; its white inside."""
    grey = to_grey(reference)
    light = (grey > 0.6 * float(np.percentile(grey, 90))).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(light, connectivity=4)
    best: PixelBox | None = None
    for x, y, width, height, area in stats[1:count].tolist():
        touches = x == 0 or y == 0 or x + width == grey.shape[1] or y + height == grey.shape[0]
        sized = 1.6 * scale <= min(width, height) and max(width, height) <= 9 * scale
        square = max(width, height) < 1.5 * min(width, height) and area > 0.75 * width * height
        if not touches and sized and square and (best is None or area > best.width * best.height):
            best = PixelBox(x, y, width, height)
    return best


def _reach(within: Mask, scale: float) -> float:
    """How far the largest stroke goes both ways, as a share of the box (of 30 mm2 where it is larger).

    A stroke that comes in from outside tells nothing: it may strike out a row, or belong to what is written beside.
    """
    count, _, stats, _ = cv2.connectedComponentsWithStats(within.astype(np.uint8), connectivity=8)
    if count < 2:
        return 0.0
    x, y, width, height, _ = stats[1:].tolist()[int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))]
    if x == 0 or y == 0 or x + width == within.shape[1] or y + height == within.shape[0]:
        return 0.0
    side: float = min(*within.shape, math.sqrt(_LARGEST_INSIDE_MM2) * scale)
    return float(min(width, height) / side)


def _shape(within: Mask, share: float) -> MarkState:
    if share >= _FILLED_FROM:
        return "filled"
    rows = np.linspace(0, 1, within.shape[0])[:, None]
    columns = np.linspace(0, 1, within.shape[1])[None, :]
    falling = within[np.abs(rows - columns) < 0.12]
    rising = within[np.abs(rows + columns - 1) < 0.12]
    # A cross covers both diagonals evenly; a tick leaves the upper left corner free.
    corner = within[: max(1, within.shape[0] // 3), : max(1, within.shape[1] // 3)]
    crossed = min(float(falling.mean()), float(rising.mean())) > 0.3 and bool(corner.any())
    return "crossed" if crossed else "ticked"


def read_choice(choice: Choice, marks: Sequence[Mark]) -> ChoiceReading:
    """The values that a group's marks choose; `marks` in the order of the options."""
    values = [option.value for option, mark in zip(choice.options, marks, strict=True) if mark.set]
    unclear = [option.value for option, mark in zip(choice.options, marks, strict=True) if mark.state == "unclear"]
    confidence = min(mark.confidence for mark in marks)
    reasons = []
    if unclear:
        reasons.append(Reason(code="mark_unclear", params={"values": ", ".join(unclear)}))
    if len(values) > 1 and choice.pick != "any":
        reasons.append(Reason(code="marks_many", params={"values": ", ".join(values)}))
        values, confidence = [], 0.0
    elif not values and choice.pick == "exactly-one":
        reasons.append(Reason(code="marks_none"))
    return ChoiceReading(values=tuple(values), confidence=confidence, reasons=tuple(reasons))
