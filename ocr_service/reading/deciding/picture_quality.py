"""What a page's picture is like, as far as it bears on how surely anything on it can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ocr_service.forms.result import Reason
from ocr_service.reading.pages import Pixels

# Every so many pixels each way tell the page's levels as well as all of them.
_STRIDE: Final = 7
# Grey levels: between these lies what a black-and-white scan has not.
_BETWEEN: Final = (40, 215)
# A fax, shrunk or not, has almost nothing between; a grey scan has its paper's and ink's noise there.
_TWO_LEVELS_SHARE: Final = 0.02


@dataclass(frozen=True, kw_only=True)
class PictureQuality:
    """`dpi`: the form's resolution on the picture. `contrast`: how much darker print is than paper, 0 to 1.

    `two_levels`: black and white without greys (fax, CCITT). `blurred`: out of focus or moved.
    """

    dpi: float
    contrast: float
    two_levels: bool
    blurred: bool = False


def measure_picture(grey: Pixels, dpi: float, reasons: Sequence[Reason] = ()) -> PictureQuality:
    """`grey` is the page's picture at its own size (not shrunk: shrinking mixes greys), `reasons` those that were found
    to scan it again.
    """
    levels = grey[::_STRIDE, ::_STRIDE]
    paper, ink = float(np.percentile(levels, 90)), float(np.percentile(levels, 1))
    between = float(np.mean((levels > _BETWEEN[0]) & (levels < _BETWEEN[1])))
    return PictureQuality(
        dpi=dpi,
        contrast=max(0.0, paper - ink) / max(paper, 1.0),
        two_levels=between < _TWO_LEVELS_SHARE,
        blurred=any(reason.code in ("page_blurred", "page_moved") for reason in reasons),
    )
