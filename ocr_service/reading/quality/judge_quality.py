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
from ocr_service.reading.matching.homography import frame_to_pixels, inverse, map_points, page_corners, shrunk_to_full
from ocr_service.reading.pages import AlignedPage, Pixels, ScanPage
from ocr_service.reading.placing.reference_page import FRAME_DPI, Print
from ocr_service.reading.quality.find_streaks import drop_printed, find_streaks

# Grey levels, 0 to 255.
BLACK_PAGE_LEVEL: Final = 40
DARK_PAPER_LEVEL: Final = 100
GLARE_LEVEL: Final = 250
PAPER_IN_GLARE_LEVEL: Final = 225
# Shares of the page's area.
GLARE_SHARE: Final = 0.02
# On the reduced picture: dust is narrower than a speck, and a page with less ink than one word's is blank.
SPECK_PX: Final = 3
BLANK_INK_PX: Final = 100
LEAST_SHEET_SHARE: Final = 0.2
EMPTY_SHEET_INK: Final = 0.002
SOFT_RIM_LEVEL: Final = 225
# Steepest edges as a share of the page's contrast, for each pixel of the reduced picture (see `sharpness`).
LEAST_SHARPNESS: Final = 0.22
# A camera out of focus blurs in all directions alike; one that moved leaves edges along its way sharp.
MOVED_SHARPNESS: Final = 0.3
MOVED_RATIO: Final = 2.5
# The shorter side of an A6 slip at 75 dpi.
LEAST_SIDE_PX: Final = 310
# Below this, 10-point characters are under 10 pixels high.
LEAST_DPI: Final = 75.0
# Feeders and cropping cut the paper's edge; more than this is part of the form.
CUT_OFF_MM: Final = 12.0

# What is wrong with the picture of a page that can still be read.
PICTURE_FAULTS: Final = frozenset(
    {
        "page_dark", "page_glare", "page_blurred", "page_moved", "page_small_picture", "page_low_resolution",
        "page_cut_off", "page_streaked",
    }
)  # fmt: skip


def judge_quality(page: ScanPage, grey: Pixels) -> tuple[Reason, ...]:
    """Reasons to scan the page again: page_black, page_blank, page_dark, page_glare, page_blurred, page_moved,
    page_small_picture (params: width, height). `grey` is the page's picture reduced to about 1200 pixels on its
    longer side.
    """
    height, width = (round(side * page.reduced) for side in page.pixels.shape[:2])
    paper = float(np.percentile(grey[::5, ::5], 90))
    if paper < BLACK_PAGE_LEVEL:
        return (Reason(code="page_black"),)
    if is_blank(grey):
        return (Reason(code="page_blank"),)
    reasons = []
    if paper < DARK_PAPER_LEVEL:
        reasons.append(Reason(code="page_dark", params={"level": round(paper)}))
    if has_glare(grey):
        reasons.append(Reason(code="page_glare"))
    bluntest, keenest = sharpness(grey)
    if bluntest < LEAST_SHARPNESS:
        moved = keenest > MOVED_SHARPNESS and keenest > MOVED_RATIO * bluntest
        reasons.append(Reason(code="page_moved" if moved else "page_blurred"))
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


def judge_streaks(grey: Pixels, factor: float, aligned: AlignedPage, known: Print) -> tuple[Reason, ...]:
    """page_streaked where lines run down the whole page that are not of the form. `grey` is the page's picture made
    `factor` times smaller, about 1200 pixels on its longer side; `known` what is printed on the form's page.
    """
    to_frame = frame_to_pixels(FRAME_DPI) @ inverse(aligned.to_pixels) @ shrunk_to_full(factor)
    return (Reason(code="page_streaked"),) if len(drop_printed(find_streaks(grey), to_frame, known.ink)) else ()


def is_blank(grey: Pixels) -> bool:
    """Whether there is nothing on the paper but specks (white pages, backs of sheets)."""
    ink = adaptive_ink(_without_margin(grey), contrast=20).astype(np.uint8)
    if np.count_nonzero(ink) > 20 * BLANK_INK_PX:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sides = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].min(axis=1)
    # Dust is small, and a dirty spot under the glass draws a streak one or two pixels wide.
    return bool(stats[1:, cv2.CC_STAT_AREA][sides >= SPECK_PX].sum() < BLANK_INK_PX)


def is_empty_sheet(grey: Pixels) -> bool:
    """Whether a photograph shows a sheet of paper on something darker, with nothing on the sheet (its back)."""
    _, light = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(light, connectivity=4)
    if count < 2:
        return False
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    if stats[largest, cv2.CC_STAT_AREA] < LEAST_SHEET_SHARE * grey.size:
        return False
    # Dark print leaves holes in the sheet: they belong to it. Its edge and the shadow there do not.
    sheet = cv2.morphologyEx((labels == largest).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((61, 61), np.uint8))
    margin = min(grey.shape) // 16
    inside = cv2.erode(sheet, np.ones((margin, margin), np.uint8), borderValue=[0.0]).astype(np.bool_)
    ink = adaptive_ink(grey, contrast=8) & inside
    return bool(inside.any() and np.count_nonzero(ink) < EMPTY_SHEET_INK * np.count_nonzero(inside))


def sharpness(grey: Pixels) -> tuple[float, float]:
    """How steep the edges of print are in the bluntest and in the keenest direction: 0 (none) to about 1 (black to
    white within one pixel).

    The upper end of the gradient along print, divided by the page's contrast, so that faint but sharp print counts as
    sharp, and a page with few words as one with many. Gradient-based focus measures hold up best on documents (Pertuz
    et al. 2013, "Analysis of focus measure operators for shape-from-focus").
    """
    ink = np.flatnonzero(adaptive_ink(grey))
    if not len(ink):
        return 0.0, 0.0
    # Twenty thousand pixels tell a percentile as well as all of them, in a fraction of the time.
    ink = ink[:: 1 + len(ink) // 20_000]
    contrast = float(np.percentile(grey[::5, ::5], 90)) - float(np.percentile(grey.ravel()[ink], 10))
    across = cv2.Scharr(grey, cv2.CV_16S, 1, 0).ravel()[ink]
    down = cv2.Scharr(grey, cv2.CV_16S, 0, 1).ravel()[ink]
    # A camera that moved smears edges in one direction only: the bluntest direction counts.
    directions = [np.abs(np.cos(angle) * across + np.sin(angle) * down) for angle in np.arange(0, np.pi, np.pi / 8)]
    # A Scharr kernel answers 16 times the difference of the two neighbours.
    steepness = [float(np.percentile(slope, 95)) / 16 / max(contrast, 1.0) for slope in directions]
    return min(steepness), max(steepness)


def has_glare(grey: Pixels) -> bool:
    """Whether a lamp or flash burnt out a coherent part of a photographed page."""
    # Scanners drive paper to pure white everywhere; only where paper is darker can white spots be glare.
    if float(np.median(grey[::5, ::5])) > PAPER_IN_GLARE_LEVEL:
        return False
    kernel = np.ones((9, 9), np.uint8)
    burnt = cv2.erode((grey >= GLARE_LEVEL).astype(np.uint8), kernel)
    if np.count_nonzero(burnt) < GLARE_SHARE * burnt.size:
        return False
    # Light falls off softly around a reflection; a white area that ends at a sharp edge is drawn or printed so.
    burnt = cv2.dilate(burnt, kernel)
    rim = (cv2.dilate(burnt, np.ones((15, 15), np.uint8)) > burnt) & ~adaptive_ink(grey)
    return bool(rim.any() and float(np.median(grey[rim])) > SOFT_RIM_LEVEL)


def _without_margin(grey: Pixels) -> Pixels:
    """Scanners leave dark bars along the edges of an empty page: only its inner nine tenths count."""
    dy, dx = grey.shape[0] // 20, grey.shape[1] // 20
    return grey[dy : grey.shape[0] - dy, dx : grey.shape[1] - dx]
