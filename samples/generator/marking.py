"""Marks by pen as ink coverage: ticks and crosses in boxes, rings around words, marks that were scribbled over.

Each picture is twice as wide and high as the box or word (in pixels) that it belongs to, which lies in its middle;
`scale` is pixels per millimetre.
"""

import math
import random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

FINE = 4
INK = 235


def draw_tick(width: float, height: float, scale: float, rng: random.Random, crosses: bool = True) -> NDArray[np.uint8]:
    """A tick, a little beyond the box as people do, now and then a cross where a cross means yes."""
    size = (int(width * 2 * FINE), int(height * 2 * FINE))
    mark = Image.new("L", size, 0)
    pen = ImageDraw.Draw(mark)
    thick = max(3, round(0.42 * scale * FINE))

    def at(u: float, v: float) -> tuple[float, float]:
        return (
            size[0] * (0.25 + 0.5 * u + rng.uniform(-0.03, 0.03)),
            size[1] * (0.25 + 0.5 * v + rng.uniform(-0.03, 0.03)),
        )

    if not crosses or rng.random() < 0.8:
        pen.line((at(0.12, 0.5), at(0.4, 0.88), at(1.12, -0.05)), fill=INK, width=thick, joint="curve")
    else:
        pen.line((at(0.1, 0.1), at(0.92, 0.92)), fill=INK, width=thick)
        pen.line((at(0.9, 0.08), at(0.1, 0.92)), fill=INK, width=thick)
    return _reduced(mark)


def draw_ring(width: float, height: float, scale: float, rng: random.Random) -> NDArray[np.uint8]:
    """A ring around a word, its ends crossing over or just apart."""
    size = (int(width * 2 * FINE), int(height * 2 * FINE))
    across, down = (0.25 * side + rng.uniform(0.7, 1.1) * scale * FINE for side in size)
    tilt, first = math.radians(rng.uniform(-8, 8)), rng.uniform(0, 2 * math.pi)
    points = []
    for step in range(61):
        turn = first + rng.uniform(-0.01, 0.01) + 2 * math.pi * step / 60
        grows = 1 + 0.06 * step / 60
        x, y = across * grows * math.cos(turn), down * grows * math.sin(turn)
        points.append((size[0] / 2 + x * math.cos(tilt) - y * math.sin(tilt),
                       size[1] / 2 + x * math.sin(tilt) + y * math.cos(tilt)))  # fmt: skip
    mark = Image.new("L", size, 0)
    ImageDraw.Draw(mark).line(points, fill=INK, width=max(3, round(0.42 * scale * FINE)), joint="curve")
    return _reduced(mark)


def draw_scribble(width: float, height: float, scale: float, rng: random.Random) -> NDArray[np.uint8]:
    """Strokes to and fro over a mark that its writer took back."""
    size = (int(width * 2 * FINE), int(height * 2 * FINE))
    points = []
    for turn in range(12):
        u = 0.16 if turn % 2 == 0 else 0.84
        v = 0.22 + 0.56 * turn / 11
        points.append((size[0] * (u + rng.uniform(-0.04, 0.04)), size[1] * (v + rng.uniform(-0.03, 0.03))))
    mark = Image.new("L", size, 0)
    ImageDraw.Draw(mark).line(points, fill=INK, width=max(3, round(0.5 * scale * FINE)), joint="curve")
    return _reduced(mark)


def _reduced(mark: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(mark.resize((mark.width // FINE, mark.height // FINE), Image.Resampling.LANCZOS))
