"""Where two reference pages that look alike print different things: revisions of a form, suppliers on the same paper.

Such differences can be as small as one figure of a form number. They are found once for each pair, at the full
resolution of the reference pictures, so that a scan need be looked at in these places only (see `tell_apart`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.clean_page import Mask, adaptive_ink
from ocr_service.reading.matching.match_features import match_features
from ocr_service.reading.matching.start import start_from
from ocr_service.reading.pages import AlignedPage, Pixels, ScanPage
from ocr_service.reading.placing.align_page import PageView, align_page, shifted_grid
from ocr_service.reading.placing.reference_page import Print, ReferencePage
from ocr_service.reading.placing.reference_picture import ReferencePicture

# Small print (6 points) is about 12 pixels high at this resolution.
FINE_DPI: Final = 200.0
# Side of the patch around a difference: a character of small print with its neighbours' edges.
PATCH_PX: Final = 19
# Pixels by which the two references may still lie apart after they were aligned.
_REACH_PX: Final = 4
# Print that the other page has this near (1.5 mm) is the same print: a scan is searched around each place, too.
_NEAR_PX: Final = 12
# Pixels that only one of the two prints, within a patch, to be worth a look.
_LEAST_PX: Final = 6
# Patches more alike than this (correlation) cannot be told apart on a scan.
_MOST_ALIKE: Final = 0.8
# Clear ones are kept up to so many; others, of which many are rulings on other parts of a pixel, fill up to so many.
_MOST_CLEAR: Final = 120
_MOST_DIFFERENCES: Final = 40
_CLEARLY_APART: Final = 0.5
# Places looked at, those with most ink apart first: along re-set print many turn out to be the same.
_MOST_PEAKS: Final = 600
# Grey levels: a patch with less contrast than this is blank paper.
_BLANK_CONTRAST: Final = 8.0
# Neighbourhood of the adaptive threshold, pixels at FINE_DPI.
INK_WINDOW: Final = 81


@dataclass(frozen=True, kw_only=True, eq=False)
class Difference:
    """A place where two pages differ: `centre` in mm on the one page, and what each prints around it.

    Both patches are PATCH_PX square at FINE_DPI; `likeness` is their correlation, -1 to _MOST_ALIKE.
    """

    centre: tuple[float, float]
    one: Pixels
    other: Pixels
    likeness: float


def find_differences(
    one: ReferencePage,
    other: ReferencePage,
    one_print: Print,
    one_picture: ReferencePicture,
    other_picture: ReferencePicture,
) -> tuple[Difference, ...]:
    """The places where `one` prints something else than `other`, the most distinct first; none where they cannot be
    laid over each other.

    Entries do not count: what stands inside the fields of either page is left out.
    """
    aligned = _lay_over(one, one_print, other_picture)
    if aligned is None:
        return ()
    size = (_fine(one.size_mm[0]), _fine(one.size_mm[1]))
    places = shifted_grid(aligned, size, FINE_DPI, aligned.to_pixels)
    over = cv2.remap(other_picture.grey, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderValue=(255,))
    shown = cv2.remap(_printed_only(other, other_picture), places[..., 0], places[..., 1], cv2.INTER_NEAREST) > 0
    under, mine = fine_picture(one, one_picture)
    found = list(_compare(under, np.asarray(over, np.uint8), np.asarray(mine & shown)))
    found.sort(key=lambda difference: difference.likeness)
    clear = sum(difference.likeness < _CLEARLY_APART for difference in found)
    return tuple(found[: max(clear, _MOST_DIFFERENCES)])


def fine_picture(page: ReferencePage, reference: ReferencePicture) -> tuple[Pixels, Mask]:
    """The page's picture at FINE_DPI, and where it is outside of all zones."""
    size = (_fine(page.size_mm[0]), _fine(page.size_mm[1]))
    picture = cv2.resize(reference.grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    outside = cv2.resize(_printed_only(page, reference), size, interpolation=cv2.INTER_NEAREST) > 0
    return picture, np.asarray(outside)


def _fine(mm: float) -> int:
    return round(mm / MM_PER_INCH * FINE_DPI)


def _lay_over(one: ReferencePage, one_print: Print, other_picture: ReferencePicture) -> AlignedPage | None:
    """The other's reference picture, as if it were a scan, aligned to the one."""
    view = PageView(ScanPage(number=1, pixels=cv2.cvtColor(other_picture.grey, cv2.COLOR_GRAY2BGR).astype(np.uint8)))
    match = match_features(one.features, view.features)
    if match is None:
        return None
    return align_page(view, one, one_print, start_from(match, one.from_mm, view.factor).to_pixels)


def _printed_only(page: ReferencePage, reference: ReferencePicture) -> Pixels:
    """255 where the page's picture shows print, 0 inside its zones; shape of the picture."""
    mask = np.full(reference.grey.shape, 255, np.uint8)
    across, down = reference.dpi[0] / MM_PER_INCH, reference.dpi[1] / MM_PER_INCH
    for box in [field.box for field in page.fields] + [table.box for table in page.tables]:
        rows = slice(max(0, round(box.y * down)), max(0, round(box.bottom * down)))
        mask[rows, max(0, round(box.x * across)) : max(0, round(box.right * across))] = 0
    return mask


def _compare(under: Pixels, over: Pixels, print_only: Mask) -> Iterator[Difference]:
    """The patches around the ink that only one of the two pictures has, none of them overlapping much."""
    inks = [adaptive_ink(picture, INK_WINDOW) for picture in (under, over)]
    near = [cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0 for ink in inks]
    apart = ((inks[0] & ~near[1]) | (inks[1] & ~near[0])) & print_only
    sums = cv2.boxFilter(apart.astype(np.float32), -1, (PATCH_PX, PATCH_PX), normalize=False)
    amount = np.asarray(sums, np.float32)
    margin = PATCH_PX // 2 + _NEAR_PX + 1
    amount[:margin], amount[-margin:], amount[:, :margin], amount[:, -margin:] = 0, 0, 0, 0
    clear = 0
    for x, y in _peaks(amount):
        patch = _cut(under, x, y, 0)
        around = _cut(over, x, y, _REACH_PX)
        likeness, other = find_patch(around, patch)
        if likeness < _MOST_ALIKE and not (_is_near(over, x, y, patch) or _is_near(under, x, y, other)):
            centre = ((x + 0.5) * MM_PER_INCH / FINE_DPI, (y + 0.5) * MM_PER_INCH / FINE_DPI)
            yield Difference(centre=centre, one=patch.copy(), other=other.copy(), likeness=likeness)
            clear += likeness < _CLEARLY_APART
            if clear == _MOST_CLEAR:
                return


def _peaks(amount: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
    for _ in range(_MOST_PEAKS):
        _, most, _, (x, y) = cv2.minMaxLoc(amount)
        if most < _LEAST_PX:
            return
        yield x, y
        reach = PATCH_PX // 2
        amount[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1] = 0


def _cut(picture: Pixels, x: int, y: int, margin: int) -> Pixels:
    half = PATCH_PX // 2 + margin
    return picture[y - half : y + half + 1, x - half : x + half + 1]


def _is_near(picture: Pixels, x: int, y: int, patch: Pixels) -> bool:
    """Whether the print of the patch stands somewhere around the place; blank paper is no print."""
    return shows_print(patch) and find_patch(_cut(picture, x, y, _NEAR_PX), patch)[0] >= _MOST_ALIKE


def shows_print(patch: Pixels) -> bool:
    """False for blank paper, which has no contrast to compare."""
    return float(patch.std()) >= _BLANK_CONTRAST


def find_patch(around: Pixels, patch: Pixels) -> tuple[float, Pixels]:
    """How alike (correlation) the patch and the most alike part of `around` are, and that part."""
    likeness = cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(likeness)
    return float(best), around[y : y + patch.shape[0], x : x + patch.shape[1]]
