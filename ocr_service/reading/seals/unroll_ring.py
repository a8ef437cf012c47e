"""The text along a seal's ring -> one straight line of text."""

from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.clean_page import Mask
from ocr_service.reading.ink.runs import runs
from ocr_service.reading.ink.split_lines import Line
from ocr_service.reading.pages import Crop
from ocr_service.reading.seals.find_ring import Ring, find_ring
from ocr_service.reading.seals.seal_ink import ink_of, seal_ink

# The text's band lies between these shares of the radius.
_INNERMOST: Final = 0.5
_OUTERMOST: Final = 0.97
# A ring is there where so many directions have ink, the space beside the text where so few have.
_RING: Final = 0.7
_SPACE: Final = 0.06
# Rows from the outermost to the innermost share, before the band is known.
_ROWS: Final = 160
# The line's height in pixels, and the margin and the widest space between characters as shares of the band's height.
_HEIGHT: Final = 56
_MARGIN: Final = 0.16
_WIDEST: Final = 0.3
# Ink in the unrolled strip.
_DARK: Final = 96
# What stands in the ring reaches into the outer part of its band, down to this share of its height.
_FROM_INSIDE: Final = 0.4
# A gap so many times the usual one, and so wide, parts the company's name from a number or the other end of it.
_PARTED: Final = 2.2
_LEAST_PARTED: Final = 0.55


def unroll_ring(crop: Crop) -> Line | None:
    """The ring's text of the seal in the crop, clockwise from the widest gap; None where no ring is found."""
    scale = crop.dpi / MM_PER_INCH
    strength = seal_ink(crop.pixels, scale)
    if strength is None:
        return None
    ring = find_ring(ink_of(strength), scale)
    if ring is None:
        return None
    band = _find_band(ink_of(strength), ring)
    if band is None:
        return None
    # Rubber leaves grains without ink.
    strip = _unroll(cv2.medianBlur(strength, 3).astype(np.uint8, copy=False), ring, band)
    text = _longest_part(_closed_up(_without_line_inside(strip)))
    margin = round(_MARGIN * _HEIGHT)
    pixels = cv2.cvtColor(255 - np.pad(text, margin), cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)
    return Line(pixels=pixels, mask=np.ones(pixels.shape[:2], np.bool_))


def _find_band(ink: Mask, ring: Ring) -> tuple[float, float] | None:
    """The shares of the radius, outer and inner, between which the text stands: inside the ring, around the star."""
    shares = np.linspace(_OUTERMOST, _INNERMOST, _ROWS)
    covered = _sampled(ink.astype(np.uint8) * 255, ring, shares, 720).mean(axis=1) / 255
    rings = np.flatnonzero(covered[: _ROWS // 2] >= _RING)
    start = int(rings[-1]) + 1 if len(rings) else 0
    bands = [(first + start, end + start) for first, end in runs(np.asarray(covered[start:] > _SPACE))]
    if not bands:
        return None
    # Worn rings leave a thin band of their own; the text is the highest.
    first, end = max(bands, key=lambda band: band[1] - band[0])
    step = (_OUTERMOST - _INNERMOST) / (_ROWS - 1)
    return float(shares[first] + step), float(shares[min(end, _ROWS) - 1] - step)


def _sampled(picture: NDArray[np.uint8], ring: Ring, shares: NDArray[np.float64], columns: int) -> NDArray[np.uint8]:
    """The ring laid out straight: a row for each share of the radius, clockwise once around from the bottom."""
    directions = np.pi + np.arange(columns) * 2 * np.pi / columns
    places = ring.points(directions[None, :], shares[:, None]).astype(np.float32)
    return np.asarray(cv2.remap(picture, places[..., 0], places[..., 1], cv2.INTER_CUBIC, borderValue=(0,)), np.uint8)


def _unroll(strength: NDArray[np.uint8], ring: Ring, band: tuple[float, float]) -> NDArray[np.uint8]:
    """The band at `_HEIGHT` pixels, as wide as it is long in its middle."""
    radius = sum(ring.axes) / 2
    around = np.pi * (band[0] + band[1]) * radius
    columns = max(_HEIGHT, round(around * _HEIGHT / max((band[0] - band[1]) * radius, 1.0)))
    strip = _sampled(strength, ring, np.linspace(band[0], band[1], _HEIGHT), columns)
    strongest = float(np.percentile(strip[strip > 0], 90)) if (strip > 0).any() else 255.0
    return np.clip(strip * (255.0 / max(strongest, 1.0)), 0, 255).astype(np.uint8)


def _without_line_inside(strip: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without the corners of a straight line of text inside the ring: what comes in from the band's inner edge only."""
    kept = strip.copy()
    ink = strip > _DARK
    outer, inner = round(_FROM_INSIDE * len(strip)), round(0.9 * len(strip))
    for first, end in runs(np.asarray(ink.sum(axis=0) > 1)):
        word = ink[:, first:end]
        if not word[:outer].any() and word[inner:].any():
            kept[:, first:end] = 0
    return kept


def _closed_up(strip: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strip turned so that it begins after its widest gap."""
    filled = (strip > _DARK).sum(axis=0) > 1
    gaps = runs(~np.concatenate([filled, filled]))
    if not filled.any() or not gaps:
        return strip
    _, end = max(gaps, key=lambda gap: min(gap[1] - gap[0], len(filled)))
    return np.roll(strip, -(end % len(filled)), axis=1)


def _longest_part(strip: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The longest stretch of text without a parting gap, the spaces in it no wider than a line's are."""
    filled = np.asarray((strip > _DARK).sum(axis=0) > 1)
    words = runs(filled)
    if not words:
        return strip
    gaps = [after[0] - before[1] for before, after in pairwise(words)]
    usual = float(np.percentile(gaps, 60)) if gaps else 0.0
    parted = max(_LEAST_PARTED * _HEIGHT, _PARTED * usual)
    parts: list[list[tuple[int, int]]] = [[words[0]]]
    for gap, word in zip(gaps, words[1:], strict=True):
        if gap > parted:
            parts.append([])
        parts[-1].append(word)
    longest = max(parts, key=lambda part: part[-1][1] - part[0][0])
    pieces = []
    widest = round(_WIDEST * _HEIGHT)
    for number, (first, end) in enumerate(longest):
        if number:
            pieces.append(np.zeros((strip.shape[0], min(first - longest[number - 1][1], widest)), np.uint8))
        pieces.append(strip[:, first:end])
    return np.concatenate(pieces, axis=1)
