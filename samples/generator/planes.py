"""Where a page lies after it was degraded: the true way from the form's millimetres to the scan's pixels."""

import copy
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from samples.generator.degradations import STEPS, Pixels
from samples.generator.phone import photographed_plane

Matrix = NDArray[np.float64]
_HALF = np.array([[1.0, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])


def degrade_traced(page: Pixels, steps: list[dict[str, Any]], dpi: float, seed: int) -> tuple[Pixels, Matrix]:
    """As `degradations.degrade`, with the homography (x mm, y mm, 1) -> pixels of what comes out.

    A pixel's number is where its centre lies, as OpenCV counts.
    """
    noise = np.random.default_rng(seed)
    plane = np.linalg.inv(_HALF) @ np.diag([dpi / MM_PER_INCH, dpi / MM_PER_INCH, 1.0])
    for step in steps:
        given = {name: value for name, value in step.items() if name != "step"}
        move = _move(step["step"], page.shape, copy.deepcopy(noise), dpi, given)
        page = STEPS[step["step"]](page, noise, dpi, **given)
        dpi = given.get("to_dpi", dpi)
        plane = move @ plane
    return page, plane / plane[2, 2]


def _move(name: str, shape: tuple[int, ...], noise: np.random.Generator, dpi: float, given: dict[str, Any]) -> Matrix:
    """The homography of one step, from pixels before it to pixels behind it."""
    height, width = shape[:2]
    match name:
        case "skew":
            return _skew(width, height, given["degrees"])
        case "turn":
            return quarter_turn(width, height, given["degrees"])
        case "lose-margin":
            cut = round(given["mm"] * dpi / MM_PER_INCH)
            return _shift(-cut * (given["side"] == "left"), -cut * (given["side"] == "top"))
        case "resample":
            share = given["to_dpi"] / dpi
            across, down = round(width * share) / width, round(height * share) / height
            return np.linalg.inv(_HALF) @ np.diag([across, down, 1.0]) @ _HALF
        case "photograph":
            return photographed_plane(shape, noise, given["tilt"], given["turn"], given["long_side"])
        case _:
            return np.eye(3)


def _skew(width: int, height: int, degrees: float) -> Matrix:
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    turn[0, 2] += (int(width * cos + height * sin) - width) / 2
    turn[1, 2] += (int(width * sin + height * cos) - height) / 2
    return np.vstack([turn, [0, 0, 1]])


def quarter_turn(width: int, height: int, degrees: int) -> Matrix:
    """Pixels of a picture -> those of the picture turned counter-clockwise by 90, 180 or 270 degrees."""
    quarter = {
        90: np.array([[0.0, 1, 0], [-1, 0, width - 1], [0, 0, 1]]),
        180: np.array([[-1.0, 0, width - 1], [0, -1, height - 1], [0, 0, 1]]),
        270: np.array([[0.0, -1, height - 1], [1, 0, 0], [0, 0, 1]]),
    }
    return quarter[degrees]


def _shift(dx: float, dy: float) -> Matrix:
    return np.array([[1.0, 0, dx], [0, 1, dy], [0, 0, 1]])
