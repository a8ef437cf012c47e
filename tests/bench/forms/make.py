"""Makes one copy of an invented form: the scan's file and what stands on it."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ocr_service.forms.content import Barcode, Choice, Seal, Signature, Tick
from ocr_service.forms.expected import ExpectedScan
from ocr_service.forms.geometry import Box
from samples.generator.entries import Filling, expected_values, sealed
from samples.generator.filling import Look, Zone, fill_pages, zones_of
from samples.generator.invented.compose import InventedForm
from samples.generator.invented.fill import fill_form
from samples.generator.planes import degrade_traced
from samples.generator.publish import publish
from samples.generator.scan_files import save_scan
from samples.generator.stamps import RoundSeal
from tests.bench.forms.conditions import CONDITIONS
from tests.bench.forms.families import FONTS, open_hands
from tests.bench.forms.sets import layouts_for, layouts_of, seed_of


def write_templates(set_name: str, out: Path) -> None:
    """Every layout of the set as a template folder under ``templates_forms/``."""
    for form in layouts_of(set_name):
        publish(form.design, out / "templates_forms" / form.design.template.name)


def make_copy(set_name: str, condition: str, number: int, out: Path) -> Path:
    """The scan `number` (from 0) of a condition under ``samples/<form>/``; what is there already is kept."""
    layouts = layouts_for(set_name, condition)
    form = layouts[(number + seed_of(condition)) % len(layouts)]
    return make_scan(form, set_name, condition, f"{condition}-{number:03d}", out)


def make_scan(form: InventedForm, set_name: str, condition: str, name: str, out: Path) -> Path:
    """A scan of the form, written and degraded as the condition says with the fonts and hands of the set."""
    rng = random.Random(seed_of(set_name, form.design.template.name, name))
    fonts = FONTS[set_name]
    copy = CONDITIONS[condition](rng, [family for family, _ in fonts.printed], fonts.hands)
    file = out / "samples" / form.design.template.name / f"{name}.{copy.kind}"
    if file.with_suffix(".expected.json").exists():
        return file
    filling = fill_form(form, rng, full=rng.random() < 0.3)
    look, sealed_paths = copy.look, []
    if copy.over_text:
        filling, look, sealed_paths = _seal_over_text(form, filling, look, rng)
    sheet = fill_pages(form.design, filling, look, open_hands(set_name), copy.dpi, rng)[0]
    pixels, plane = degrade_traced(np.asarray(sheet), list(copy.steps), copy.dpi, rng.getrandbits(31))
    file.parent.mkdir(parents=True, exist_ok=True)
    dpi = next((step["to_dpi"] for step in copy.steps if "to_dpi" in step), copy.dpi)
    save_scan([pixels], file, dpi, copy.quality)
    recipe: dict[str, Any] = {"to_pixels": plane.tolist(), "under_seal": sealed_paths, "degradations": list(copy.steps)}
    expected = ExpectedScan(template=form.design.template.name, conditions=(condition,), recipe=recipe,
                            values=expected_values(form.design.template, filling))  # fmt: skip
    text = json.dumps(expected.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    # Written last: it tells that the scan is complete.
    file.with_suffix(".expected.json").write_text(text, encoding="utf-8")
    return file


def _seal_over_text(
    form: InventedForm, filling: Filling, look: Look, rng: random.Random
) -> tuple[Filling, Look, list[str]]:
    """The form sealed a second time over an entry, and the paths of the entries that the seal touches."""
    entries = filling.by_path()
    written = [zone for zone in zones_of(form.design, filling) if is_text_zone(zone) and zone.path in entries]
    place = next(field.box for field in form.design.template.fields if field.name == "seal")
    radius = min(40.0, place.width * 1.05) / 2

    def touched(target: tuple[float, float]) -> list[str]:
        return [zone.path for zone in written if _distance(zone.box, target) < radius - 2]

    # Of a few places the one with most entries under it: they are what is counted.
    tried = [_middle(zone.box) for zone in rng.sample(written, min(4, len(written)))]
    target, middle = max(tried, key=lambda one: len(touched(one))), _middle(place)
    filling = replace(filling, fields={**filling.fields, "seal": sealed(RoundSeal(form.company, "业务专用章"))})
    look = replace(look, seal_also_at={"seal": (target[0] - middle[0], target[1] - middle[1])})
    return filling, look, touched(target)


def is_text_zone(zone: Zone) -> bool:
    return not isinstance(zone.read, Barcode | Choice | Seal | Signature | Tick)


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def _distance(box: Box, point: tuple[float, float]) -> float:
    """From the point to the nearest place in the box's left part, where entries begin, in mm."""
    across = max(box.x - point[0], 0.0, point[0] - min(box.right, box.x + 30))
    down = max(box.y - point[1], 0.0, point[1] - box.bottom)
    return float(np.hypot(across, down))
