"""Zones drawn for tests: paper, rulings, labels, entries, seals."""

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH, Box
from ocr_service.reading.clean_page import to_grey
from ocr_service.reading.pages import Crop, Pixels

INK = (40, 30, 30)


def paper(width_mm: float = 60, height_mm: float = 8, *, dpi: float = 200, level: int = 245) -> Pixels:
    """White paper with the grain of a scan."""
    scale = dpi / MM_PER_INCH
    shape = (round(height_mm * scale), round(width_mm * scale), 3)
    grain = np.random.default_rng(7).normal(level, 4, shape)
    return np.clip(grain, 0, 255).astype(np.uint8)


def write(
    pixels: Pixels, text: str, *, at_mm: tuple[float, float], dpi: float = 200, colour: tuple[int, int, int] = INK
) -> None:
    """Writes Latin text with its baseline at (x, y) millimetres, capitals about 3 mm high."""
    scale = dpi / MM_PER_INCH
    size = 3.0 * scale / 22
    place = (round(at_mm[0] * scale), round(at_mm[1] * scale))
    cv2.putText(pixels, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, colour, max(1, round(0.35 * scale)), cv2.LINE_AA)


def rule(pixels: Pixels, *, inset_mm: float = 0.3, dpi: float = 200) -> None:
    """Draws the four rulings of a cell just inside the zone's edge, running through it."""
    scale = dpi / MM_PER_INCH
    inset, thickness = round(inset_mm * scale), max(1, round(0.25 * scale))
    height, width = pixels.shape[:2]
    for y in (inset, height - 1 - inset):
        cv2.line(pixels, (0, y), (width - 1, y), INK, thickness)
    for x in (inset, width - 1 - inset):
        cv2.line(pixels, (x, 0), (x, height - 1), INK, thickness)


def stamp(pixels: Pixels, *, centre_mm: tuple[float, float], radius_mm: float = 6, dpi: float = 200) -> None:
    """Presses a red ring over what is there; it darkens what lies below like ink does."""
    scale = dpi / MM_PER_INCH
    ring = np.zeros(pixels.shape[:2], np.uint8)
    centre = (round(centre_mm[0] * scale), round(centre_mm[1] * scale))
    cv2.circle(ring, centre, round(radius_mm * scale), 255, round(0.9 * scale), cv2.LINE_AA)
    strength = ring[..., None] / 255.0
    red = np.array([0.25, 0.25, 0.93])
    pixels[:] = np.clip(pixels * (1 - strength + strength * red), 0, 255).astype(np.uint8)


def crop(pixels: Pixels, *, reference: Pixels | None = None, dpi: float = 200) -> Crop:
    """The drawn zone as it would be cut from a page."""
    scale = dpi / MM_PER_INCH
    box = Box(x=10, y=10, width=pixels.shape[1] / scale, height=pixels.shape[0] / scale)
    return Crop(pixels=pixels, box=box, dpi=dpi, reference=None if reference is None else to_grey(reference))
