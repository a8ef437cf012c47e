"""From a page's lines of text to the text of each zone, as somebody would do it who has a full-page reader."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ocr_service.forms.geometry import Box
from ocr_service.reading.matching.homography import Matrix, map_points
from tests.bench.scoring.truth import TrueZone

# A line belongs to a zone with so much of its area within it.
MOSTLY = 0.5


def texts_in_zones(
    lines: Sequence[dict[str, Any]], to_pixels: Matrix, zones: Sequence[TrueZone]
) -> dict[str, tuple[str, float]]:
    """The text and the least sure line's score of each zone that any line lies in, by path.

    Lines (`quad` in pixels, `text`, `score`) are brought to the form by the true plane, so that no reader is blamed
    for another's alignment; a label that is printed in the zone is taken off.
    """
    placed = [(_box_of(line["quad"], to_pixels), line) for line in lines]
    found = {}
    for zone in zones:
        inside = [(box, line) for box, line in placed if _share_inside(box, zone.box) >= MOSTLY]
        if not inside:
            continue
        text = without_label(" ".join(line["text"] for _, line in sorted(inside, key=_reading_order)), zone.label)
        if text:
            found[zone.path] = (text, min(line["score"] for _, line in inside))
    return found


def without_label(text: str, label: str) -> str:
    """The text behind a printed label that it begins with."""
    return text[len(label) :].lstrip("：: ") if label and text.startswith(label) else text


def _reading_order(placed: tuple[Box, dict[str, Any]]) -> tuple[int, float]:
    """Top to bottom in steps of 3 mm, then left to right."""
    box = placed[0]
    return round((box.y + box.height / 2) / 3), box.x


def _box_of(quad: Sequence[Sequence[float]], to_pixels: Matrix) -> Box:
    corners = map_points(np.linalg.inv(to_pixels), np.array(quad, np.float64))
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Box(x=left, y=top, width=max(right - left, 0.1), height=max(bottom - top, 0.1))


def _share_inside(line: Box, zone: Box) -> float:
    return line.shared_area(zone) / (line.width * line.height)
