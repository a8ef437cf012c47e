"""Brings a page of a scan and a reference page together: a homography, refined at anchors, and local shifts.

Coarse: feature matching (see `find_features`). Fine: small patches of the reference's print are searched for near
where the homography puts them, by normalised cross-correlation with sub-pixel peaks; the homography is fitted again
to what was found, and what remains of each anchor's displacement is kept as a local shift.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.clean_page import shrink, to_grey
from ocr_service.reading.matching.find_features import SCAN_SIDE_PX, Features, find_features, find_spread_features
from ocr_service.reading.matching.find_places import find_places
from ocr_service.reading.matching.fit_plane import fit_plane
from ocr_service.reading.matching.homography import (
    Matrix,
    frame_to_pixels,
    is_plausible,
    map_points,
    page_corners,
    resolution,
    shrunk_to_full,
)
from ocr_service.reading.matching.local_shift import LEAST_BEND_MM, drop_outliers, shifts_at
from ocr_service.reading.pages import AlignedPage, Pixels, ScanPage
from ocr_service.reading.placing.reference_page import (
    ANCHOR_REACH_PX,
    FRAME_DPI,
    NEAR_REACH_PX,
    Print,
    ReferencePage,
)

MIN_ANCHORS: Final = 6
# Anchors may lie off the plane by so much: paper bends, and forms are set anew with other fonts.
_TOLERANCE_MM: Final = 1.5
_FRAME_MM: Final = MM_PER_INCH / FRAME_DPI
# So often, at most, the homography is fitted again to the anchors found where it puts them.
_PLANE_ROUNDS: Final = 3
# So often, at most, the anchors of a bent page are looked for anew, each time on the page as rectified so far: those
# whose place is known within so much from the ones found before, lest a table's next crossing be taken for the one.
_LOCAL_ROUNDS: Final = 2
_KNOWN_WITHIN_MM: Final = 1.5
# Local shifts below this are measurement noise: the homography alone serves.
_NOTICEABLE_SHIFT_MM: Final = 0.25


@dataclass(frozen=True, eq=False)
class PageView:
    """A scanned page with the reduced pictures that several steps share; each is made when first asked for."""

    page: ScanPage

    @cached_property
    def grey(self) -> Pixels:
        """Luminance at full size."""
        return to_grey(self.page.pixels)

    @cached_property
    def factor(self) -> float:
        """How many times smaller `small` is."""
        return float(max(1.0, max(self.size) / SCAN_SIDE_PX))

    @cached_property
    def small(self) -> Pixels:
        return shrink(self.grey, self.factor)

    @cached_property
    def features(self) -> Features:
        """In pixels of `small`."""
        return find_features(self.small, of_reference=False)

    @cached_property
    def spread_features(self) -> Features:
        """In pixels of `small`; see `find_spread_features`."""
        return find_spread_features(self.small, of_reference=False)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the full picture."""
        return self.page.pixels.shape[1], self.page.pixels.shape[0]


def align_page(view: PageView, reference: ReferencePage, printed: Print, start: Matrix) -> AlignedPage | None:
    """The page aligned to `reference`, from a first homography `start` (mm -> pixels of the full picture).

    None where too little of the print is found: then it is not this page. Paper that is bent a little is followed;
    see `follow_bend` for the rest.
    """
    aligned = _align_plane(view, reference, printed, start)
    for _ in range(_LOCAL_ROUNDS):
        if aligned is None or not needs_local_shifts(aligned):
            break
        aligned = aligned_by(view, reference, aligned.to_pixels, find_near_anchors(view, aligned, printed))
    return aligned


def _align_plane(view: PageView, reference: ReferencePage, printed: Print, to_pixels: Matrix) -> AlignedPage | None:
    """The plane through the page's anchors, from a first one; shifts where anchors lie a little off it."""
    for _ in range(_PLANE_ROUNDS):
        frame = warp_to_frame(view, to_pixels, printed)
        found = find_places(frame, printed, printed.anchors, printed.weights, ANCHOR_REACH_PX)
        if len(found) < MIN_ANCHORS:
            return None
        fitted = _fit_again(to_pixels, found)
        if fitted is None or not is_plausible(fitted, reference.size_mm, view.size):
            return None
        corners = page_corners(reference.size_mm)
        moved = np.linalg.norm(map_points(np.linalg.inv(fitted) @ to_pixels, corners) - corners, axis=1).max()
        found[:, 2:4] = map_points(np.linalg.inv(fitted) @ to_pixels, found[:, :2] + found[:, 2:4]) - found[:, :2]
        to_pixels = fitted
        if moved < 3 * _FRAME_MM:
            break
    near = found[np.linalg.norm(found[:, 2:4], axis=1) < _TOLERANCE_MM]
    return aligned_by(view, reference, to_pixels, found if len(near) < MIN_ANCHORS else near)


def aligned_by(
    view: PageView,
    reference: ReferencePage,
    to_pixels: Matrix,
    found: NDArray[np.float64],
    least_bend_mm: float = LEAST_BEND_MM,
) -> AlignedPage | None:
    """The page as a plane (mm -> pixels) and the shifts found from it, those found wrongly left out; None if too few.

    `least_bend_mm`: see `shifts_at`.
    """
    shifts = drop_outliers(found, least_bend_mm)
    if len(shifts) < MIN_ANCHORS:
        return None
    return AlignedPage(
        page=view.page,
        template_page=reference.number,
        to_pixels=to_pixels,
        dpi=resolution(to_pixels, reference.size_mm),
        residual_mm=float(np.percentile(np.linalg.norm(shifts[:, 2:4], axis=1), 95)),
        shifts=shifts,
    )


def find_near_anchors(
    view: PageView, aligned: AlignedPage, printed: Print, least_bend_mm: float = LEAST_BEND_MM
) -> NDArray[np.float64]:
    """The anchors on the page as it is rectified so far: where paper is bent, they look like themselves only now.

    Those are looked for whose place is known well enough. `least_bend_mm`: see `shifts_at`.
    """
    places = (printed.near_anchors.astype(np.float64) + 0.5) * _FRAME_MM
    known = shifts_at(aligned.shifts, places, least_bend_mm)[:, 2] < _KNOWN_WITHIN_MM
    anchors, weights = printed.near_anchors[known], printed.near_weights[known]
    found = find_places(rectify(view, aligned, printed), printed, anchors, weights, NEAR_REACH_PX)
    places = found[:, :2] + found[:, 2:4]
    found[:, 2:4] += shifts_at(aligned.shifts, places)[:, :2]
    return found


def warp_to_frame(view: PageView, to_pixels: Matrix, printed: Print) -> Pixels:
    """The scan's luminance laid over the reference's frame (FRAME_DPI) by the homography."""
    height, width = printed.frame.shape
    source, to_source = _reduced_source(view, to_pixels, (width, height))
    matrix = to_source @ np.linalg.inv(frame_to_pixels(FRAME_DPI))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpPerspective(source, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return warped.astype(np.uint8, copy=False)


def rectify(view: PageView, aligned: AlignedPage, printed: Print) -> Pixels:
    """As `warp_to_frame`, with the local shifts followed."""
    if not needs_local_shifts(aligned):
        return warp_to_frame(view, aligned.to_pixels, printed)
    height, width = printed.frame.shape
    source, to_source = _reduced_source(view, aligned.to_pixels, (width, height))
    places = shifted_grid(aligned, (width, height), FRAME_DPI, to_source)
    across, down = places[..., 0], places[..., 1]
    rectified = cv2.remap(source, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(rectified, np.uint8)


def needs_local_shifts(aligned: AlignedPage) -> bool:
    """Whether the paper is bent so far that the homography alone would not do for a picture of the page."""
    return aligned.residual_mm > _NOTICEABLE_SHIFT_MM


def shifted_grid(
    aligned: AlignedPage,
    size: tuple[int, int],
    dpi: float,
    to_source: Matrix,
    corner: tuple[float, float] = (0.0, 0.0),
) -> NDArray[np.float32]:
    """Where each pixel of an upright picture of `size` at `dpi` lies on the source; for `cv2.remap`.

    `corner` is the picture's upper left corner in mm on the page. Shape (height, width, 2). Shifts vary over
    centimetres: they are computed on a coarse grid and interpolated.
    """
    width, height = size
    step = max(1, round(dpi / 4))
    columns, rows = np.meshgrid(np.arange(0, width + step, step), np.arange(0, height + step, step))
    mm = (np.column_stack([columns.ravel(), rows.ravel()]) + 0.5) * (MM_PER_INCH / dpi) + corner
    places = map_points(to_source, mm + shifts_at(aligned.shifts, mm)[:, :2])
    coarse = places.reshape(*columns.shape, 2).astype(np.float32)
    enlarge = np.array([[step, 0, 0], [0, step, 0]], np.float64)
    return cv2.warpAffine(coarse, enlarge, (width, height), flags=cv2.INTER_LINEAR).astype(np.float32, copy=False)


def _reduced_source(view: PageView, to_pixels: Matrix, frame_size: tuple[int, int]) -> tuple[Pixels, Matrix]:
    """The scan's luminance at about the frame's resolution, so that warping does not alias, and mm -> its pixels."""
    width_mm, height_mm = (side * _FRAME_MM for side in frame_size)
    factor = resolution(to_pixels, (width_mm, height_mm)) / FRAME_DPI
    if abs(factor / view.factor - 1) < 0.35:
        source, factor = view.small, view.factor
    elif factor > 1.5:
        source = shrink(view.grey, factor)
        factor = view.grey.shape[1] / source.shape[1]
    else:
        source, factor = view.grey, 1.0
    return source, np.linalg.inv(shrunk_to_full(factor)) @ to_pixels


def _fit_again(to_pixels: Matrix, found: NDArray[np.float64]) -> Matrix | None:
    """The homography that puts most anchors where they were found."""
    places = map_points(to_pixels, found[:, :2] + found[:, 2:4])
    extent_mm = float(np.linalg.norm(np.ptp(found[:, :2], axis=0)))
    pixels_per_mm = float(np.linalg.norm(np.ptp(places, axis=0))) / max(extent_mm, 1.0)
    fit = fit_plane(found[:, :2], places, _TOLERANCE_MM * pixels_per_mm)
    return None if fit is None else fit.matrix
