"""Which scans are made: each a plan as data, so that a larger set is only more plans."""

from dataclasses import dataclass, field
from typing import Any

from samples.generator.filling import Look
from samples.generator.writing import INKS, Pen

LASER = Pen(kind="laser", family="Noto Sans CJK SC", ink=INKS["toner"])
LASER_SONG = Pen(kind="laser", family="Noto Serif CJK SC", ink=INKS["toner"])
RIBBON = Pen(kind="dot-matrix", family="WenQuanYi Zen Hei", ink=INKS["ribbon"], wear=0.25)
WORN_RIBBON = Pen(kind="dot-matrix", family="WenQuanYi Zen Hei", ink=INKS["ribbon"], wear=0.6)
CARBON = Pen(kind="dot-matrix", family="WenQuanYi Zen Hei", ink=INKS["carbon"], wear=0.3)

FLATBED: dict[str, Any] = {"step": "scanner", "sigma": 2.2, "blur": 0.55, "streaks": 0, "contrast": 0.93}
GREYS: dict[str, Any] = {"step": "grey", "levels": 16}


@dataclass(frozen=True, kw_only=True)
class ScanPlan:
    """One scan: which form, how it is written, what happens to it, and what is to come of it.

    `spoil` names a way of breaking a rule (see `spoiling.py`). `decisions` are those allowed.
    """

    form: str
    name: str
    conditions: tuple[str, ...]
    look: Look = field(default_factory=Look)
    steps: tuple[dict[str, Any], ...] = (FLATBED,)
    dpi: float = 200.0
    quality: int = 72
    spoil: str | None = None
    decisions: tuple[str, ...] = ("accept", "review")
    reading_expected: bool = True


HUAJIN = "delivery-slip-huajin"

PLANS: tuple[ScanPlan, ...] = (
    ScanPlan(form=HUAJIN, name="01-laser-flatbed.png", conditions=("scanner-noise",), steps=(FLATBED, GREYS)),
    ScanPlan(
        form=HUAJIN,
        name="02-dot-matrix-skew.jpg",
        conditions=("dot-matrix", "skew", "scanner-noise"),
        look=Look(pen=RIBBON, offset_mm=(0.5, -0.6)),
        steps=({"step": "skew", "degrees": 2.4, "lid": 246}, FLATBED),
    ),
    ScanPlan(
        form=HUAJIN,
        name="03-phone-handwriting.jpg",
        conditions=("phone", "handwriting", "shadow"),
        look=Look(hand_paths=(r"items.*", "remark", "plate"), hand_font="long-cang"),
        steps=(
            {"step": "photograph", "desk": "wood", "tilt": 0.035, "turn": 3.0, "shade": 0.28, "long_side": 2200,
             "blur": 0.5},
        ),
    ),
)  # fmt: skip
