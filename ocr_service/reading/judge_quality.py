"""Judges a page's picture: what a clerk can put right by scanning again, told as reasons.

Everything is measured on a reduced grey picture; the thresholds are on quantities that do not depend on its size.
"""

from collections.abc import Iterable
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.forms.result import Reason
from ocr_service.reading.clean_page import adaptive_ink
from ocr_service.reading.homography import map_points, page_corners
from ocr_service.reading.pages import AlignedPage, Pixels, ScanPage

# Grey levels, 0 to 255.
BLACK_PAGE_LEVEL: Final = 40
DARK_PAPER_LEVEL: Final = 100
GLARE_LEVEL: Final = 250
PAPER_IN_GLARE_LEVEL: Final = 225
# Shares of the page's area.
BLANK_INK_SHARE: Final = 0.0006
GLARE_SHARE: Final = 0.02
# Steepest edges as a share of the page's contrast, for each pixel of the reduced picture (see `sharpness`).
LEAST_SHARPNESS: Final = 0.16
# The shorter side of an A6 slip at 75 dpi.
LEAST_SIDE_PX: Final = 310
# Below this, 10-point characters are under 10 pixels high.
LEAST_DPI: Final = 75.0
# Feeders and cropping cut the paper's edge; more than this is part of the form.
CUT_OFF_MM: Final = 12.0


def judge_quality(page: ScanPage, grey: Pixels) -> tuple[Reason, ...]:
    """Reasons to scan the page again: codes page_black, page_blank, page_dark, page_glare, page_blurred,
    page_small_picture (params: width, height). `grey` is the page's picture reduced to about 1200 pixels on its longer side.
    """
    height, width = page.pixels.shape[:2]
    paper = float(np.percentile(grey, 90))
    if paper < BLACK_PAGE_LEVEL:
        return (Reason(code="page_black"),)
    if is_blank(grey):
        return (Reason(code="page_blank"),)
    reasons = []
    if paper < DARK_PAPER_LEVEL:
        reasons.append(Reason(code="page_dark", params={"level": round(paper)}))
    if has_glare(grey):
        reasons.append(Reason(code="page_glare"))
    if sharpness(grey) < LEAST_SHARPNESS:
        reasons.append(Reason(code="page_blurred"))
    if min(width, height) < LEAST_SIDE_PX:
        reasons.append(Reason(code="page_small_picture", params={"width": width, "height": height}))
    return tuple(reasons)


def nothing_on_it(reasons: Iterable[Reason]) -> bool:
    """Whether these reasons say that the page shows nothing at all: it is blank or black."""
    return any(reason.code in ("page_blank", "page_black") for reason in reasons)


def judge_alignment(aligned: AlignedPage, size_mm: tuple[float, float]) -> tuple[Reason, ...]:
    """Reasons that show only once it is known how the form lies on the picture: page_cut_off (params: mm, how much of
    the paper is missing), page_low_resolution (params: dpi).
    """
    reasons = []
    height, width = aligned.page.pixels.shape[:2]
    corners = map_points(aligned.to_pixels, page_corners(size_mm))
    beyond = np.maximum(np.maximum(-corners, corners - (width, height)), 0).max() / aligned.dpi * MM_PER_INCH
    if beyond > CUT_OFF_MM:
        reasons.append(Reason(code="page_cut_off", params={"mm": round(float(beyond))}))
    if aligned.dpi < LEAST_DPI:
        reasons.append(Reason(code="page_low_resolution", params={"dpi": round(aligned.dpi)}))
    return tuple(reasons)


def is_blank(grey: Pixels) -> bool:
    """Whether there is nothing on the paper but specks (white pages, backs of sheets)."""
    inner = _without_margin(grey)
    ink = cv2.medianBlur(adaptive_ink(inner, contrast=20).astype(np.uint8), 3)
    return bool(np.count_nonzero(ink) < BLANK_INK_SHARE * ink.size)


def sharpness(grey: Pixels) -> float:
    """How steep the steepest edges are: 0 (none) to about 1 (black to white within one pixel).

    The 99.5th percentile of the gradient, divided by the picture's contrast, so that faint but sharp print counts
    as sharp. Gradient-based focus measures hold up best on documents (Pertuz et al. 2013, "Analysis of focus measure
    operators for shape-from-focus").
    """
    contrast = float(np.percentile(grey, 95)) - float(np.percentile(grey, 0.5))
    if contrast < 1:
        return 0.0
    across = cv2.Scharr(grey, cv2.CV_16S, 1, 0)
    down = cv2.Scharr(grey, cv2.CV_16S, 0, 1)
    gradient = np.maximum(np.abs(across), np.abs(down))
    # A Scharr kernel answers 16 times the difference of the two neighbours.
    return float(np.percentile(gradient, 99.5)) / 16 / contrast


def has_glare(grey: Pixels) -> bool:
    """Whether a lamp or flash burnt out a coherent part of a photographed page."""
    # Scanners drive paper to pure white everywhere; only where paper is darker can white spots be glare.
    if float(np.median(grey)) > PAPER_IN_GLARE_LEVEL:
        return False
    burnt = cv2.erode((grey >= GLARE_LEVEL).astype(np.uint8), np.ones((9, 9), np.uint8))
    return bool(np.count_nonzero(burnt) > GLARE_SHARE * burnt.size)


def _without_margin(grey: Pixels) -> Pixels:
    """Scanners leave dark bars along the edges of an empty page: only its inner nine tenths count."""
    dy, dx = grey.shape[0] // 20, grey.shape[1] // 20
    return grey[dy : grey.shape[0] - dy, dx : grey.shape[1] - dx]
