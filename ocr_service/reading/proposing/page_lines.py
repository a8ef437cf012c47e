"""All lines of print and writing on a page: found by the detector, read by the engine, turned the right way up."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from ocr_service.reading.clean_page import adaptive_ink, to_grey
from ocr_service.reading.decoding.find_spaces import insert_spaces
from ocr_service.reading.pages import Pixels
from ocr_service.reading.text_detector import TextBox, TextDetector
from ocr_service.reading.text_engine import LinePicture, TextEngine, TextReading

# Lines read both ways up to see which way the page lies.
_PROBES: Final = 6
_LEAST_CONFIDENCE: Final = 0.5
_LEAST_VOTES: Final = 80
# Degrees around the first slope that are tried, and how finely.
_NEAR: Final = 0.8
_STEP: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class TextLine:
    """A line on the page: edges in pixels, and where each character's middle lies across."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    middles: tuple[float, ...]

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> float:
        return (self.top + self.bottom) / 2

    def part(self, start: int, end: int) -> "TextLine":
        """The line's characters from `start` to before `end`, with the width that they take."""
        edges = [self.left, *[(a + b) / 2 for a, b in pairwise(self.middles)], self.right]
        return TextLine(
            text=self.text[start:end],
            left=edges[start],
            top=self.top,
            right=edges[end],
            bottom=self.bottom,
            confidence=self.confidence,
            middles=self.middles[start:end],
        )


def turn_upright(page: Pixels, detector: TextDetector, engine: TextEngine) -> tuple[Pixels, list[TextBox]]:
    """The page turned by a multiple of 90 degrees so that its lines can be read, and where they lie then."""
    boxes = detector.detect(page)
    if sum(box.height > 1.5 * box.width for box in boxes) > len(boxes) / 2:
        page = np.ascontiguousarray(np.rot90(page))
        boxes = detector.detect(page)
    probes = sorted(boxes, key=lambda box: -box.width)[:_PROBES]
    lines = [_cut(page, box) for box in probes]
    if lines:
        upright = _mean_confidence(_recognise(engine, lines))
        turned = _mean_confidence(_recognise(engine, [np.ascontiguousarray(line[::-1, ::-1]) for line in lines]))
        if turned > upright + 0.1:
            page = np.ascontiguousarray(page[::-1, ::-1])
            boxes = detector.detect(page)
    return page, boxes


def read_lines(page: Pixels, boxes: list[TextBox], engine: TextEngine) -> list[TextLine]:
    """What stands in the boxes, from top to bottom; what cannot be read is left out."""
    ordered = sorted(boxes, key=lambda box: (box.y, box.x))
    readings = _recognise(engine, [_cut(page, box) for box in ordered])
    lines = [_line(page, box, reading) for box, reading in zip(ordered, readings, strict=True)]
    return [line for line in lines if line.text.strip() and line.confidence >= _LEAST_CONFIDENCE]


def _recognise(engine: TextEngine, lines: list[Pixels]) -> Iterable[TextReading]:
    return engine.recognise([LinePicture(pixels=line) for line in lines])


def _line(page: Pixels, box: TextBox, reading: TextReading) -> TextLine:
    found = reading.likeliest
    across = [(step + 0.5) * reading.step_width * box.height for step in found.positions]
    solid = [(letter, min(x, box.width - 1.0)) for letter, x in zip(found.text, across, strict=True) if letter.strip()]
    ink = adaptive_ink(to_grey(_cut(page, box)))
    rows = np.flatnonzero(ink.any(axis=1))
    spaced = insert_spaces(
        "".join(letter for letter, _ in solid),
        [x for _, x in solid],
        _seen_spaces(found.text),
        np.asarray(ink.any(axis=0)),
        max(1.0, float(rows[-1] - rows[0])) if rows.size else float(box.height),
    ).text
    return TextLine(
        text=spaced,
        left=float(box.x),
        top=float(box.y),
        right=float(box.x + box.width),
        bottom=float(box.y + box.height),
        confidence=_confidence(reading),
        middles=_middles(spaced, [box.x + x for _, x in solid]),
    )


def _seen_spaces(text: str) -> list[float]:
    """Between each character and the next: whether the recogniser saw a space."""
    parts = text.strip()
    solid = [index for index, letter in enumerate(parts) if letter.strip()]
    return [1.0 if other - one > 1 else 0.0 for one, other in pairwise(solid)]


def _middles(spaced: str, columns: list[float]) -> tuple[float, ...]:
    """The column of every character of `spaced`; a space lies between its neighbours."""
    left = iter(columns)
    middles: list[float] = []
    for letter in spaced:
        middles.append(next(left) if letter != " " else np.nan)
    known = np.array(middles)
    gaps = np.isnan(known)
    known[gaps] = np.interp(np.flatnonzero(gaps), np.flatnonzero(~gaps), known[~gaps]) if gaps.any() else 0.0
    return tuple(float(x) for x in known)


def _cut(page: Pixels, box: TextBox) -> Pixels:
    return page[box.y : box.y + box.height, box.x : box.x + box.width]


def _confidence(reading: TextReading) -> float:
    """The mean probability of the characters at the steps where they are seen."""
    best = reading.steps.argmax(axis=1)
    seen = reading.steps.max(axis=1)[best > 0]
    return float(seen.mean()) if seen.size else 0.0


def _mean_confidence(readings: Iterable[TextReading]) -> float:
    return float(np.mean([_confidence(reading) for reading in readings]))


def level(page: Pixels) -> Pixels:
    """The page turned so that its rulings and lines of print are level (at most 20 degrees)."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    factor = max(1.0, max(grey.shape) / 1200)
    small = cv2.resize(grey, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 12)
    joined = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    # The feet of letters and of rulings are enough to see the slope, and a small part of all ink.
    feet = joined.copy()
    feet[:-1][joined[1:] > 0] = 0
    length = max(small.shape) // 8
    found = cv2.HoughLinesP(feet, 1, np.pi / 1800, _LEAST_VOTES, minLineLength=length, maxLineGap=6)
    if found is None:
        return page
    x1, y1, x2, y2 = found.reshape(-1, 4).T.astype(float)
    angles = (np.degrees(np.arctan2(y2 - y1, x2 - x1)) + 45) % 90 - 45
    angles = angles[np.abs(angles) <= 20]
    slope = _sharpest(feet, float(np.median(angles))) if angles.size else 0.0
    if abs(slope) < 0.1:
        return page
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), slope, 1.0)
    turned = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return turned.astype(np.uint8, copy=False)


def _sharpest(feet: Pixels, slope: float) -> float:
    """The slope in degrees near the given one at which the feet fall into the fewest rows.

    Short steps of a sloping ruling look level to the Hough transform; the profile of all rows does not mind them (Postl
    1986, "Detection of linear oblique structures and skew scan in digitized documents").
    """
    y, x = np.nonzero(feet)
    x = x - feet.shape[1] / 2

    def sharpness(angle: float) -> float:
        rows = np.round(y - x * np.tan(np.radians(angle))).astype(np.int64)
        return float(np.square(np.bincount(rows - rows.min())).sum())

    steps = np.arange(-_NEAR, _NEAR + _STEP / 2, _STEP).tolist()
    return max((slope + step for step in steps), key=sharpness)
