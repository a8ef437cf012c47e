"""Which scans are made: each a plan as data, so that a larger set is only more plans."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from samples.generator.conditions import (
    CARBON_SPREAD,
    FAX,
    FEEDER,
    FEW_GREYS,
    FLATBED,
    FOLDED_ACROSS,
    FOLDED_UPRIGHT,
    GREYS,
    MESSENGER,
    OLD_FLATBED,
    PINK_STOCK,
    RECYCLED_STOCK,
    UNREADABLE,
    WANDERING_LIGHT,
    YELLOW_STOCK,
    Step,
    at_resolution,
    margin_lost,
    names_of,
    photographed,
    shaded,
    skewed,
    turned,
)
from samples.generator.filling import Look
from samples.generator.writing import INKS, Pen

RIBBON = Pen(kind="dot-matrix", family="WenQuanYi Zen Hei", ink=INKS["ribbon"], wear=0.25)
WORN_RIBBON = replace(RIBBON, wear=0.6)
CARBON = replace(RIBBON, ink=INKS["carbon"], wear=0.3)
LASER = Look()
LASER_SONG = Look(pen=Pen(kind="laser", family="Noto Serif CJK SC", ink=INKS["toner"]))
LASER_ARIAL = Look(pen=Pen(kind="laser", family="Liberation Sans", ink=INKS["toner"]))
TYPEWRITER = Look(pen=Pen(kind="laser", family="Liberation Mono", ink=INKS["toner"]))
DOT_MATRIX = Look(pen=RIBBON, offset_mm=(0.5, -0.4))
WORN_DOT_MATRIX = Look(pen=WORN_RIBBON, offset_mm=(-0.4, 0.5), form_ink=(44, 62, 120))
CARBON_SHEET = Look(pen=CARBON, offset_mm=(0.3, 0.3), form_ink=(92, 84, 120), hand_ink="carbon")
ALL_BY_HAND = (r".*",)
# Large and small letters of the handwriting look alike in English words; figures and codes do not.
FIGURES_BY_HAND = (r"(?!customer|address|carrier|.*description).*",)


@dataclass(frozen=True, kw_only=True)
class ScanPlan:
    """One scan: which form, how it is written, what happens to it, and what is to come of it.

    `spoil` names a way of breaking a rule (see `spoiling.py`). `page_steps` come before `steps` on one page,
    `page_order` is the order in the file. `left_blank` are regular expressions of the fields that nobody filled in,
    such as what the receiver writes on arrival, `taken_back` the choices where a first mark was scribbled over and
    another one made. `decisions` are those allowed for the whole form.
    """

    form: str
    name: str
    look: Look = LASER
    steps: tuple[Step, ...] = (FLATBED,)
    page_steps: Mapping[int, tuple[Step, ...]] = field(default_factory=dict)
    page_order: tuple[int, ...] = ()
    dpi: float = 200.0
    quality: int = 68
    spoil: str | None = None
    left_blank: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ("accept", "review")
    reading_expected: bool = True

    @property
    def conditions(self) -> list[str]:
        """What makes this scan hard, for counting."""
        names = names_of(self.steps)
        for steps in self.page_steps.values():
            names += names_of(steps)
        names += ["dot-matrix"] * (self.look.pen.kind == "dot-matrix") + ["handwriting"] * bool(self.look.hand_paths)
        names += ["seal-over-text"] * bool(self.look.seal_also_at) + ["pages-out-of-order"] * bool(self.page_order)
        names += ["mark-taken-back"] * bool(self.taken_back)
        names += [self.name.rpartition(".")[2]] + ([f"spoilt-{self.spoil}"] if self.spoil else [])
        return list(dict.fromkeys(names))


def _plans(form: str, *plans: tuple[str, Look, tuple[Step, ...], dict[str, object]]) -> tuple[ScanPlan, ...]:
    return tuple(
        ScanPlan(form=form, name=name, look=look, steps=steps, **more)  # type: ignore[arg-type]
        for name, look, steps, more in plans
    )


# Slips as they leave the supplier: signed for, but nothing else written on them by hand.
NOT_WRITTEN_ON: dict[str, object] = {"left_blank": ("driver", "received_date")}
NOT_SEALED: dict[str, object] = {"left_blank": ("driver", "received_date", "seal")}
NO_STAMPS: dict[str, object] = {"left_blank": ("arrival_time", "shortage", "shortage_note", "seal", "inspection_stamp")}
NOT_YET_APPROVED: dict[str, object] = {
    "left_blank": (r"(manager|finance|director|president)_.*", "seal"),
}
REVIEW: dict[str, object] = {"decisions": ("review",)}
REFUSED: dict[str, object] = {"decisions": ("review", "reject", "needs-template"), "reading_expected": False}

HUAJIN = _plans(
    "delivery-slip-huajin",
    ("01-laser-flatbed.png", LASER, (FLATBED, GREYS), NOT_SEALED),
    ("02-dot-matrix-skew.jpg", DOT_MATRIX, (skewed(2.4), FLATBED), NOT_WRITTEN_ON),
    ("03-phone-handwriting.jpg", Look(hand_paths=(r"items.*", "remark", "plate")),
     (photographed("wood", 0.035, 3.0, 0.28, 2200),), {}),
    ("04-turned-90.jpg", LASER_SONG, (turned(90), FLATBED, GREYS), {}),
    ("05-seal-over-amounts.jpg", Look(seal_also_at={"seal": (2.0, -30.0)}), (FLATBED,), {}),
    ("06-carbon-copy-pink.jpg", CARBON_SHEET, (PINK_STOCK, CARBON_SPREAD, skewed(-0.8), FLATBED), {}),
    ("07-fax.tiff", DOT_MATRIX, (skewed(0.9, 255), FAX), {}),
    ("08-low-resolution.jpg", LASER, (FLATBED, at_resolution(100)), {"quality": 80, **NOT_SEALED}),
    ("09-fold-messenger.jpg", DOT_MATRIX, (RECYCLED_STOCK, FOLDED_UPRIGHT, skewed(1.1), FLATBED, MESSENGER), {}),
    ("10-wrong-total.jpg", LASER, (FEEDER, GREYS), {"spoil": "wrong-total", **REVIEW}),
    ("11-moved-photo.jpg", LASER, (photographed("steel", 0.05, -4, 0.3, 1600), UNREADABLE), {**REFUSED, "quality": 50}),
    ("12-wrong-product.jpg", DOT_MATRIX, (skewed(0.9), FLATBED, GREYS), {"spoil": "wrong-product", **REVIEW}),
)  # fmt: skip

JINHUA = _plans(
    "delivery-slip-jinhua",
    ("01-laser-flatbed.jpg", LASER_SONG, (FEEDER, GREYS), NOT_SEALED),
    ("02-worn-ribbon.png", WORN_DOT_MATRIX, (FLATBED, FEW_GREYS), {}),
    ("03-phone-shadow.jpg", DOT_MATRIX, (photographed("dark", 0.05, -6.0, 0.45, 2300),), {}),
    ("04-skew-handwriting.jpg",
     Look(hand_paths=(r"items.*\.(name|unit|quantity|price|amount|remark)", "customer", "address"),
          hand_font="zhi-mang-xing", hand_ink="black"),
     (skewed(-4.2), FLATBED), {}),
    ("05-seal-over-items.jpg", Look(seal_also_at={"seal": (-40.0, -42.0)}), (skewed(1.6, 250), FLATBED), {}),
    ("06-carbon-copy-yellow.jpg", CARBON_SHEET, (YELLOW_STOCK, CARBON_SPREAD, FOLDED_UPRIGHT, FLATBED), {}),
    ("07-lost-margin.jpg", LASER, (skewed(0.7), margin_lost("left", 6.0), OLD_FLATBED), NOT_SEALED),
    ("08-turned-180.jpg", DOT_MATRIX, (turned(180), OLD_FLATBED, GREYS), NOT_SEALED),
    ("09-capital-differs.jpg", LASER, (FLATBED, GREYS), {"spoil": "capital-differs", **REVIEW}),
    ("10-not-filled.png", LASER, (FEEDER, FEW_GREYS), {"spoil": "not-filled", **REVIEW}),
    ("11-received-too-early.jpg", LASER_SONG, (skewed(-1.3), FLATBED), {"spoil": "received-too-early", **REVIEW}),
    ("12-no-signature.jpg", DOT_MATRIX, (FEEDER, GREYS), {"spoil": "no-signature", **REVIEW}),
    ("13-unknown-customer.jpg", LASER, (FLATBED,), {"spoil": "unknown-customer", **REVIEW}),
)  # fmt: skip

DENSE = _plans(
    "delivery-slip-dense",
    ("01-laser-flatbed.png", LASER, (FEEDER, GREYS), NO_STAMPS),
    ("02-dot-matrix-300dpi.jpg", DOT_MATRIX, (skewed(-0.6), FLATBED, GREYS), {"dpi": 300.0, "quality": 55}),
    ("03-phone.jpg", LASER_SONG, (photographed("green-mat", 0.03, 4.0, 0.2, 2600),), {}),
    ("04-turned-270.jpg", LASER, (skewed(1.2), turned(270), FLATBED, GREYS), NO_STAMPS),
    ("05-seal-over-table.jpg",
     replace(DOT_MATRIX, seal_also_at={"seal": (-6.0, -40.0), "inspection_stamp": (-30.0, -52.0)}), (FLATBED,), {}),
    ("06-low-resolution.jpg", LASER, (FLATBED, at_resolution(120)), {"quality": 75}),
    ("07-fax.tiff", LASER, (skewed(-0.5, 255), FAX), {}),
    ("08-skew-handwriting.jpg",
     Look(hand_paths=("driver", "driver_phone", "plate", r"items.*\.(quantity|boxes)"), hand_ink="black"),
     (skewed(4.8), FLATBED), {}),
    ("09-fold-shadow.jpg", LASER, (FOLDED_ACROSS, shaded(20, 0.3), WANDERING_LIGHT, FLATBED), {}),
    ("10-wrong-weight.jpg", LASER, (FEEDER, GREYS), {"spoil": "wrong-weight", **REVIEW}),
    ("11-shortage-without-note.jpg", DOT_MATRIX, (FLATBED, GREYS), {"spoil": "shortage-without-note", **REVIEW}),
)  # fmt: skip

REASON_BY_HAND = Look(hand_paths=("reason",))
A4_SCAN: dict[str, object] = {"dpi": 150.0, "quality": 62}
APPLICATION = _plans(
    "application-car-advance",
    ("01-laser.pdf", LASER, (FEEDER, GREYS), {"quality": 62}),
    ("02-by-hand.pdf", Look(hand_paths=ALL_BY_HAND), (FLATBED,), {"quality": 50}),
    ("03-levels.tiff", LASER_SONG, ({**FEEDER, "sigma": 0.6, "streaks": 0}, {"step": "grey", "levels": 6}),
     {"dpi": 150.0, **NOT_YET_APPROVED}),
    ("04-page-two-upside-down.pdf", REASON_BY_HAND, (skewed(0.8), FLATBED, GREYS),
     {**A4_SCAN, "page_steps": {2: (turned(180),)}}),
    ("05-phone-photos.pdf", replace(REASON_BY_HAND, hand_ink="black"),
     (photographed("wood", 0.04, 2.0, 0.25, 2300),), {"quality": 58}),
    ("06-pages-swapped.pdf", LASER_SONG, (skewed(-1.5), FLATBED, GREYS),
     {**A4_SCAN, **NOT_YET_APPROVED, "page_order": (2, 1)}),
    ("07-fax.tiff", LASER, (skewed(-0.7, 255), FAX), {}),
    ("08-low-resolution.pdf", LASER, (FLATBED, at_resolution(110)), {"quality": 72}),
    ("09-wrong-check-digit.pdf", LASER, (FEEDER, GREYS), {**A4_SCAN, "spoil": "wrong-check-digit", **REVIEW}),
    ("10-two-ticks.pdf", LASER, (FEEDER, GREYS), {**A4_SCAN, "spoil": "two-ticks", **REVIEW}),
    ("11-returned-too-early.pdf", LASER_SONG, (FEEDER, GREYS),
     {**A4_SCAN, "spoil": "returned-too-early", **REVIEW}),
)  # fmt: skip

RECEIVER = ("arrival_time", "received_by", "received_date", "goods_condition", "damage_note")
NOTE = _plans(
    "delivery-note-northgate",
    ("01-laser.pdf", LASER_ARIAL, (FEEDER, GREYS), {"quality": 62, "left_blank": RECEIVER}),
    ("02-phone.jpg", TYPEWRITER, (photographed("green-mat", 0.04, -3.0, 0.3, 2400),), {}),
    ("03-by-hand.jpg", Look(hand_paths=FIGURES_BY_HAND), (skewed(1.4), FLATBED), {"quality": 52}),
    ("04-dot-matrix-skew.jpg", replace(DOT_MATRIX, pen=replace(RIBBON, family="Liberation Mono")),
     (skewed(-3.1), FLATBED, GREYS), {"quality": 55}),
    ("05-turned-180.jpg", TYPEWRITER, (turned(180), OLD_FLATBED, GREYS), {**A4_SCAN, "left_blank": RECEIVER}),
    ("06-fax.tiff", LASER_ARIAL, (skewed(0.6, 255), FAX), {}),
    ("07-fold-shadow.jpg", LASER_ARIAL, (RECYCLED_STOCK, FOLDED_ACROSS, shaded(-60, 0.35), FLATBED), A4_SCAN),
    ("08-damage-without-note.jpg", LASER_ARIAL, (FEEDER, GREYS), {**A4_SCAN, "spoil": "damage-without-note", **REVIEW}),
)  # fmt: skip

# A list is as long as it has to be: two sheets or three.
PACKING = _plans(
    "packing-list-linhai",
    ("01-laser.pdf", LASER, (FEEDER, GREYS), A4_SCAN),
    ("02-dot-matrix-skew.pdf", DOT_MATRIX, (skewed(1.3), FLATBED, GREYS), A4_SCAN),
    ("03-pages-swapped.pdf", LASER_SONG, (FEEDER, GREYS), {**A4_SCAN, "page_order": (2, 1)}),
    ("04-fax.tiff", LASER, (skewed(-0.6, 255), FAX), {}),
    ("05-phone.pdf", LASER, (photographed("wood", 0.03, 2.0, 0.2, 1500),), {"quality": 58}),
)  # fmt: skip

BOXES_BY_HAND = ("register_date", "identity_number", "phone")
REGISTRATION = _plans(
    "registration-zhuolang",
    ("01-laser.png", LASER, (FEEDER, GREYS), {"dpi": 150.0, "left_blank": ("company_seal",)}),
    ("02-office-skew.jpg", LASER_SONG, (skewed(2.2), FLATBED), {"quality": 60}),
    ("03-phone.jpg", LASER, (photographed("wood", 0.035, -3.0, 0.22, 1900),), {"quality": 62}),
    ("04-fax.tiff", LASER, (skewed(-0.6, 255), FAX), {}),
    ("05-boxes-by-hand.jpg", Look(hand_paths=BOXES_BY_HAND), (skewed(0.7), FLATBED), {"quality": 60}),
    ("06-seal-over-boxes.jpg", replace(DOT_MATRIX, seal_also_at={"company_seal": (-52.0, -42.0)}), (FLATBED,),
     {"quality": 60}),
    ("07-marks-taken-back.jpg", LASER, (skewed(-1.2), FLATBED),
     {"quality": 60, "taken_back": ("gender", "left_here")}),
    ("08-other-seal.jpg", LASER, (FEEDER,), {"quality": 60, "spoil": "other-seal", **REVIEW}),
)  # fmt: skip

UNKNOWN: dict[str, object] = {"decisions": ("needs-template",)}
STRANGERS = _plans(
    "no-known-form",
    ("01-purchase-order.jpg", LASER, (skewed(0.8), FLATBED, GREYS), {**A4_SCAN, **UNKNOWN}),
    ("02-letter.png", LASER, (FEEDER, FEW_GREYS), {"dpi": 150.0, **UNKNOWN}),
    ("03-third-look-alike.jpg", LASER, (skewed(-0.5), FLATBED), {"decisions": ("needs-template", "review")}),
    ("04-blank-page.png", LASER, (FEEDER, FEW_GREYS), {"dpi": 150.0, **REFUSED}),
)  # fmt: skip

PLANS = HUAJIN + JINHUA + DENSE + APPLICATION + NOTE + PACKING + REGISTRATION + STRANGERS
