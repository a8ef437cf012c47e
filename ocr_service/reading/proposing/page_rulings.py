"""The rulings of a form's picture as lines in millimetres, for zones that are drawn to snap to."""

import cv2
import numpy as np

from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import Pixels
from ocr_service.reading.proposing.find_cells import Rect, find_rulings

# x1, y1, x2, y2; level or upright.
Line = tuple[float, float, float, float]

# Finer than anybody draws; a larger picture is looked at reduced.
_PX_PER_MM = 8.0


def page_rulings(data: bytes, limits: ScanLimits, *, size_mm: tuple[float, float]) -> list[Line]:
    """Level lines first. `data` is a picture of the whole page, `size_mm` its width and height.

    Raises `ScanError` where the picture cannot be read.
    """
    page = next(iter(open_scan(data, limits))).pixels
    scale = page.shape[1] / size_mm[0]
    if scale > _PX_PER_MM:
        reduced = cv2.resize(page, None, fx=_PX_PER_MM / scale, fy=_PX_PER_MM / scale, interpolation=cv2.INTER_AREA)
        page, scale = reduced.astype(np.uint8, copy=False), _PX_PER_MM
    level = find_rulings(page, scale).level
    upright = find_rulings(_on_its_side(page), scale).level
    return [_level(rect, scale) for rect in level] + [_upright(rect, scale) for rect in upright]


def _on_its_side(page: Pixels) -> Pixels:
    return np.ascontiguousarray(page.transpose(1, 0, 2))


def _level(rect: Rect, scale: float) -> Line:
    y = round((rect.top + rect.bottom) / 2 / scale, 2)
    return (round(rect.left / scale, 2), y, round(rect.right / scale, 2), y)


def _upright(rect: Rect, scale: float) -> Line:
    x = round((rect.top + rect.bottom) / 2 / scale, 2)
    return (x, round(rect.left / scale, 2), x, round(rect.right / scale, 2))
