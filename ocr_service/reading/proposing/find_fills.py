"""Shaded and dark rectangles of a page: heading bars, tinted cells, the stripes of a table."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ocr_service.reading.pages import Pixels
from ocr_service.reading.proposing.find_cells import Rect

# In millimetres: print thinner than this is no shade; smaller pieces are blots, larger ones are shadows or borders.
_STROKE_MM: Final = 1.4
_LEAST_MM: Final = (5.0, 3.2)
_MOST_SHARE: Final = 0.5
# Between a shade and the paper, in grey levels of the darkest channel; less is noise.
_LEAST_CONTRAST: Final = 9
_LEAST_FILL: Final = 0.86
_DARK: Final = 128
# So many show the white lines that part shaded cells; more cost time.
_REDUCED_PX_PER_MM: Final = 6.0


@dataclass(frozen=True, kw_only=True)
class Fill:
    """A shaded rectangle; `dark` says that print on it is lighter than the ground."""

    rect: Rect
    dark: bool


def find_fills(page: Pixels, scale: float) -> list[Fill]:
    """From top to bottom and from left to right; `scale` is pixels per millimetre.

    A closing takes out dark print; what is then darker than the paper is shaded (white letters leave holes in it, which
    the outline does not have).
    """
    factor = max(1.0, scale / _REDUCED_PX_PER_MM)
    darkest = cv2.resize(page.min(axis=2), None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    small = scale / factor
    stroke = round(_STROKE_MM * small) | 1
    ground = cv2.morphologyEx(darkest, cv2.MORPH_CLOSE, np.ones((stroke, stroke), np.uint8))
    paper = float(np.percentile(ground, 70))
    fills = []
    # Dark bars and light stripes may touch: each is looked for by itself.
    dark = (ground < _DARK).astype(np.uint8)
    edge = cv2.dilate(dark, np.ones((5, 5), np.uint8))
    pale = ((ground < paper - _LEAST_CONTRAST) & (edge == 0)).astype(np.uint8)
    for mask, is_dark in ((dark, True), (pale, False)):
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            x, y, w, h = cv2.boundingRect(contour)
            if not _has_size(w, h, small, ground.size) or cv2.contourArea(contour) < _LEAST_FILL * (w - 1) * (h - 1):
                continue
            rect = Rect(left=x * factor, top=y * factor, right=(x + w) * factor, bottom=(y + h) * factor)
            fills.append(Fill(rect=rect, dark=is_dark))
    return sorted(fills, key=lambda fill: (round(fill.rect.top / (2 * scale)), fill.rect.left))


def _has_size(width: int, height: int, scale: float, whole: int) -> bool:
    large = width >= _LEAST_MM[0] * scale and height >= _LEAST_MM[1] * scale
    return large and width * height <= _MOST_SHARE * whole


def settle_cells(ruled: list[Rect], fills: list[Fill]) -> list[Rect]:
    """Ruled and shaded cells as one list: the edges of a shade look like rulings around what is inside it."""
    inside = {id(fill): [cell for cell in ruled if _holds(fill.rect, cell)] for fill in fills}
    doubled = [cell for fill in fills if fill.dark or len(inside[id(fill)]) == 1 for cell in inside[id(fill)]]
    kept = [cell for cell in ruled if cell not in doubled]
    shaded = [
        fill.rect
        for fill in fills
        if (fill.dark or len(inside[id(fill)]) <= 1) and not any(_holds(cell, fill.rect) for cell in kept)
    ]
    return kept + shaded


def _holds(outer: Rect, inner: Rect) -> bool:
    return outer.holds((inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2) and (
        inner.width <= 1.05 * outer.width and inner.height <= 1.1 * outer.height
    )
