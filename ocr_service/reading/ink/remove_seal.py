"""Takes the colour of a seal out of a zone, so that the ink below it can be read alone."""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.clean_page import colour_of
from ocr_service.reading.pages import Crop

# A channel must stand out from the others by this much for a pixel to count as coloured.
LEAST_COLOUR: Final = 45
# Less than this share of coloured pixels in a zone is a colour fringe, not a seal.
LEAST_SHARE: Final = 0.01
_BLUE, _RED = 0, 2
_PURPLE = (_BLUE, _RED)


def remove_seal(crop: Crop) -> Crop | None:
    """The crop as its red, blue or purple seal's own channel shows it, where the seal is lightest.

    Purple takes the lighter of blue and red. None where the zone has no such colour. Black ink is dark in
    every channel and stays.
    """
    if np.count_nonzero(colour_of(crop.pixels) >= LEAST_COLOUR) < LEAST_SHARE * crop.pixels[..., 0].size:
        return None
    channels = crop.pixels.astype(np.int16)
    blue, green, red = channels[..., 0], channels[..., 1], channels[..., 2]
    found: dict[tuple[int, ...], NDArray[np.bool_]] = {
        (_RED,): red - np.maximum(blue, green) >= LEAST_COLOUR,
        # Blue ballpoint is blue in both senses; only clearly saturated blue with a light blue channel is a seal.
        (_BLUE,): (blue - np.maximum(red, green) >= LEAST_COLOUR) & (blue >= 140),
        _PURPLE: (np.minimum(blue, red) - green >= LEAST_COLOUR) & (np.maximum(blue, red) >= 140),
    }
    own_channels, coloured = max(found.items(), key=lambda item: int(np.count_nonzero(item[1])))
    if np.count_nonzero(coloured) < LEAST_SHARE * coloured.size:
        return None
    own = crop.pixels[..., own_channels].max(axis=2)
    paper = float(np.percentile(own, 75))
    cleaned = own.astype(np.float32)
    # Seal ink is a little darker than paper even in its own channel; lift what is purely coloured to the paper.
    soft = cv2.GaussianBlur(coloured.astype(np.float32), (0, 0), 0.8)
    light = np.clip((cleaned - 0.45 * paper) / (0.25 * paper), 0.0, 1.0)
    cleaned += (paper - cleaned) * np.minimum(1.0, soft * 1.5) * light
    grey = np.clip(cleaned, 0, 255).astype(np.uint8)
    return replace(crop, pixels=np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8))
