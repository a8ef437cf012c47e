"""From the plans to the files: forms, scans, and what is to be read on each."""

import json
import random
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from samples.generator import strangers
from samples.generator.degradations import degrade
from samples.generator.design import FormDesign
from samples.generator.entries import Filling, expected_values, leave_blank, take_back
from samples.generator.filling import fill_pages
from samples.generator.fonts import Handwriting
from samples.generator.forms.application import design_application
from samples.generator.forms.application_filling import fill_application
from samples.generator.forms.delivery_note import design_delivery_note, fill_delivery_note
from samples.generator.forms.delivery_slip import HUAJIN, JINHUA, design_slip, fill_slip
from samples.generator.forms.dense_slip import design_dense_slip, fill_dense_slip
from samples.generator.forms.packing_list import design_packing_list, fill_packing_list
from samples.generator.forms.registration import design_registration, fill_registration
from samples.generator.plans import ScanPlan
from samples.generator.publish import publish
from samples.generator.scan_files import save_scan
from samples.generator.spoiling import SPOILERS

UNKNOWN = "no-known-form"


@dataclass(frozen=True)
class FormMaker:
    """A form's design and the way to fill it."""

    design: FormDesign
    fill: Callable[[random.Random], Filling]


def all_forms() -> dict[str, FormMaker]:
    """Every sample form by its name."""
    makers = [
        FormMaker(design_slip(HUAJIN), lambda rng: fill_slip(HUAJIN, rng)),
        FormMaker(design_slip(JINHUA), lambda rng: fill_slip(JINHUA, rng)),
        FormMaker(design_dense_slip(), fill_dense_slip),
        FormMaker(design_application(), fill_application),
        FormMaker(design_delivery_note(), fill_delivery_note),
        FormMaker(design_packing_list(), fill_packing_list),
        FormMaker(design_registration(), fill_registration),
    ]
    return {maker.design.template.name: maker for maker in makers}


def all_strangers() -> dict[str, FormMaker]:
    """The pages of no known form, by the scan's name."""

    def nothing(rng: random.Random) -> Filling:
        return Filling({})

    return {
        "01-purchase-order.jpg": FormMaker(strangers.purchase_order(), nothing),
        "02-letter.png": FormMaker(strangers.letter(), nothing),
        "03-third-look-alike.jpg": FormMaker(
            design_slip(strangers.JINRUI), lambda rng: fill_slip(strangers.JINRUI, rng)
        ),
        "04-blank-page.png": FormMaker(strangers.blank_sheet(), nothing),
    }


def write_forms(out: Path) -> None:
    """Write every form under ``templates_forms/``."""
    for name, maker in all_forms().items():
        publish(maker.design, out / "templates_forms" / name)


def make_scan(plan: ScanPlan, hands: Mapping[str, Handwriting], seed: int, out: Path) -> None:
    """Write one scan and its expectations under ``samples/<form>/``."""
    # Each scan has its own seed, so that adding one changes no other.
    own_seed = zlib.crc32(f"{seed}/{plan.form}/{plan.name}".encode())
    rng = random.Random(own_seed)
    maker = all_strangers()[plan.name] if plan.form == UNKNOWN else all_forms()[plan.form]
    filling = maker.fill(rng)
    if plan.spoil:
        filling = SPOILERS[plan.spoil](filling, rng)
    filling = take_back(maker.design.template, leave_blank(filling, plan.left_blank), plan.taken_back, rng)
    sheets = fill_pages(maker.design, filling, plan.look, hands, plan.dpi, rng)
    order = plan.page_order or range(1, len(sheets) + 1)
    pages = [
        degrade(np.asarray(sheets[page - 1]), [*plan.page_steps.get(page, ()), *plan.steps], plan.dpi, own_seed + page)
        for page in order
    ]
    file = out / "samples" / plan.form / plan.name
    file.parent.mkdir(parents=True, exist_ok=True)
    dpi = next((step["to_dpi"] for step in reversed(plan.steps) if "to_dpi" in step), plan.dpi)
    save_scan(pages, file, dpi, plan.quality)
    known = plan.form != UNKNOWN
    expected = {
        "template": plan.form if known else None,
        "decision": list(plan.decisions),
        "values": expected_values(maker.design.template, filling) if known else {},
        "conditions": plan.conditions,
        "recipe": _recipe(plan, own_seed),
        "reading_expected": plan.reading_expected,
    }
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    file.with_suffix(".expected.json").write_text(text, encoding="utf-8")


def _recipe(plan: ScanPlan, seed: int) -> dict[str, Any]:
    return {
        "seed": seed,
        "dpi": plan.dpi,
        "look": asdict(plan.look),
        "spoil": plan.spoil,
        "left_blank": list(plan.left_blank),
        "page_order": list(plan.page_order),
        "page_degradations": {str(page): list(steps) for page, steps in plan.page_steps.items()},
        "degradations": list(plan.steps),
        **({"taken_back": list(plan.taken_back)} if plan.taken_back else {}),
    }
