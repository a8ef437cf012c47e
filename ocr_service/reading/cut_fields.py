"""Cuts zones out of a page at the scan's own resolution, upright, each at its locally corrected place."""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH, Box
from ocr_service.forms.result import Reason
from ocr_service.reading.ink.claim_strokes import REACH_MM, claim_strokes, crosses_edge
from ocr_service.reading.matching.homography import Matrix, map_points, move
from ocr_service.reading.matching.local_shift import shifts_at
from ocr_service.reading.pages import AlignedPage, Crop, Pixels, ScanPage
from ocr_service.reading.placing.reference_picture import ReferencePicture

# Finer scans give no better readings, only more pixels.
MAX_CROP_DPI: Final = 400.0
# So much of a zone may lie beyond the scan's edge; more may hide a character.
_BEYOND_EDGE_MM: Final = 0.8
# Zones may lie off by so much before a person should look.
SAFE_RESIDUAL_MM: Final = 1.5


def cut_zone(aligned: AlignedPage, blank: ReferencePicture, box: Box) -> Crop:
    """The zone `box` (mm on the template page) of the scan, with the same zone of the blank page.

    The crop's reasons: zone_cut_off (part of it lies beyond the picture), zone_uncertain (params: mm) where the paper
    around it lies differently from the template by more than is safe.
    """
    centre = np.array([[box.x + box.width / 2, box.y + box.height / 2]])
    dx, dy, spread = shifts_at(aligned.shifts, centre)[0]
    dpi = min(aligned.dpi, MAX_CROP_DPI)
    width = max(1, round(box.width * dpi / MM_PER_INCH))
    height = max(1, round(box.height * dpi / MM_PER_INCH))
    to_mm = np.array(
        [
            [box.width / width, 0, box.x + box.width / width / 2],
            [0, box.height / height, box.y + box.height / height / 2],
            [0, 0, 1],
        ]
    )
    to_scan = aligned.to_pixels @ move(dx, dy)
    pixels = _warp(aligned.page, to_scan @ to_mm, (width, height))
    reasons = []
    if _lies_beyond(aligned, to_scan, box):
        reasons.append(Reason(code="zone_cut_off"))
    if spread > SAFE_RESIDUAL_MM:
        reasons.append(Reason(code="zone_uncertain", params={"mm": round(float(spread), 1)}))
    return Crop(
        pixels=pixels,
        box=box,
        dpi=dpi,
        reference=blank.cut(box, width, height),
        residual_mm=float(spread),
        reasons=tuple(reasons),
    )


def cut_entry(aligned: AlignedPage, blank: ReferencePicture, box: Box) -> Crop:
    """As `cut_zone`, for entries of text: what belongs to the zone's entry is whole, what reaches into it is gone."""
    crop = cut_zone(aligned, blank, box)
    if not crosses_edge(crop):
        return crop
    around = cut_zone(aligned, blank, box.grown(REACH_MM))
    return replace(claim_strokes(around, box), reasons=crop.reasons)


def _warp(page: ScanPage, to_scan: Matrix, size: tuple[int, int]) -> Pixels:
    grey = page.one_channel
    source = page.pixels if grey is None else grey
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    pixels = cv2.warpPerspective(source, to_scan, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(pixels if grey is None else cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), np.uint8)


def _lies_beyond(aligned: AlignedPage, to_scan: np.ndarray, box: Box) -> bool:
    inner = box.grown(-_BEYOND_EDGE_MM) if min(box.width, box.height) > 3 * _BEYOND_EDGE_MM else box
    left, top, right, bottom = inner.x, inner.y, inner.right, inner.bottom
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    places = map_points(to_scan, corners)
    height, width = aligned.page.pixels.shape[:2]
    return bool((places < -0.5).any() or (places[:, 0] > width - 0.5).any() or (places[:, 1] > height - 0.5).any())
