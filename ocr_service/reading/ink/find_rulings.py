"""Rulings along a zone's edges, which the zone was drawn against: no ink of the entry."""

from typing import Final

import cv2
import numpy as np

from ocr_service.reading.clean_page import Mask
from ocr_service.reading.ink.runs import runs

# Rulings that the zone was drawn against lie within this distance of its edge, and are not thicker than this.
RULING_EDGE_MM: Final = 1.6
THICKEST_RULING_MM: Final = 0.6


def find_rulings(dark: Mask, scale: float) -> Mask:
    """Straight lines along the zone's edges, from one end to the other: rulings that the zone was drawn against.

    Lines further inside are rulings only where the reference shows them: a stroke or a seal may run as straight.
    `scale` is pixels per millimetre.
    """
    return _lines_along_edges(dark, scale) | _lines_along_edges(dark.T, scale).T


def _lines_along_edges(dark: Mask, scale: float) -> Mask:
    """Horizontal lines near the upper and lower edge."""
    height, width = dark.shape
    found = np.zeros(dark.shape, np.bool_)
    edge, thickest = round(RULING_EDGE_MM * scale), round(THICKEST_RULING_MM * scale) + 1
    if width < 3 * scale or height <= 2 * edge:
        return found
    # One row more tells whether a line ends within the edge, and that row's joining needs its neighbour.
    strip = min(edge + 1, height)
    for first, end in runs(_rows_of_line(dark[: strip + 1])[:strip]):
        if end - first <= thickest + 2 and end <= edge:
            found[first:end] = dark[first:end]
    below = height - strip
    for first, end in runs(_rows_of_line(dark[-strip - 1 :])[-strip:]):
        if end - first <= thickest + 2 and first >= strip - edge:
            found[below + first : below + end] = dark[below + first : below + end]
    return found


def _rows_of_line(dark: Mask) -> Mask:
    """Which rows hold a line from one end to the other.

    What a ruling does beyond the zone's ends is not known and taken for the better: half of it, at an end, will do.
    """
    # A slight skew lets a ruling climb by a pixel or two along the zone.
    joined = cv2.dilate(np.ascontiguousarray(dark).view(np.uint8), np.ones((3, 1), np.uint8))
    length = max(3, joined.shape[1] * 95 // 100)
    half = length - length // 2
    of_line = np.zeros(len(joined), np.bool_)
    for row in np.flatnonzero(np.count_nonzero(joined, axis=1) >= half).tolist():
        stretches = runs(joined[row] > 0)
        ends = stretches[0][1] >= half if stretches[0][0] == 0 else False
        of_line[row] = ends or any(
            end - first >= length or (end == joined.shape[1] and end - first > length // 2) for first, end in stretches
        )
    return of_line
