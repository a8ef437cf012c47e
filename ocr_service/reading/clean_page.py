"""Pictures made ready for comparing: grey, reduced, ink apart from paper and light, seal colour apart from ink."""

from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.pages import Pixels

SealColour = Literal["red", "blue", "purple"]
Mask = NDArray[np.bool_]

# Colour of seal ink by how much one channel stands above the others (BGR, 0 to 255): robust against uneven light,
# where hue thresholds fail on dark pixels.
_LEAST_SATURATION: Final = 40
# Paper at least this bright in every channel is left as it is; a picture is brightened this many times at most.
_WHITE: Final = 225.0
_MOST_GAIN: Final = 4.0
_PAPER_PERCENTILE: Final = 75


def to_grey(pixels: Pixels) -> Pixels:
    """BGR -> luminance; shape (height, width)."""
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)


def brightest_channel(pixels: Pixels) -> Pixels:
    """The highest of a pixel's channels; shape (height, width). A hundredth of the time of numpy's maximum."""
    blue, green, red = cv2.split(pixels)
    return cv2.max(cv2.max(blue, green), red).astype(np.uint8, copy=False)


def colour_of(pixels: Pixels) -> Pixels:
    """How far a pixel's channels lie apart, 0 (grey) to 255; shape (height, width)."""
    blue, green, red = cv2.split(pixels)
    darkest = cv2.min(cv2.min(blue, green), red)
    return cv2.subtract(cv2.max(cv2.max(blue, green), red), darkest).astype(np.uint8, copy=False)


def shrink(grey: Pixels, factor: float) -> Pixels:
    """The picture made `factor` times smaller by averaging (it stays as it is for a factor of 1 or less)."""
    if factor <= 1.0:
        return grey
    size = (max(1, round(grey.shape[1] / factor)), max(1, round(grey.shape[0] / factor)))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def on_white_paper(pixels: Pixels) -> Pixels:
    """The picture (BGR) as it would be in good light: each channel stretched until the paper is white.

    A colour stands out from a dark photo's grey paper by less than from white paper. The paper is the brighter quarter.
    """
    paper = np.percentile(pixels[::3, ::3].reshape(-1, 3), _PAPER_PERCENTILE, axis=0)
    if float(paper.min()) >= _WHITE:
        return pixels
    gain = np.minimum(255.0 / np.maximum(paper, 1.0), _MOST_GAIN)
    return np.asarray(cv2.multiply(pixels, np.append(gain, 0.0)), dtype=np.uint8)


def adaptive_ink(grey: Pixels, window: int = 41, contrast: int = 12) -> Mask:
    """Where a pixel is darker than the mean of its surroundings by `contrast` grey levels.

    Mean adaptive thresholding; `window` is the side of the surroundings in pixels, odd. Light and shadows fall out.
    """
    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, contrast)
    return ink.astype(np.bool_)


def seal_mask(pixels: Pixels, colour: SealColour) -> Mask:
    """Where the picture (BGR) has the colour of a seal; shape (height, width)."""
    blue, green, red = (channel.astype(np.int16) for channel in cv2.split(pixels))
    if colour == "red":
        return np.asarray((red - np.maximum(blue, green)) > _LEAST_SATURATION)
    if colour == "purple":
        return np.asarray((np.minimum(red, blue) - green) > _LEAST_SATURATION)
    return np.asarray((blue - np.maximum(red, green)) > _LEAST_SATURATION)
