"""A sheet photographed by phone: on a desk, at an angle, in a shadow, slightly out of focus."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

DESKS = {"wood": (132, 98, 66), "steel": (150, 154, 158), "green-mat": (58, 98, 82), "dark": (58, 56, 58)}


def photograph(
    page: Pixels,
    noise: np.random.Generator,
    dpi: float,
    desk: str,
    tilt: float,
    turn: float,
    shade: float,
    long_side: int,
    blur: float,
) -> Pixels:
    """Photograph the page on a desk.

    `tilt` is how far the corners stray, as a share of the page's width; `turn` degrees how the phone is held;
    `shade` how dark the photographer's shadow is, 0 to 1; `long_side` the photo's longer side in pixels.
    """
    height, width = page.shape[:2]
    size = _scene_size(width, height)
    scene = _desk(size, DESKS[desk], noise)
    bend = _bend(width, height, size, tilt, turn, noise)
    laid = cv2.warpPerspective(page, bend, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), bend, size)
    thrown = cv2.GaussianBlur(np.roll(mask, (14, 10), (0, 1)), (0, 0), 16).astype(np.float32)[:, :, None] / 255
    share = cv2.GaussianBlur(mask, (0, 0), 0.8).astype(np.float32)[:, :, None] / 255
    seen = scene * (1 - 0.45 * thrown) * (1 - share) + laid * share
    seen = seen * _light(size, shade, noise)[:, :, None] * np.asarray((1.0, 0.985, 0.94), np.float32)
    shrink = long_side / max(size)
    small = cv2.resize(seen, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    focused = cv2.GaussianBlur(small, (0, 0), blur) if blur else small
    focused = focused + noise.normal(0, 2.6, focused.shape)
    return np.clip(focused, 0, 255).astype(np.uint8)


def photographed_plane(
    shape: tuple[int, ...], noise: np.random.Generator, tilt: float, turn: float, long_side: int
) -> NDArray[np.float64]:
    """Where `photograph` puts the page: page pixels -> photo pixels, 3x3, for the same state of `noise`."""
    height, width = shape[:2]
    size = _scene_size(width, height)
    _desk(size, DESKS["wood"], noise)  # Takes what the desk takes from the noise.
    bend = _bend(width, height, size, tilt, turn, noise)
    shrink = long_side / max(size)
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    return np.asarray(np.linalg.inv(half) @ np.diag([shrink, shrink, 1.0]) @ half @ bend)


def _scene_size(width: int, height: int) -> tuple[int, int]:
    border = 0.09
    return round(width * (1 + 2 * border)), round(height * (1 + 2 * border) + width * 0.05)


def _bend(
    width: int, height: int, size: tuple[int, int], tilt: float, turn: float, noise: np.random.Generator
) -> NDArray[np.float64]:
    corners = _corners(width, height, size, tilt, turn, noise)
    start = np.asarray([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(start, corners))


def _corners(
    width: int, height: int, size: tuple[int, int], tilt: float, turn: float, noise: np.random.Generator
) -> NDArray[np.float32]:
    corners = np.asarray([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    corners += noise.uniform(-0.35, 0.35, (4, 2)) * tilt * width
    # The far edge of a tilted sheet looks shorter than the near one.
    corners[0, 0] += tilt * width
    corners[1, 0] -= tilt * width
    corners[:2, 1] += tilt * height * 0.6
    angle = np.deg2rad(turn)
    centre = np.asarray([width / 2, height / 2])
    turned = (corners - centre) @ np.asarray([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    spread = turned.max(axis=0) - turned.min(axis=0)
    turned *= min(1.0, size[0] * 0.97 / spread[0], size[1] * 0.97 / spread[1])
    low, high = turned.min(axis=0), turned.max(axis=0)
    return np.asarray(turned - (low + high) / 2 + np.asarray(size) / 2, np.float32)


def _desk(size: tuple[int, int], colour: tuple[int, int, int], noise: np.random.Generator) -> NDArray[np.float32]:
    """A desk top with a grain that runs along it."""
    strands = noise.normal(0, 1, (size[1], max(2, size[0] // 90))).astype(np.float32)
    grain = cv2.resize(strands, size, interpolation=cv2.INTER_CUBIC)
    grain = cv2.GaussianBlur(grain, (0, 0), sigmaX=9, sigmaY=1.6)
    return np.asarray(np.asarray(colour, np.float32)[None, None] * (1 + 0.16 * grain[:, :, None]), np.float32)


def _light(size: tuple[int, int], shade: float, noise: np.random.Generator) -> NDArray[np.float32]:
    """Light that falls off to the corners, and the photographer's own shadow from one side."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    u, v = x / size[0] - 0.5, y / size[1] - 0.5
    falloff = 1.0 - 0.28 * (u * u + v * v)
    angle = noise.uniform(0, 2 * np.pi)
    edge = u * np.cos(angle) + v * np.sin(angle) - 0.12
    return np.asarray(falloff * (1 - shade / (1 + np.exp(-edge / 0.035))), np.float32)
