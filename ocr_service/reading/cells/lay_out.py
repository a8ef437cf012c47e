"""The characters of a row of boxes as pictures for a recogniser: each alone, and all side by side as one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.cells.split_cells import split_cells
from ocr_service.reading.clean_page import Mask, to_grey
from ocr_service.reading.ink.darkness import darkness_of
from ocr_service.reading.ink.find_ink import Ink, paper_colour
from ocr_service.reading.ink.split_lines import Line
from ocr_service.reading.pages import Crop, Pixels

# Margin around a character and space between two, as shares of the line's height.
_MARGIN: Final = 0.16
_BETWEEN: Final = 0.2
# A low character (a hyphen, a point) is shown in a line at least this high (mm).
_LOWEST_MM: Final = 2.6
# Print is darker than the paper by so much (of 255).
_PRINT: Final = 40


@dataclass(frozen=True, kw_only=True)
class LaidOut:
    """Pictures of the characters that stand in the boxes, in order.

    `lines` holds one for each character, and last all of them as a line; `spans` says from where to where each
    stands there, in heights of that picture.
    """

    lines: list[Line]
    spans: tuple[tuple[float, float], ...]


def lay_out(crop: Crop, ink: Ink, cells: int) -> LaidOut | None:
    """The characters in a crop's `cells` boxes; None where no box holds any."""
    scale = crop.dpi / MM_PER_INCH
    parts = split_cells(ink, _lines(crop, scale), cells, scale)
    filled = [part for part in parts if part is not None]
    if not filled:
        return None
    rows = np.flatnonzero(np.any([part.any(axis=1) for part in filled], axis=0))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    missing = max(0, round(_LOWEST_MM * scale) - (bottom - top))
    top, bottom = top - missing // 2, bottom + missing - missing // 2
    characters = [_picture(crop.pixels, part, top, bottom) for part in filled]
    height = bottom - top
    margin, between = max(2, round(_MARGIN * height)), max(2, round(_BETWEEN * height))
    paper = paper_colour(ink.pixels)
    pictures = [
        _framed(character, margin, paper) for character in [*characters, _side_by_side(characters, between, paper)]
    ]
    tall = height + 2 * margin
    spans, at = [], margin
    for character in characters:
        spans.append(((at - between / 2) / tall, (at + character.shape[1] + between / 2) / tall))
        at += character.shape[1] + between
    return LaidOut(
        lines=[_line(picture) for picture in pictures],
        spans=tuple(spans),
    )


def _line(picture: Pixels) -> Line:
    return Line(pixels=picture, mask=np.ones(picture.shape[:2], np.bool_))


def _lines(crop: Crop, scale: float) -> Mask:
    dark = darkness_of(to_grey(crop.pixels), scale) > _PRINT
    if crop.reference is None:
        return np.asarray(dark)
    printed = darkness_of(crop.reference, scale) > _PRINT
    # Where the blank form shows the lines, they alone say where the boxes are: entries may stand as upright.
    return np.asarray(printed if printed.mean(axis=0).max(initial=0.0) > 0.5 else dark)


def _picture(pixels: Pixels, part: Mask, top: int, bottom: int) -> Pixels:
    """The part's pixels between the rows `top` and `bottom`, everything else in the colour of the paper."""
    columns = np.flatnonzero(part.any(axis=0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    picture: Pixels = np.empty((bottom - top, right - left, 3), np.uint8)
    picture[:] = paper_colour(pixels)
    first, end = max(top, 0), min(bottom, part.shape[0])
    own = cv2.dilate(part[first:end, left:right].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    picture[first - top : end - top][own] = pixels[first:end, left:right][own]
    return picture


def _framed(picture: Pixels, margin: int, paper: NDArray[np.uint8]) -> Pixels:
    colour = [int(value) for value in paper]
    framed = cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=colour)
    return framed.astype(np.uint8, copy=False)


def _side_by_side(characters: Sequence[Pixels], between: int, paper: NDArray[np.uint8]) -> Pixels:
    space: Pixels = np.empty((characters[0].shape[0], between, 3), np.uint8)
    space[:] = paper
    pieces = [characters[0]]
    for character in characters[1:]:
        pieces += [space, character]
    return np.concatenate(pieces, axis=1)
