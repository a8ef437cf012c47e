"""A first look at a scan while the paper is still in hand: what a clerk can put right by scanning again.

Nothing is known of the form yet, and only a second is there: every page is decoded and looked at much reduced, and a
long scan's first pages stand for the rest. Reading goes on whatever is found here.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2

from ocr_service.forms.result import Reason
from ocr_service.reading.clean_page import shrink, to_grey
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import Pixels, ScanPage
from ocr_service.reading.quality.find_print import FoundPrint, find_print
from ocr_service.reading.quality.judge_quality import is_empty_sheet, judge_quality, nothing_on_it

# The longer side of what is looked at: 10-point print on A4 is still ten pixels high.
LOOK_SIDE_PX: Final = 1200
PREVIEW_SIDE_PX: Final = 1400
_PREVIEW_QUALITY: Final = 80
# Below this height of characters (in the file's pixels) readings go wrong more often than right.
LEAST_CHARACTER_PX: Final = 7.5
# Fewer characters in lines than a form's title has; rulings make a form of an empty table, but a fabric has them too.
LEAST_CHARACTERS: Final = 12
LEAST_RULINGS: Final = 4
MOST_INK_OF_TABLE: Final = 0.105
# One or two lines at the edge are the scanner's shadow, a hole or a neighbour's paper.
LEAST_CUT_LINES: Final = 4


@dataclass(frozen=True, kw_only=True)
class PageLook:
    """What the first look found on one page; no reasons where it seems good."""

    number: int
    reasons: tuple[Reason, ...]


def judge_upload(
    data: bytes,
    limits: ScanLimits,
    *,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
    keep: Callable[[int, bytes], None] = lambda number, preview: None,
) -> tuple[PageLook, ...]:
    """Looks at the pages of a scan (a file's bytes) until `seconds` are over; at one page at least.

    `keep` is given the number and the preview (see `preview_page`) of each page with a reason: whoever is told of it
    wants to see it next, and to decode it once more may take half a second.

    The reasons are those of `judge_quality` and page_without_print, page_print_small (params: pixels, how high the
    characters are), page_print_cut (params: lines). Raises `ScanError` for a file that cannot be read.
    """
    deadline = clock() + seconds
    looks = []
    for page in open_scan(data, limits, side_px=LOOK_SIDE_PX):
        look = PageLook(number=page.number, reasons=judge_page(page))
        looks.append(look)
        if look.reasons:
            keep(look.number, _encode(page.pixels))
        if clock() >= deadline:
            break
    return tuple(looks)


def judge_page(page: ScanPage) -> tuple[Reason, ...]:
    """Reasons to scan this page again, as far as they show without knowing the form."""
    factor = max(1.0, max(page.pixels.shape[:2]) / LOOK_SIDE_PX)
    grey = shrink(to_grey(page.pixels), factor)
    reasons = judge_quality(page, grey)
    if nothing_on_it(reasons):
        return reasons
    found = find_print(grey)
    if found.characters < LEAST_CHARACTERS and is_empty_sheet(grey):
        return (Reason(code="page_blank"),)
    # Where nothing is in focus, what is printed there cannot be judged.
    if any(reason.code in ("page_blurred", "page_moved") for reason in reasons):
        return reasons
    return reasons + _judge_print(found, factor * page.reduced)


def _judge_print(found: FoundPrint, factor: float) -> tuple[Reason, ...]:
    """`factor`: how many times smaller than in the file the picture was on which the print was found."""
    if found.characters < LEAST_CHARACTERS and (found.rulings < LEAST_RULINGS or found.ink > MOST_INK_OF_TABLE):
        return (Reason(code="page_without_print"),)
    reasons = []
    height = found.height * factor
    if found.characters >= LEAST_CHARACTERS and height < LEAST_CHARACTER_PX:
        reasons.append(Reason(code="page_print_small", params={"pixels": round(height)}))
    if found.cut >= LEAST_CUT_LINES:
        reasons.append(Reason(code="page_print_cut", params={"lines": found.cut}))
    return tuple(reasons)


def preview_page(data: bytes, limits: ScanLimits, number: int) -> bytes | None:
    """A page of a scan as it came in, as a JPEG of at most `PREVIEW_SIDE_PX`; None where there is no such page.

    Raises `ScanError` for a file that cannot be read.
    """
    for page in open_scan(data, limits, side_px=PREVIEW_SIDE_PX):
        if page.number == number:
            return _encode(page.pixels)
    return None


def _encode(pixels: Pixels) -> bytes:
    small = shrink(pixels, max(pixels.shape[:2]) / PREVIEW_SIDE_PX)
    done, encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _PREVIEW_QUALITY])
    if not done:
        raise AssertionError("an eight-bit BGR picture can always be encoded")
    return encoded.tobytes()
