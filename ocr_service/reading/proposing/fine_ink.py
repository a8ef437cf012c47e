"""The ink of strokes on a page: letters, dots, frames of boxes."""

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.clean_page import adaptive_ink, to_grey
from ocr_service.reading.pages import Pixels


def fine_ink(page: Pixels, scale: float) -> NDArray[np.uint8]:
    """1 on ink, shape (height, width); `scale` is pixels per millimetre. Of large dark pieces only the edges count."""
    return adaptive_ink(to_grey(page), window=2 * round(3 * scale) + 1).astype(np.uint8)
