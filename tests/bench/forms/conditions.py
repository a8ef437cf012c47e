"""The conditions that the benchmark keeps apart: how a copy is written and what happens to it until it is a file."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from samples.generator.conditions import (
    CARBON_SPREAD,
    FAX,
    FEEDER,
    FLATBED,
    GREYS,
    OLD_FLATBED,
    PINK_STOCK,
    RECYCLED_STOCK,
    YELLOW_STOCK,
    Step,
    at_resolution,
    photographed,
    shaded,
    skewed,
    turned,
)
from samples.generator.filling import Look
from samples.generator.writing import INKS, Pen


@dataclass(frozen=True, kw_only=True)
class Copy:
    """How one copy is made: the pens, the steps, the resolution that it is drawn at, the file's kind and quality."""

    look: Look
    steps: tuple[Step, ...]
    dpi: float = 200.0
    kind: str = "jpg"
    quality: int = 70
    over_text: bool = False


Maker = Callable[[random.Random, Sequence[str], Sequence[str]], Copy]


def _laser(rng: random.Random, printed: Sequence[str], hands: Sequence[str]) -> Look:
    pen = Pen(kind="laser", family=rng.choice(printed), ink=INKS["toner"])
    return Look(pen=pen, hand_font=rng.choice(hands), hand_ink=rng.choice(("blue", "black")))


def _impact(rng: random.Random, printed: Sequence[str], hands: Sequence[str], ink: str, wear: float) -> Look:
    pen = Pen(kind="dot-matrix", family=rng.choice(printed), ink=INKS[ink], wear=wear)
    offset = (round(rng.uniform(-0.6, 0.6), 2), round(rng.uniform(-0.6, 0.6), 2))
    return Look(pen=pen, hand_font=rng.choice(hands), offset_mm=offset)


def _office(rng: random.Random) -> tuple[Step, ...]:
    """A flatbed or feeder: a little askew, now and then the wrong way round, half of them without colour."""
    steps = [skewed(round(rng.uniform(-3, 3), 2), rng.choice((244, 250, 255)))]
    if rng.random() < 0.25:
        steps.append(turned(rng.choice((90, 180, 270))))
    steps.append(rng.choice((FLATBED, OLD_FLATBED, FEEDER)))
    return (*steps, GREYS) if rng.random() < 0.5 else tuple(steps)


def clean_print(rng: random.Random, printed: Sequence[str], hands: Sequence[str]) -> Copy:
    """Laser print as a document feeder sees it: upright, hardly any noise."""
    steps = ({"step": "scanner", "sigma": 0.8, "blur": 0.35, "streaks": 0, "contrast": 0.98},)
    return Copy(look=_laser(rng, printed, hands), steps=steps, quality=85)


def office_scan(rng: random.Random, printed: Sequence[str], hands: Sequence[str]) -> Copy:
    dpi = rng.choice((150.0, 200.0, 200.0, 300.0))
    return Copy(look=_laser(rng, printed, hands), steps=_office(rng), dpi=dpi, quality=rng.choice((55, 70, 80)))


def dot_matrix(rng: random.Random, printed: Sequence[str], hands: Sequence[str]) -> Copy:
    """A 24-pin printer with a more or less worn ribbon, off the pre-printed form by up to 0.6 mm."""
    look = _impact(rng, printed, hands, "ribbon", round(rng.uniform(0.1, 0.6), 2))
    return Copy(look=look, steps=_office(rng))


def carbon_copy(rng: random.Random, printed: Sequence[str], hands: Sequence[str]) -> Copy:
    """A lower sheet of a carbonless set, on coloured stock."""
    look = _impact(rng, printed, hands, "carbon", round(rng.uniform(0.15, 0.4), 2))
    spread = {**CARBON_SPREAD, "fading": round(rng.uniform(0.12, 0.32), 2)}
    stock = rng.choice((PINK_STOCK, YELLOW_STOCK, RECYCLED_STOCK))
    return Copy(look=look, steps=(stock, spread, skewed(round(rng.uniform(-2, 2), 2)), FLATBED))


def phone_photo(rng: random.Random, printed: Sequence[str], hands: Sequence[str]) -> Copy:
    """On a desk, at an angle, in a shadow; 5 to 8 megapixels."""
    desk = rng.choice(("wood", "steel", "green-mat", "dark"))
    photo = photographed(desk, round(rng.uniform(0.01, 0.05), 3), round(rng.uniform(-8, 8), 1),
                         round(rng.uniform(0.1, 0.45), 2), rng.choice((2400, 2800, 3200)))  # fmt: skip
    folded = {"step": "fold", "at": 0.5, "upright": rng.random() < 0.5, "depth": 0.2}
    before = rng.choice(((), (folded,), (shaded(rng.randrange(180), 0.25),)))
    return Copy(look=_laser(rng, printed, hands), steps=(*before, photo), quality=80)


def under_seal(rng: random.Random, printed: Sequence[str], hands: Sequence[str]) -> Copy:
    """A red seal stamped over entries; only the fields that it touches are counted."""
    look = _laser(rng, printed, hands) if rng.random() < 0.6 else _impact(rng, printed, hands, "ribbon", 0.2)
    steps = (skewed(round(rng.uniform(-2, 2), 2)), FLATBED)
    return Copy(look=look, steps=steps, over_text=True, quality=75)


def handwriting(rng: random.Random, printed: Sequence[str], hands: Sequence[str]) -> Copy:
    """Forms filled with a pen; figures, listed words and free words are counted apart."""
    return Copy(look=_laser(rng, printed, hands), steps=(skewed(round(rng.uniform(-2, 2), 2)), FLATBED), quality=75)


def low_resolution(rng: random.Random, printed: Sequence[str], hands: Sequence[str]) -> Copy:
    steps = (skewed(round(rng.uniform(-1, 1), 2)), FLATBED, at_resolution(rng.choice((100.0, 110.0, 120.0))))
    return Copy(look=_laser(rng, printed, hands), steps=steps, quality=80)


def fax(rng: random.Random, printed: Sequence[str], hands: Sequence[str]) -> Copy:
    """Black and white at 200 dpi, ragged, with specks and lost lines."""
    look = rng.choice((_laser(rng, printed, hands), _impact(rng, printed, hands, "ribbon", 0.15)))
    return Copy(look=look, steps=(skewed(round(rng.uniform(-1.2, 1.2), 2), 255), FAX), kind="tiff")


CONDITIONS: Mapping[str, Maker] = {
    maker.__name__.replace("_", "-"): maker
    for maker in (
        clean_print, office_scan, dot_matrix, carbon_copy, phone_photo, under_seal, handwriting, low_resolution, fax,
    )
}  # fmt: skip
