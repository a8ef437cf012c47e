"""The pictures that flow through the reading steps. All pixels are uint8 in OpenCV's order (BGR)."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import Box
from ocr_service.forms.result import Reason

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class ScanPage:
    """One page of a scan as it came in, turned as its metadata says.

    `pixels` has shape (height, width, 3); `dpi` is None where the file does not say it or lies. `reduced` is how many
    times smaller `pixels` are than the picture in the file (1 and more), where only a quick look was wanted; `dpi`
    is that of `pixels`.
    """

    number: int
    pixels: Pixels
    dpi: float | None = None
    reduced: float = 1.0

    @cached_property
    def one_channel(self) -> Pixels | None:
        """The page without colour, shape (height, width), where all its channels are alike; None where it has colour.

        What is cut from one channel costs half of what is cut from three.
        """
        blue, green, red = (self.pixels[..., channel] for channel in range(3))
        # Most pages of colour show it at a glance.
        for step in (16, 1):
            seen = (slice(None, None, step),) * 2
            if not (np.array_equal(blue[seen], green[seen]) and np.array_equal(green[seen], red[seen])):
                return None
        return np.ascontiguousarray(blue)


@dataclass(frozen=True, kw_only=True)
class AlignedPage:
    """A page of a scan with the way from template millimetres to its pixels.

    `to_pixels` is a 3x3 homography: (x mm, y mm, 1) on the template page -> homogeneous pixels on `page.pixels`.
    `dpi` is the resolution that the form has on the scan. `residual_mm` is the 95th percentile distance between
    matched points and where the homography puts them. `shifts` holds these points: rows of (x, y, dx, dy) in mm
    and a weight; what the template has at (x, y) lies where the homography puts (x + dx, y + dy). Shape (n, 5).
    """

    page: ScanPage
    template_page: int
    to_pixels: NDArray[np.float64]
    dpi: float
    residual_mm: float
    shifts: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 5)))


@dataclass(frozen=True, kw_only=True)
class Crop:
    """One zone cut from the scan at the scan's own resolution, upright.

    `pixels` has shape (height, width, 3). `box` is the template zone it shows (mm), `dpi` its resolution.
    `reference` is the same zone of the blank reference page (what is printed anyway), grey, (height, width); or None.
    `residual_mm` is how far the zone's surroundings lie from where the template has them after local correction.
    `cells` is the number of equal boxes, one character in each, that the zone is divided into; None where it is not.
    """

    pixels: Pixels
    box: Box
    dpi: float
    reference: Pixels | None = None
    residual_mm: float = 0.0
    reasons: tuple[Reason, ...] = field(default=())
    cells: int | None = None
