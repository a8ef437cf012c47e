"""Tick boxes whose mark runs over their frame, beside others that were found by their outlines."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.proposing.find_cells import Rect

_SLACK: Final = 4
_LINE: Final = 2
# Shares of each side that must be ink, and of the inside that may be.
_LEAST_SIDE: Final = 0.92
_MOST_INSIDE: Final = 0.5


def find_broken_frames(ink: NDArray[np.uint8], found: Sequence[Rect]) -> list[Rect]:
    """Frames of the size of the `found` ones, in their rows; `ink` is 1 on ink."""
    if not found:
        return []
    # The middle of the frame's line, where a pixel more or less does not matter.
    width = round(float(np.median([one.width for one in found]))) - _LINE
    height = round(float(np.median([one.height for one in found]))) - _LINE
    frames: list[Rect] = []
    rows: list[float] = []
    for one in found:
        if all(abs(one.top - row) > _SLACK for row in rows):
            rows.append(one.top)
            top = max(0, round(one.top) - _SLACK)
            frames += _in_band(ink[top : top + height + 2 * _SLACK], top, (width, height))
    taken = list(found)
    for frame in frames:
        middle = ((frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2)
        if not any(one.holds(*middle) for one in taken):
            taken.append(frame)
    return taken[len(found) :]


def _in_band(band: NDArray[np.uint8], top: int, size: tuple[int, int]) -> list[Rect]:
    width, height = size
    if band.shape[0] < height or band.shape[1] < width:
        return []
    thick = cv2.dilate(band, np.ones((3, 3), np.uint8)).astype(np.float32)
    level = cv2.boxFilter(thick, -1, (width, 1), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    upright = cv2.boxFilter(thick, -1, (1, height), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    down, across = band.shape[0] - height + 1, band.shape[1] - width + 1
    sides = (
        level[:down, :across],
        level[height - 1 :, :across],
        upright[:down, :across],
        upright[:down, width - 1 :],
    )
    framed = np.minimum.reduce([np.asarray(side) for side in sides]) >= _LEAST_SIDE
    _, _, boxes, centres = cv2.connectedComponentsWithStats(framed.astype(np.uint8), connectivity=8)
    found = []
    for x, y in centres[1 : len(boxes)]:
        left, upper = round(x), round(y)
        inner = band[upper + height // 5 : upper + height - height // 5, left + width // 5 : left + width - width // 5]
        if inner.size and float(inner.mean()) <= _MOST_INSIDE:
            found.append(
                Rect(
                    left=float(left),
                    top=float(top + upper),
                    right=float(left + width),
                    bottom=float(top + upper + height),
                )
            )
    return found
