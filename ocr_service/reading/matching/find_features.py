"""Finds points of a picture that can be recognised again on another picture of the same page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.pages import Pixels

# The longer side of the pictures that features are taken from: 10-point labels on A4 are then 12 to 14 pixels high.
SCAN_SIDE_PX: Final = 1200
REFERENCE_SIDE_PX: Final = 1000
_SCAN_FEATURES: Final = 1500
_REFERENCE_FEATURES: Final = 700
# Parts along the longer side that features are spread over, and how many more are found than kept.
_PARTS: Final = 12
_SURPLUS: Final = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Features:
    """Of n points: `points` in pixels, shape (n, 2), and `descriptors`, ORB's 256 bits each, shape (n, 32).

    `turns` are their directions in degrees, 0 to 360, `sizes` their diameters in pixels; both of shape (n,).
    """

    points: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    turns: NDArray[np.float32]
    sizes: NDArray[np.float32]

    @property
    def signs(self) -> NDArray[np.float32]:
        """The descriptors' bits as -1 and +1, shape (n, 256): the product of two is 256 less twice the bits apart."""
        return np.unpackbits(self.descriptors, axis=1).astype(np.float32) * 2 - 1


def find_features(grey: Pixels, *, of_reference: bool) -> Features:
    """ORB features (Rublee et al. 2011) of a reduced grey picture: they stand any turn, and scale within a factor 3."""
    count = _REFERENCE_FEATURES if of_reference else _SCAN_FEATURES
    return _as_features(*_orb(count).detectAndCompute(grey, np.full(grey.shape, 255, np.uint8)))


def find_spread_features(grey: Pixels, *, of_reference: bool) -> Features:
    """As `find_features`, but evenly from all parts of the picture: each part's strongest, then each one's second ...

    On a form of lines and little text, or on a grained desk, the strongest features all lie on a logo, on what was
    written or on the desk. Where print is plenty, the strongest ones match better.
    """
    count = _REFERENCE_FEATURES if of_reference else _SCAN_FEATURES
    orb = _orb(_SURPLUS * count)
    keypoints = orb.detect(grey, np.full(grey.shape, 255, np.uint8))
    if keypoints:
        side = max(grey.shape) / _PARTS
        parts = (np.array([keypoint.pt for keypoint in keypoints]) // side).astype(np.int64) @ (_PARTS + 1, 1)
        strength = np.array([keypoint.response for keypoint in keypoints])
        order = np.lexsort((-strength, parts))
        firsts = np.searchsorted(parts[order], parts[order])
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order)) - firsts
        keypoints = [keypoints[index] for index in np.lexsort((-strength, rank))[:count].tolist()]
    return _as_features(*orb.compute(grey, keypoints))


def _orb(count: int) -> cv2.ORB:
    return cv2.ORB.create(nfeatures=count, scaleFactor=1.2, nlevels=8, edgeThreshold=15, patchSize=31, fastThreshold=10)


def _as_features(keypoints: Sequence[cv2.KeyPoint], descriptors: cv2.typing.MatLike | None) -> Features:
    if not keypoints or descriptors is None:
        return no_features()
    return Features(
        points=np.asarray(cv2.KeyPoint.convert(keypoints), np.float32).reshape(-1, 2),
        descriptors=np.asarray(descriptors, np.uint8),
        turns=np.array([keypoint.angle for keypoint in keypoints], np.float32),
        sizes=np.array([keypoint.size for keypoint in keypoints], np.float32),
    )


def no_features() -> Features:
    """What an empty picture has."""
    none = np.zeros(0, np.float32)
    return Features(points=none.reshape(0, 2), descriptors=np.zeros((0, 32), np.uint8), turns=none, sizes=none)
