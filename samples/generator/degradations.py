"""What happens to paper on its way into a file: each step takes RGB pixels and gives RGB pixels.

A step is named in a scan's recipe with its parameters; `STEPS` finds it by that name. Lengths are in millimetres
and turned into pixels by the resolution that the sheet was drawn at.
"""

import io
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ocr_service.forms.geometry import MM_PER_INCH
from samples.generator.phone import photograph

Pixels = NDArray[np.uint8]
Noise = np.random.Generator
Step = Callable[..., Pixels]


def paper(page: Pixels, noise: Noise, dpi: float, tint: tuple[int, int, int], grain: float) -> Pixels:
    """Coloured or yellowed stock with a fibre grain of `grain` grey levels."""
    fibre = cv2.GaussianBlur(noise.normal(0, 1, page.shape[:2]).astype(np.float32), (0, 0), 1.2) * grain * 2.5
    return _bytes(page.astype(np.float32) * (np.asarray(tint, np.float32) / 255) + fibre[:, :, None])


def carbon_copy(page: Pixels, noise: Noise, dpi: float, spread_mm: float, fading: float) -> Pixels:
    """A lower sheet of a carbonless set: everything soft, a little pale, in patches paler still."""
    soft = cv2.GaussianBlur(page, (0, 0), max(0.3, spread_mm * dpi / MM_PER_INCH)).astype(np.float32)
    patches = _patches(page.shape, noise, 6)
    share = np.clip(fading * (0.6 + 0.8 * patches), 0, 0.75)[:, :, None]
    return _bytes(soft * (1 - share) + 255 * share)


def fold(page: Pixels, noise: Noise, dpi: float, at: float, upright: bool, depth: float) -> Pixels:
    """A crease at the fraction `at` of the width (upright) or height, one side of it in shade."""
    length = page.shape[1] if upright else page.shape[0]
    distance = (np.arange(length) - at * length) * MM_PER_INCH / dpi
    shade = 1 - depth * np.exp(-np.clip(distance, 0, None) / 14) * (distance >= 0)
    shade = shade + 0.5 * depth * np.exp(-((distance / 0.35) ** 2))
    shaped = shade[None, :, None] if upright else shade[:, None, None]
    return _bytes(page.astype(np.float32) * shaped)


def shadow(page: Pixels, noise: Noise, dpi: float, angle: float, depth: float, softness: float) -> Pixels:
    """A soft-edged shadow over a part of the page, its edge at `angle` degrees."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = np.deg2rad(angle)
    along = (x / width - 0.5) * np.cos(slope) + (y / height - 0.5) * np.sin(slope)
    return _bytes(page * (1 - depth / (1 + np.exp(-along / softness)))[:, :, None])


def skew(page: Pixels, noise: Noise, dpi: float, degrees: float, lid: int) -> Pixels:
    """The sheet lay askew; what shows beside it is the scanner's lid, grey level `lid`. Nothing is cut off."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(width * cos + height * sin), int(width * sin + height * cos))
    turn[0, 2] += (size[0] - width) / 2
    turn[1, 2] += (size[1] - height) / 2
    lid_colour = (lid, lid, lid)
    return np.asarray(cv2.warpAffine(page, turn, size, flags=cv2.INTER_CUBIC, borderValue=lid_colour), np.uint8)


def turn(page: Pixels, noise: Noise, dpi: float, degrees: int) -> Pixels:
    """Laid in the wrong way round: 90, 180 or 270 degrees counter-clockwise."""
    return np.ascontiguousarray(np.rot90(page, degrees // 90))


def lose_margin(page: Pixels, noise: Noise, dpi: float, side: str, mm: float) -> Pixels:
    """A strip of `mm` at one side did not make it into the picture."""
    cut = round(mm * dpi / MM_PER_INCH)
    kept = {"left": page[:, cut:], "right": page[:, :-cut], "top": page[cut:], "bottom": page[:-cut]}
    return np.ascontiguousarray(kept[side])


def scanner(page: Pixels, noise: Noise, dpi: float, sigma: float, blur: float, streaks: int, contrast: float) -> Pixels:
    """A flatbed: a little blur, sensor noise of `sigma` grey levels, dirty sensor columns, contrast about white."""
    seen = cv2.GaussianBlur(page, (0, 0), blur).astype(np.float32) if blur else page.astype(np.float32)
    seen = 255 - (255 - seen) * contrast
    seen += noise.normal(0, sigma, (*page.shape[:2], 1)).astype(np.float32)
    seen += noise.normal(0, sigma / 3, page.shape).astype(np.float32)
    for _ in range(streaks):
        column = int(noise.integers(0, page.shape[1] - 2))
        seen[:, column : column + 1] = seen[:, column : column + 1] - np.float32(noise.uniform(12, 40))
    return _bytes(seen)


def uneven_light(page: Pixels, noise: Noise, dpi: float, depth: float) -> Pixels:
    """Brightness that wanders over the page."""
    return _bytes(page * (1 - depth * _patches(page.shape, noise, 3))[:, :, None])


def resample(page: Pixels, noise: Noise, dpi: float, to_dpi: float) -> Pixels:
    """Scanned at a lower resolution."""
    share = to_dpi / dpi
    size = (round(page.shape[1] * share), round(page.shape[0] * share))
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8)


def grey(page: Pixels, noise: Noise, dpi: float, levels: int) -> Pixels:
    """Scanned without colour, in `levels` greys."""
    light = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.float32)
    step = 255 / (levels - 1)
    return np.asarray(cv2.cvtColor(_bytes(np.round(light / step) * step), cv2.COLOR_GRAY2RGB), np.uint8)


def fax(page: Pixels, noise: Noise, dpi: float, threshold: int, specks: float, lost_lines: int) -> Pixels:
    """Black and white only, with a ragged edge, specks, and scan lines lost on the way."""
    light = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.float32)
    black = light + noise.normal(0, 14, light.shape) < threshold
    black ^= noise.random(light.shape) < specks
    for _ in range(lost_lines):
        row = int(noise.integers(2, light.shape[0] - 2))
        black[row] = black[row - 1]
    return np.asarray(np.repeat(np.where(black, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2))


def jpeg(page: Pixels, noise: Noise, dpi: float, quality: int) -> Pixels:
    """Passed through a messenger that recompresses pictures."""
    held = io.BytesIO()
    Image.fromarray(page).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held).convert("RGB"))


def ruined(page: Pixels, noise: Noise, dpi: float, blur_mm: float) -> Pixels:
    """Moved during exposure beyond what anyone can read."""
    length = max(3, round(blur_mm * dpi / MM_PER_INCH))
    kernel = np.full((1, length), 1 / length, np.float32)
    return np.asarray(cv2.GaussianBlur(cv2.filter2D(page, -1, kernel), (0, 0), length / 4), np.uint8)


def _patches(shape: tuple[int, ...], noise: Noise, cells: int) -> NDArray[np.float32]:
    coarse = noise.random((cells, cells)).astype(np.float32)
    return np.clip(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), 0, 1)


def _bytes(values: NDArray[Any]) -> Pixels:
    return np.clip(values, 0, 255).astype(np.uint8)


STEPS: dict[str, Step] = {
    step.__name__.replace("_", "-"): step
    for step in (
        paper, carbon_copy, fold, shadow, skew, turn, lose_margin, scanner, uneven_light, resample, grey, fax, jpeg,
        ruined, photograph,
    )
}  # fmt: skip


def degrade(page: Pixels, steps: list[dict[str, Any]], dpi: float, seed: int) -> Pixels:
    """Run the steps in order; a step that resamples changes the resolution for those behind it."""
    noise = np.random.default_rng(seed)
    for step in steps:
        given = {name: value for name, value in step.items() if name != "step"}
        page = STEPS[step["step"]](page, noise, dpi, **given)
        dpi = given.get("to_dpi", dpi)
    return page
