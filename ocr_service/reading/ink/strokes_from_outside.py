"""Ink that reaches into a zone from outside: a seal's ring with what it encloses, a line drawn through blank rows."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.clean_page import Mask

# With more of its ink from outside, a zone holds no entry of its own that could be told apart.
MOSTLY: Final = 0.6


def share_from_outside(mask: Mask, scale: float) -> float:
    """The share of the ink, 0 to 1, that belongs to strokes cut off by the crop's edge, or lies within the bend of one.

    `scale` is pixels per millimetre.
    """
    # Worn seals print broken rings.
    side = max(3, round(0.8 * scale)) | 1
    whole = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    _, parts = cv2.connectedComponents(whole, connectivity=8)
    edges = np.concatenate([parts[:2].ravel(), parts[-2:].ravel(), parts[:, :2].ravel(), parts[:, -2:].ravel()])
    covered: NDArray[np.uint8] = np.zeros(mask.shape, np.uint8)
    for part in np.unique(edges[edges > 0]).tolist():
        rows, columns = np.nonzero(parts == part)
        outline = cv2.convexHull(np.column_stack([columns, rows]).astype(np.int32))
        cv2.fillConvexPoly(covered, outline, (1,))
    ink = max(int(np.count_nonzero(mask)), 1)
    return float(np.count_nonzero(mask & (covered > 0))) / ink
