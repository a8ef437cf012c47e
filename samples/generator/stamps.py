"""Seals and stamps: round company seals, rectangular stamps, their colours and their uneven ink."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.generator.fonts import printed_font

FINE = 3
SEAL_INKS = {"red": (206, 36, 42), "blue": (38, 70, 186), "purple": (126, 44, 150)}


@dataclass(frozen=True)
class RoundSeal:
    """A company's seal: its name on an arc over a star, the purpose beneath; `colour` is one of SEAL_INKS."""

    company: str
    purpose: str
    colour: str = "red"


@dataclass(frozen=True)
class BoxStamp:
    """A rectangular rubber stamp."""

    lines: tuple[str, ...]


def draw_round_seal(face: RoundSeal, diameter: float, family: str, style: str) -> Image.Image:
    """The seal with its ring and star; `diameter` in pixels, mode L."""
    company = face.company
    size = int(diameter * FINE)
    seal = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(seal)
    edge = max(2, size // 34)
    pen.ellipse((edge, edge, size - edge, size - edge), outline=255, width=edge)
    _star(pen, size / 2, size / 2, size * 0.155)
    font = printed_font(family, style, size * (0.118 if len(company) <= 12 else 0.105))
    span = math.radians(min(262, 22 * len(company)))
    for number, character in enumerate(company):
        angle = -span / 2 + span * (number + 0.5) / len(company)
        _turned_character(seal, character, font, size, angle)
    small = printed_font(family, style, size * 0.085)
    pen.text((size / 2, size * 0.755), face.purpose, fill=255, font=small, anchor="mm")
    return seal.resize((round(diameter), round(diameter)), Image.Resampling.LANCZOS)


def _star(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    corners = []
    for number in range(10):
        reach = radius if number % 2 == 0 else radius * 0.382
        angle = math.pi * number / 5 - math.pi / 2
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    pen.polygon(corners, fill=255)


def _turned_character(seal: Image.Image, character: str, font: object, size: int, angle: float) -> None:
    cell = Image.new("L", (size, size), 0)
    ImageDraw.Draw(cell).text((size / 2, size * 0.125), character, fill=255, font=font, anchor="mm")  # type: ignore[arg-type]
    turned = cell.rotate(-math.degrees(angle), Image.Resampling.BICUBIC, center=(size / 2, size / 2))
    seal.paste(255, (0, 0), turned)


def draw_box_stamp(face: BoxStamp, height: float, family: str) -> Image.Image:
    """The stamp with its frame; `height` in pixels, mode L."""
    lines = face.lines
    tall = int(height * FINE)
    em = tall / (len(lines) * 1.35 + 0.55)
    font = printed_font(family, "bold", em)
    wide = int(max(font.getlength(line) for line in lines) + em * 1.2)
    stamp = Image.new("L", (wide, tall), 0)
    pen = ImageDraw.Draw(stamp)
    thin = max(2, tall // 40)
    pen.rectangle((0, 0, wide - 1, tall - 1), outline=255, width=thin * 2)
    for number, line in enumerate(lines):
        pen.text((wide / 2, tall * (number + 0.5) / len(lines)), line, fill=255, font=font, anchor="mm")
    return stamp.resize((round(wide / FINE), round(tall / FINE)), Image.Resampling.LANCZOS)


def unevenly_inked(stamp: Image.Image, degrees: float, noise: np.random.Generator) -> NDArray[np.uint8]:
    """The stamp turned by `degrees`, its ink blotchy as rubber leaves it."""
    turned = stamp.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    coverage = np.asarray(turned, np.float64)
    coarse = Image.fromarray((noise.random((9, 9)) * 255).astype(np.uint8)).resize(
        turned.size, Image.Resampling.BICUBIC
    )
    blotches = 0.62 + 0.38 * np.asarray(coarse, np.float64) / 255
    grain = np.where(noise.random(coverage.shape) < 0.06, 0.45, 1.0)
    return np.asarray(np.clip(coverage * blotches * grain, 0, 255), np.uint8)
