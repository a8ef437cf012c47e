"""Finds lines of print without knowing the form: by the sizes and places of connected components.

Characters of one line are of like height and stand in a row. Textures, fabrics and faces have components too, but not
in rows of one height; that tells paper with print from a picture of anything else.
"""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.clean_page import adaptive_ink
from ocr_service.reading.pages import Pixels

# Heights of characters in pixels of the reduced picture: below, nothing can be told from noise; above, it is drawn.
_LEAST_HEIGHT: Final = 5
_MOST_HEIGHT: Final = 60
# Gaps between characters and words of a line, as pixels of the reduced picture.
_GAP_PX: Final = 17
_LEAST_IN_LINE: Final = 4
# Lines that slope more than some four degrees fall apart into steps: the picture is turned and looked at again.
_TURNS: Final = (0.0, 8.0, -8.0, 16.0, -16.0, 24.0, -24.0)
# Fewer characters and rulings may be chance; another turn may show more.
_ENOUGH: Final = 20
# Rulings: straight, and longer than any word.
_RULING_SHARE: Final = 0.12


# Statistics of connected components, one row each, as OpenCV gives them.
Table = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class FoundPrint:
    """Print on a reduced picture.

    `characters`: components in lines of print (a Chinese character often has several). `height`: their median height
    in pixels, 0 where there are none. `rulings`: straight lines. `ink`: share of the picture that is darker than its
    surroundings. `cut`: lines of print and rulings that run into the picture's edge, for the edge that has most.
    """

    characters: int
    height: float
    rulings: int
    ink: float
    cut: int


def find_print(grey: Pixels) -> FoundPrint:
    """The print on a picture of about 1200 pixels on its longer side, in whichever direction its lines run."""
    best = FoundPrint(characters=0, height=0.0, rulings=0, ink=0.0, cut=0)
    for turn in _TURNS:
        ink = adaptive_ink(grey if turn == 0 else _turn(grey, turn)).astype(np.uint8)
        rulings, cut_rulings = _find_rulings(ink)
        for across in (ink, np.ascontiguousarray(ink.T)):
            characters, height, cut = _find_lines(across)
            if (characters, rulings) > (best.characters, best.rulings):
                # A turned picture has edges that are none of the paper's.
                cut = max(cut, cut_rulings) if turn == 0 else 0
                share = float(ink.mean())
                best = FoundPrint(characters=characters, height=height, rulings=rulings, ink=share, cut=cut)
        if max(best.characters, best.rulings) >= _ENOUGH:
            break
    return best


def _turn(grey: Pixels, degrees: float) -> Pixels:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(grey, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)


def _find_lines(ink: Pixels) -> tuple[int, float, int]:
    """Characters in lines that run across, their median height, and how many lines an edge cuts off."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    stats = stats.astype(np.int64)
    width, height, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    is_character = (height >= _LEAST_HEIGHT) & (height <= _MOST_HEIGHT) & (width <= 3 * height)
    is_character &= (area >= 8) & (area >= 0.12 * width * height)
    is_character[0] = False
    if not is_character.any():
        return 0, 0.0, 0
    characters = is_character[labels].astype(np.uint8)
    joined = cv2.morphologyEx(characters, cv2.MORPH_CLOSE, np.ones((1, _GAP_PX), np.uint8))
    lines, line_of, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = boxes.astype(np.int64)
    owner = np.zeros(count, np.int64)
    rows, columns = np.nonzero(characters)
    owner[labels[rows, columns]] = line_of[rows, columns]
    good = _look_like_lines(owner[is_character], height[is_character], boxes, lines)
    in_line = is_character & good[owner]
    if not in_line.any():
        return 0, 0.0, 0
    return int(in_line.sum()), float(np.median(height[in_line])), _count_cut(boxes[good], ink.shape)


def _look_like_lines(owner: NDArray[np.int64], height: Table, boxes: Table, lines: int) -> NDArray[np.bool_]:
    """Which of the joined blobs are lines: several characters of like height, in a row no higher than they are."""
    members = np.bincount(owner, minlength=lines)
    mean = np.bincount(owner, height, minlength=lines) / np.maximum(members, 1)
    squares = np.bincount(owner, height.astype(np.float64) ** 2, minlength=lines) / np.maximum(members, 1)
    spread = np.sqrt(np.maximum(squares - mean**2, 0.0))
    wide, high = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT]
    good = (members >= _LEAST_IN_LINE) & (wide >= 3 * high) & (high <= 2.2 * mean) & (spread < 0.5 * mean)
    good[0] = False
    return np.asarray(good)


def _find_rulings(ink: Pixels) -> tuple[int, int]:
    """Straight lines along either side of the picture, and how many of them run into its edge."""
    total, cut = 0, 0
    for along in (ink, np.ascontiguousarray(ink.T)):
        length = max(40, round(along.shape[1] * _RULING_SHARE))
        # Print that slopes a little breaks up into steps; made thicker, it holds together.
        thick = cv2.dilate(along, np.ones((3, 1), np.uint8))
        found = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
        _, _, boxes, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
        boxes = boxes[1:].astype(np.int64)
        thin = boxes[:, cv2.CC_STAT_HEIGHT] <= 12
        total += int(thin.sum())
        cut = max(cut, _count_cut(boxes[thin], along.shape, ends_only=True))
    return total, cut


def _count_cut(boxes: Table, shape: tuple[int, ...], *, ends_only: bool = False) -> int:
    """How many boxes touch the edge that most of them touch; with `ends_only`, left and right edges only."""
    left, top = boxes[:, cv2.CC_STAT_LEFT], boxes[:, cv2.CC_STAT_TOP]
    right, bottom = left + boxes[:, cv2.CC_STAT_WIDTH], top + boxes[:, cv2.CC_STAT_HEIGHT]
    touching = [left <= 1, right >= shape[1] - 1]
    if not ends_only:
        touching += [top <= 1, bottom >= shape[0] - 1]
    return max(int(one.sum()) for one in touching) if len(boxes) else 0
