"""Which mark it is: from how much of the box has ink, how far it reaches, and what runs out of the box."""

import math
from typing import Final

import cv2
import numpy as np

from ocr_service.reading.ink.runs import runs
from ocr_service.reading.marks.find_mark import MarkInk
from ocr_service.reading.marks.mark import Mark, MarkState
from ocr_service.reading.marks.own_strokes import LARGEST_INSIDE_MM2, extent, ink_beside, reach

# Ink as a share of the box's inside (of 30 mm2 where the box is larger: a tick is no larger in a large box).
_EMPTY_BELOW: Final = 0.02
_MARKED_FROM: Final = 0.08
# A box is filled where so much has ink, and so much is covered once the gaps of hatching are closed.
_FILLED_INK: Final = 0.4
_FILLED_FROM: Final = 0.65
# A stroke that spans this share of the box both ways is a mark, however thin: smudges and specks are small.
_CLEAR_REACH: Final = 0.5
# Ink around an empty box, in mm2, that may be a mark that missed it.
_BESIDE_MM2: Final = 1.5
_HATCH_MM: Final = 0.5
# A line through the box strikes it out: it runs out on both sides by this much, flatter than a cross's strokes.
_STRIKE_OUT_MM: Final = 0.7
_STRIKE_FLATTER: Final = 0.55
# A line is so thick with what alignment and hand leave beside it.
_STRIKE_THICK_MM: Final = 0.9
# A scribble covers so much of the box and crosses so often the way around it (a cross does so four times), or covers
# so much of that way.
_SCRIBBLE_FROM: Final = 0.6
_SCRIBBLE_CROSSINGS: Final = 6
_SCRIBBLE_AROUND: Final = 0.45


def judge_mark(found: MarkInk) -> Mark:
    """The mark's state and how clear it is."""
    within, scale = found.within, found.scale
    size = float(np.count_nonzero(found.inside))
    area = min(size / scale**2, LARGEST_INSIDE_MM2)
    share = min(1.0, float(np.count_nonzero(within)) / scale**2 / max(area, 1e-6))
    if share < _EMPTY_BELOW:
        return _judge_empty(found, share)
    if share < _MARKED_FROM and reach(found) < _CLEAR_REACH:
        return Mark(state="unclear", quality=0.0, ink=share)
    struck = _struck_out(found)
    if struck is not None:
        return Mark(state=struck, quality=0.4 if struck == "scratched" else 0.0, ink=share)
    filled = _filled_share(found, size)
    if filled >= _SCRIBBLE_FROM and _runs_over_all_around(found):
        return Mark(state="scratched", quality=0.4, ink=share)
    clearness = max((share - _MARKED_FROM) / _MARKED_FROM, reach(found) / _CLEAR_REACH)
    full = share >= _FILLED_INK and filled >= _FILLED_FROM
    state: MarkState = "filled" if full else _tick_or_cross(found)
    return Mark(state=state, quality=min(1.0, 0.4 + 0.6 * max(0.0, clearness)), ink=share)


def _judge_empty(found: MarkInk, share: float) -> Mark:
    if ink_beside(found) > _BESIDE_MM2:
        return Mark(state="unclear", quality=0.0, ink=share)
    return Mark(state="empty", quality=1.0 - 0.8 * share / _EMPTY_BELOW, ink=share)


def _filled_share(found: MarkInk, size: float) -> float:
    """The share of the inside that is covered once hatching is closed."""
    side = max(3, round(_HATCH_MM * found.scale)) | 1
    padded = np.pad(found.within, side).astype(np.uint8)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))[side:-side, side:-side]
    return float(np.count_nonzero(np.logical_and(closed, found.inside))) / size


def _struck_out(found: MarkInk) -> MarkState | None:
    """`scratched` where a level line runs through the box and the mark in it, `unclear` where it is all there is."""
    top, bottom, left, right = extent(found.inside)
    beyond = round(_STRIKE_OUT_MM * found.scale)
    steepest = _STRIKE_FLATTER * math.atan2(bottom - top, right - left)
    # The box's own line was taken out with the print: strokes go on behind it.
    gap = max(3, round(1.2 * found.scale)) | 1
    whole = cv2.morphologyEx(found.ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    least = right - left + 2 * beyond
    lines = cv2.HoughLinesP(whole, 1, np.pi / 180, max(8, least // 2), minLineLength=least, maxLineGap=gap // 2)
    strikes = []
    for ends in [] if lines is None else lines.reshape(-1, 4):
        x1, y1, x2, y2 = (int(end) for end in ends)
        level = abs(math.atan2(y2 - y1, x2 - x1)) <= steepest
        through = min(x1, x2) <= left - beyond and max(x1, x2) >= right + beyond
        if level and through and top <= (y1 + y2) / 2 <= bottom:
            strikes.append((x1, y1, x2, y2))
    if not strikes:
        return None
    rest = found.within.astype(np.uint8)
    for x1, y1, x2, y2 in strikes:
        cv2.line(rest, (x1, y1), (x2, y2), (0,), max(3, round(_STRIKE_THICK_MM * found.scale)))
    left_over = int(np.count_nonzero(rest)) / max(1, int(np.count_nonzero(found.inside)))
    return "scratched" if left_over >= _MARKED_FROM / 2 or len(_apart(strikes, found.scale)) > 1 else "unclear"


def _apart(strikes: list[tuple[int, int, int, int]], scale: float) -> list[float]:
    """The heights of lines that are not one and the same."""
    heights: list[float] = []
    for height in sorted((y1 + y2) / 2 for _, y1, _, y2 in strikes):
        if not heights or height - heights[-1] > _STRIKE_THICK_MM * scale:
            heights.append(height)
    return heights


def _runs_over_all_around(found: MarkInk) -> bool:
    """Whether strokes run out of the box again and again, `_STRIKE_OUT_MM` beyond its inside and more."""
    top, bottom, left, right = extent(found.inside)
    beyond = round(_STRIKE_OUT_MM * found.scale)
    height, width = found.ink.shape
    top, left = max(0, top - beyond), max(0, left - beyond)
    bottom, right = min(height, bottom + beyond) - 1, min(width, right + beyond) - 1
    ink = found.ink
    around = np.concatenate(
        [ink[top, left:right], ink[top:bottom, right], ink[bottom, right:left:-1], ink[bottom:top:-1, left]]
    )
    return len(runs(around)) >= _SCRIBBLE_CROSSINGS or float(around.mean()) >= _SCRIBBLE_AROUND


def _tick_or_cross(found: MarkInk) -> MarkState:
    top, bottom, left, right = extent(found.inside)
    within = found.within[top:bottom, left:right]
    rows = np.linspace(0, 1, within.shape[0])[:, None]
    columns = np.linspace(0, 1, within.shape[1])[None, :]
    falling = within[np.abs(rows - columns) < 0.12]
    rising = within[np.abs(rows + columns - 1) < 0.12]
    # A cross covers both diagonals evenly; a tick leaves the upper left corner free.
    corner = within[: max(1, within.shape[0] // 3), : max(1, within.shape[1] // 3)]
    crossed = min(float(falling.mean()), float(rising.mean())) > 0.3 and bool(corner.any())
    return "crossed" if crossed else "ticked"
