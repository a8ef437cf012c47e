"""From the plans to the files: forms, scans, and what is to be read on each."""

import json
import random
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from samples.generator.degradations import degrade
from samples.generator.design import FormDesign
from samples.generator.entries import Filling, expected_values
from samples.generator.filling import fill_pages
from samples.generator.fonts import Handwriting
from samples.generator.forms.delivery_slip import HUAJIN, JINHUA, design_slip, fill_slip
from samples.generator.plans import ScanPlan
from samples.generator.publish import publish
from samples.generator.scan_files import save_scan


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
    ]
    return {maker.design.template.name: maker for maker in makers}


def write_forms(out: Path) -> None:
    """Write every form under ``templates_forms/``."""
    for name, maker in all_forms().items():
        publish(maker.design, out / "templates_forms" / name)


def make_scan(plan: ScanPlan, forms: Mapping[str, FormMaker], hands: Mapping[str, Handwriting], seed: int,
              out: Path) -> None:  # fmt: skip
    """Write one scan and its expectations under ``samples/<form>/``."""
    own_seed = zlib.crc32(f"{seed}/{plan.form}/{plan.name}".encode())
    rng = random.Random(own_seed)
    maker = forms[plan.form]
    filling = maker.fill(rng)
    sheets = fill_pages(maker.design, filling, plan.look, hands, plan.dpi, rng)
    pages = [
        degrade(np.asarray(sheet), list(plan.steps), plan.dpi, own_seed + number) for number, sheet in enumerate(sheets)
    ]
    folder = out / "samples" / plan.form
    folder.mkdir(parents=True, exist_ok=True)
    dpi = next((step["to_dpi"] for step in reversed(plan.steps) if "to_dpi" in step), plan.dpi)
    save_scan(pages, folder / plan.name, dpi, plan.quality)
    expected = {
        "template": plan.form,
        "decision": list(plan.decisions),
        "values": expected_values(maker.design.template, filling),
        "conditions": list(plan.conditions),
        "recipe": {"seed": own_seed, "dpi": plan.dpi, "degradations": list(plan.steps)},
        "reading_expected": plan.reading_expected,
    }
    write_expected(folder / plan.name, expected)


def write_expected(scan: Path, expected: dict[str, Any]) -> None:
    """Write ``<scan>.expected.json`` beside the scan (its name without the ending)."""
    file = scan.with_suffix(".expected.json")
    file.write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
