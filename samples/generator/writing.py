"""How an entry gets onto paper: laser or ribbon print, carbon, and handwriting, each as ink coverage."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.generator.fonts import Handwriting, printed_font

Ink = tuple[int, int, int]
BLACK_TONER: Ink = (28, 28, 30)
INKS: Mapping[str, Ink] = {
    "toner": BLACK_TONER,
    "ribbon": (52, 50, 60),
    "carbon": (72, 62, 140),
    "blue": (32, 52, 158),
    "black": (36, 36, 42),
}


@dataclass(frozen=True, kw_only=True)
class Pen:
    """How one line of entry is written. `family` is a fontconfig family, or a handwriting font with `hand`."""

    kind: Literal["laser", "dot-matrix", "hand"]
    family: str
    ink: Ink
    wear: float = 0.0


@dataclass(frozen=True)
class Line:
    """A written line trimmed to its ink: coverage of shape (height, width); `baseline` in rows from its top."""

    coverage: NDArray[np.uint8]
    baseline: float


def write_line(text: str, pixels: float, pen: Pen, hand: Handwriting | None, rng: random.Random) -> Line:
    """One line of text whose em is `pixels` high."""
    if pen.kind == "hand":
        if hand is None:
            raise ValueError("a hand pen needs a handwriting font")
        return _trimmed(_handwritten(text, pixels, hand, rng), pixels * HAND_BASELINE)
    if pen.kind == "dot-matrix":
        return _trimmed(_dot_matrix(text, pixels, pen, rng), pixels * PRINT_BASELINE)
    return _trimmed(_printed(text, pixels, pen.family), pixels * PRINT_BASELINE)


# Where the baseline lies on the sheet a line is drawn on, in ems from its top.
PRINT_BASELINE = 1.2
HAND_BASELINE = 1.5


def _printed(text: str, pixels: float, family: str) -> NDArray[np.uint8]:
    font = printed_font(family, "regular", round(pixels, 2))
    picture = Image.new("L", (int(font.getlength(text)) + int(pixels), int(pixels * 1.6)), 0)
    ImageDraw.Draw(picture).text((pixels * 0.3, pixels * PRINT_BASELINE), text, fill=255, font=font, anchor="ls")
    return np.asarray(picture)


DOTS_PER_EM = 20


def _dot_matrix(text: str, pixels: float, pen: Pen, rng: random.Random) -> NDArray[np.uint8]:
    """A 24-pin printer: the glyphs on a coarse raster, each cell a round dot, the ribbon worn in stripes."""
    raster = _printed(text, DOTS_PER_EM, pen.family) > 105
    fine = 6
    dots = np.zeros((raster.shape[0] * fine, raster.shape[1] * fine), np.uint8)
    noise = np.random.default_rng(rng.getrandbits(32))
    strength = 255 * (1 - pen.wear * noise.random(raster.shape) * 0.7)
    strength *= (1 - pen.wear * 0.5 * (0.5 + 0.5 * np.sin(np.arange(raster.shape[1]) / 17 + rng.random() * 6)))[None]
    if pen.wear > 0.3:
        strength[rng.randrange(4, raster.shape[0]) :: 24] *= 0.25
    for row, column in zip(*np.nonzero(raster), strict=True):
        centre = (int(column * fine + fine // 2 + rng.uniform(-0.6, 0.6)), int(row * fine + fine // 2))
        cv2.circle(dots, centre, round(fine * 0.62), (float(strength[row, column]),), -1, cv2.LINE_AA)
    scale = pixels / (DOTS_PER_EM * fine)
    size = (max(1, round(dots.shape[1] * scale)), max(1, round(dots.shape[0] * scale)))
    return np.asarray(cv2.resize(dots, size, interpolation=cv2.INTER_AREA), np.uint8)


def _handwritten(text: str, pixels: float, hand: Handwriting, rng: random.Random) -> NDArray[np.uint8]:
    """Each character at its own slant, size, turn and height; the ink thins and thickens along the line."""
    # One writer keeps a slant; only the rest varies from character to character.
    habit, drift = rng.uniform(-0.04, 0.2), rng.uniform(-0.012, 0.012)
    sheet = np.zeros((int(pixels * 2.2), int(pixels * (len(text) + 2) * 1.3)), np.uint8)
    x, base = pixels * 0.5, pixels * HAND_BASELINE
    for character in text:
        size = pixels * rng.uniform(0.93, 1.09)
        font = hand.font_for(character, round(size, 1))
        cell = Image.new("L", (int(size * 1.9), int(size * 2.2)), 0)
        ImageDraw.Draw(cell).text((size * 0.3, size * 1.5), character, fill=255, font=font, anchor="ls")
        slanted = _slanted(np.asarray(cell), habit + rng.uniform(-0.05, 0.05), rng.uniform(-3.5, 3.5), size * 1.5)
        top = int(base - size * 1.5 + drift * x + rng.uniform(-0.045, 0.045) * size)
        left = int(x - size * 0.3)
        region = sheet[max(top, 0) : top + slanted.shape[0], left : left + slanted.shape[1]]
        np.maximum(region, slanted[max(-top, 0) :][: region.shape[0], : region.shape[1]], out=region)
        # A written point needs air, or it drowns between two figures.
        air = 0.12 if character in ".,:" else 0.03
        x += font.getlength(character) * rng.uniform(0.94, 1.08) + size * air
    noise = np.random.default_rng(rng.getrandbits(32)).random((3, max(2, len(text)))).astype(np.float32)
    pressure = cv2.resize(noise, (sheet.shape[1], sheet.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(sheet * (0.78 + 0.28 * pressure), 0, 255), np.uint8)


def _slanted(cell: NDArray[np.uint8], slant: float, degrees: float, baseline: float) -> NDArray[np.uint8]:
    turn = cv2.getRotationMatrix2D((cell.shape[1] / 2, cell.shape[0] / 2), degrees, 1.0)
    shear = np.array([[1.0, -slant, slant * baseline], [0.0, 1.0, 0.0]])
    both = np.vstack([shear, [0, 0, 1]]) @ np.vstack([turn, [0, 0, 1]])
    return np.asarray(cv2.warpAffine(cell, both[:2], (cell.shape[1], cell.shape[0]), flags=cv2.INTER_LINEAR), np.uint8)


def _trimmed(coverage: NDArray[np.uint8], baseline: float) -> Line:
    rows, columns = np.nonzero(coverage.max(axis=1) > 20)[0], np.nonzero(coverage.max(axis=0) > 20)[0]
    if not len(rows):
        raise ValueError("a line without ink")
    return Line(coverage[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], baseline - float(rows[0]))
