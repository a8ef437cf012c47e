import cv2
import numpy as np
import pytest

from ocr_service.reading.clean_page import Mask
from ocr_service.reading.ink.find_rulings import RULING_EDGE_MM, THICKEST_RULING_MM, find_rulings
from ocr_service.reading.ink.runs import runs

SCALE = 6.0


def by_opening(dark: Mask) -> Mask:
    """The definition: what a morphological opening with nearly the zone's width leaves near the edges."""
    height, width = dark.shape
    edge, thickest = round(RULING_EDGE_MM * SCALE), round(THICKEST_RULING_MM * SCALE) + 1
    found = np.zeros(dark.shape, np.bool_)
    joined = cv2.dilate(dark.astype(np.uint8), np.ones((3, 1), np.uint8))
    lines = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, width * 95 // 100), np.uint8)) > 0
    for first, end in runs(np.asarray(lines.any(axis=1))):
        if end - first <= thickest + 2 and (end <= edge or first >= height - edge):
            found[first:end] = dark[first:end]
    return found


@pytest.mark.parametrize("seed", range(60))
def test_they_are_the_same(seed: int) -> None:
    random = np.random.default_rng(seed)
    dark = random.random((int(random.integers(24, 60)), int(random.integers(24, 90)))) < 0.02
    for _ in range(4):  # lines of all lengths, thicknesses and places, some as long as the zone, some with a gap
        first, length = int(random.integers(0, dark.shape[1] // 2)), int(random.integers(10, dark.shape[1] + 20))
        top, thick = int(random.integers(0, dark.shape[0])), int(random.integers(1, 7))
        dark[top : top + thick, first * int(random.integers(0, 2)) : first + length] = True
        dark[int(random.integers(0, dark.shape[0])), int(random.integers(0, dark.shape[1]))] = False
    expected = by_opening(dark) | by_opening(np.ascontiguousarray(dark.T)).T
    assert np.array_equal(find_rulings(dark, SCALE), expected)


def test_some_are_found() -> None:
    dark = np.zeros((40, 80), np.bool_)
    dark[3:5, :] = True
    assert np.array_equal(find_rulings(dark, SCALE), dark)
