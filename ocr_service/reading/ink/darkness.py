"""How dark each pixel is for the light that falls on it, and from where on it is ink."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.ink.percentiles import percentile

Grey = NDArray[np.uint8]

# Paper grain and JPEG noise stay below this darkness (of 255).
FAINTEST_INK: Final = 24
# Below this brightness the noise of the picture counts for more than the paper's own light.
DARKEST_PAPER: Final = 60.0


def darkness_of(grey: Grey, scale: float) -> Grey:
    """What share of the light that the paper around it throws back is missing at each pixel, 0 to 255.

    A share and not a difference, for ink in a shadow is as dark by it as ink in the light. `scale` is pixels per mm.
    """
    # Paper is the brightest thing within 3 mm; the blur keeps single bright specks from lifting it.
    size = max(3, round(6 * scale)) | 1
    smooth = cv2.GaussianBlur(grey, (0, 0), max(0.6, 0.08 * scale))
    # A quarter of the resolution is plenty for paper and sixteen times cheaper.
    factor = 4 if min(grey.shape) >= 16 else 1
    shrunk = cv2.resize(smooth, (grey.shape[1] // factor, grey.shape[0] // factor), interpolation=cv2.INTER_AREA)
    reach = max(3, size // factor) | 1
    paper = cv2.blur(cv2.dilate(shrunk, np.ones((reach, reach), np.uint8)), (reach, reach))
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    lit = np.maximum(paper, np.uint8(DARKEST_PAPER)).astype(np.float32)
    missing = np.divide(grey, lit, out=lit)
    np.subtract(np.float32(1.0), missing, out=missing)
    missing *= 255.0
    return np.asarray(np.maximum(missing, 0.0, out=missing), np.uint8)


def is_plain(grey: Grey) -> bool:
    """Whether no pixel can be ink, wherever the paper is brightest: a look that costs next to nothing."""
    darkest, brightest, _, _ = cv2.minMaxLoc(grey)
    return 255.0 * (1.0 - darkest / max(brightest, DARKEST_PAPER)) < FAINTEST_INK


def ink_threshold(darkness: Grey) -> float:
    """From which darkness on a pixel is ink: two fifths of the darkest strokes, so that faint carbon copies count."""
    return max(float(FAINTEST_INK), 0.4 * percentile(darkness, 99.5))
