"""Finds lines of text with a detection model of the PP-OCR family, run by ONNX Runtime.

The model gives a probability for each pixel to be in the core of a line; lines are shrunk cores, so that neighbours do
not run together (Liao et al. 2020, "Real-time scene text detection with differentiable binarization").
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.engines.onnx_model import open_onnx_model
from ocr_service.reading.pages import Pixels
from ocr_service.reading.text_detector import TextBox

MODEL: Final = "PP-OCRv6_small_det"
Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]

# The model was trained on pictures of 960 pixels; on a whole page small print needs some more.
SIDE_PX: Final = 1280
_STRIDE: Final = 32
# From the model's own description (inference.yml, DBPostProcess).
_THRESHOLD: Final = 0.3
_BOX_THRESHOLD: Final = 0.6
_UNCLIP_RATIO: Final = 1.5
_MOST_BOXES: Final = 1000
_LEAST_SIDE: Final = 3
_MEAN: Final = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD: Final = np.array([0.229, 0.224, 0.225], np.float32)


def open_text_detector(model_folder: Path, *, threads: int) -> "DbTextDetector":
    """The detector, ready. Raises ModelMissing or EnginePackageMissing."""
    return DbTextDetector(open_onnx_model(model_folder, MODEL, threads=threads))


class DbTextDetector:
    """A `TextDetector` over a function that runs the model.

    `run` takes (1, 3, height, width) float32, normalised BGR with sides divisible by 32, and gives (1, 1, height,
    width) probabilities.
    """

    def __init__(self, run: Run) -> None:
        self._run = run

    def detect(self, page: Pixels) -> list[TextBox]:
        """See `TextDetector`. The page is looked at with `SIDE_PX` pixels on its longer side at most."""
        height, width = page.shape[:2]
        scale = min(1.0, SIDE_PX / max(height, width))
        size = [max(_STRIDE, round(side * scale / _STRIDE) * _STRIDE) for side in (width, height)]
        small = cv2.resize(page, (size[0], size[1]), interpolation=cv2.INTER_AREA)
        prepared = (small.astype(np.float32) / 255.0 - _MEAN) / _SPREAD
        probability = self._run(np.ascontiguousarray(prepared.transpose(2, 0, 1)[None], np.float32))[0, 0]
        return find_boxes(probability, (width, height))


def find_boxes(probability: NDArray[np.float32], size: tuple[int, int]) -> list[TextBox]:
    """Lines from the model's map: cores above a threshold, grown back to the lines' own extent.

    `size` is the width and height of the picture that the boxes are wanted on. Pages are upright by now, so that the
    boxes are, too.
    """
    across, down = size[0] / probability.shape[1], size[1] / probability.shape[0]
    cores = (probability > _THRESHOLD).astype(np.uint8)
    contours, _ = cv2.findContours(cores, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours[:_MOST_BOXES]:
        x, y, width, height = cv2.boundingRect(contour)
        if min(width, height) < _LEAST_SIDE:
            continue
        score = _score(probability, contour, (x, y, width, height))
        if score < _BOX_THRESHOLD:
            continue
        grown = width * height * _UNCLIP_RATIO / (2 * (width + height))
        left, top = max(0, round((x - grown) * across)), max(0, round((y - grown) * down))
        right = min(size[0], round((x + width + grown) * across))
        bottom = min(size[1], round((y + height + grown) * down))
        found.append(TextBox(left, top, right - left, bottom - top, score))
    return found


def _score(probability: NDArray[np.float32], contour: NDArray[np.generic], box: tuple[int, int, int, int]) -> float:
    """The mean probability inside the contour."""
    x, y, width, height = box
    inside = np.zeros((height, width), np.uint8)
    cv2.drawContours(inside, [np.asarray(contour, np.int32) - (x, y)], -1, [1.0], cv2.FILLED)
    return float(cv2.mean(probability[y : y + height, x : x + width], inside)[0])
