"""Tick boxes printed on a page: small hollow frames, empty or marked."""

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.proposing.broken_frames import find_broken_frames
from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.page_lines import TextLine

# Sides of tick boxes in millimetres.
_SIDES_MM: Final = (1.8, 7.0)
_MOST_OUTLINE: Final = 1.5
_SAME_SIZE: Final = 0.25
# A frame is nearly a rectangle; what is around the holes of a letter is none.
_LEAST_FILL: Final = 0.82
_LEAST_FRAME: Final = 0.85
_MOST_ASPECT: Final = 1.5
# What is left of a marked box's inside: less is a blot, a seal or a letter.
_LEAST_HOLES: Final = 0.3
# Each side of a frame is drawn along nearly its whole length.
_LEAST_SIDE: Final = 0.85
# Heights of hollows as shares of their line's, and the shape of Latin letters.
_LATIN_SHARE: Final = 0.7
_CHINESE_SHARE: Final = 0.5
_LATIN_ASPECT: Final = 1.25
# What a recogniser takes a box for, and letters that are frames themselves.
_BOX_LETTERS: Final = "□口☐☑☒■囗O0XV✓√×"
_FRAMED_LETTERS: Final = "日目田国回因固围图园圆四团困白由甲申电自且"


def find_squares(ink: NDArray[np.uint8], scale: float, lines: list[TextLine]) -> list[Rect]:
    """Frames of the size of tick boxes, but none inside the letters of `lines`.

    `ink` is 1 on ink (see `fine_ink`), `scale` is pixels per millimetre.
    """
    contours, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    found = []
    for index, (_, _, child, parent) in enumerate(tree[0]):
        if parent >= 0:
            one = _empty_frame(contours[index], contours[parent], scale)
        else:
            one = _marked_frame(index, child, contours, tree[0], ink, scale) if child >= 0 else None
        if one is not None:
            found.append(one)
    found = [one for one in _without_doubles(found) if not _is_letter(one, lines)]
    # A form's boxes are of one size; letters with a square in them come in others.
    usual = float(np.median([one.height for one in found])) if found else 0.0
    found = [one for one in found if abs(one.height - usual) <= _SAME_SIZE * usual]
    return found + [one for one in find_broken_frames(ink, found) if not _is_letter(one, lines)]


def _has_sides(width: int, height: int, scale: float) -> bool:
    short, long = min(width, height), max(width, height)
    return _SIDES_MM[0] * scale <= short and long <= _SIDES_MM[1] * scale and long <= _MOST_ASPECT * short


def _empty_frame(hole: NDArray[Any], outline: NDArray[Any], scale: float) -> Rect | None:
    """A hole that is a rectangle, with hardly more around it than its own line; a tick may reach out a little."""
    x, y, w, h = cv2.boundingRect(hole)
    if not _has_sides(w, h, scale) or cv2.contourArea(hole) < _LEAST_FILL * (w - 1) * (h - 1):
        return None
    _, _, width, height = cv2.boundingRect(outline)
    if width > _MOST_OUTLINE * w + 8 or height > _MOST_OUTLINE * height + 8:
        return None
    return Rect(left=x - 1.0, top=y - 1.0, right=x + w + 1.0, bottom=y + h + 1.0)


def _marked_frame(
    index: int, child: int, contours: Any, tree: NDArray[Any], ink: NDArray[np.uint8], scale: float
) -> Rect | None:
    """An outline that is a rectangle, with a mark in it: the mark parts its inside into several holes."""
    outline = contours[index]
    x, y, w, h = cv2.boundingRect(outline)
    if not _has_sides(w, h, scale) or cv2.contourArea(outline) < _LEAST_FRAME * (w - 1) * (h - 1):
        return None
    holes = 0.0
    while child >= 0:
        holes += cv2.contourArea(contours[child])
        child = tree[child][0]
    if holes < _LEAST_HOLES * w * h or not _is_framed(ink[y : y + h, x : x + w]):
        return None
    return Rect(left=float(x), top=float(y), right=float(x + w), bottom=float(y + h))


def _is_framed(part: NDArray[np.uint8]) -> bool:
    """Whether ink runs along all four sides."""
    edge = max(2, round(0.12 * min(part.shape)))
    sides = (part[:edge].any(axis=0), part[-edge:].any(axis=0), part[:, :edge].any(axis=1), part[:, -edge:].any(axis=1))
    return all(float(side.mean()) >= _LEAST_SIDE for side in sides)


def _without_doubles(found: list[Rect]) -> list[Rect]:
    """A frame that is found by its outline and by its hole counts once."""
    kept: list[Rect] = []
    for one in sorted(found, key=lambda one: -one.width * one.height):
        if not any(other.holds((one.left + one.right) / 2, (one.top + one.bottom) / 2) for other in kept):
            kept.append(one)
    return kept


def _is_letter(square: Rect, lines: list[TextLine]) -> bool:
    """Whether a letter with a hollow stands there: 口 in 品, 日, D."""
    x, y = (square.left + square.right) / 2, (square.top + square.bottom) / 2
    for line in lines:
        if not (line.left < x < line.right and line.top < y < line.bottom) or square.height > 1.1 * line.height:
            continue
        nearest = min(range(len(line.text)), key=lambda index: abs(line.middles[index] - x))
        letter = line.text[nearest]
        if abs(line.middles[nearest] - x) > 0.5 * square.width or letter.isspace() or letter in _BOX_LETTERS:
            continue
        # A box beside print is as high as its letters, a hollow in one is not.
        if square.height < (_LATIN_SHARE if letter.isascii() else _CHINESE_SHARE) * line.height:
            return True
        if letter in _FRAMED_LETTERS or (letter.isascii() and square.height > _LATIN_ASPECT * square.width):
            return True
    return False
