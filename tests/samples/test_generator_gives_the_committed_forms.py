"""The committed templates and scans are those that the generator makes, and it makes them the same way every time."""

import random
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from samples.generator.conditions import CARBON_SPREAD, FAX, FLATBED, photographed, skewed
from samples.generator.degradations import degrade
from samples.generator.draw import reference_picture
from samples.generator.fonts import Handwriting, MissingFontError, find_font_file
from samples.generator.make import all_forms, make_scan
from samples.generator.plans import PLANS
from samples.generator.publish import lookup_csv, template_yaml
from samples.generator.scan_files import save_scan
from samples.generator.spoiling import SPOILERS
from tests.samples.committed import FORMS, ROOT, Sample

COMMITTED_SEED = 2026


def test_templates_are_those_of_the_definitions() -> None:
    for name, maker in all_forms().items():
        assert (FORMS / name / "template.yaml").read_text(encoding="utf-8") == template_yaml(maker.design)
        for lookup, entries in maker.design.lookups.items():
            committed = (FORMS / name / "lookups" / f"{lookup}.csv").read_text(encoding="utf-8")
            assert committed == lookup_csv(entries)


def test_every_plan_was_made_and_nothing_else(committed_samples: list[Sample]) -> None:
    assert sorted(sample.name for sample in committed_samples) == sorted(f"{p.form}/{p.name}" for p in PLANS)
    conditions = {f"{plan.form}/{plan.name}": tuple(plan.conditions) for plan in PLANS}
    assert all(sample.expected.conditions == conditions[sample.name] for sample in committed_samples)


def test_every_way_of_spoiling_is_used() -> None:
    assert {plan.spoil for plan in PLANS if plan.spoil} == set(SPOILERS)


def test_fillings_are_the_same_for_the_same_seed() -> None:
    for maker in all_forms().values():
        assert maker.fill(random.Random(7)) == maker.fill(random.Random(7))
        assert maker.fill(random.Random(7)) != maker.fill(random.Random(8))


@pytest.mark.parametrize("ending", [".png", ".jpg", ".tiff", ".pdf"])
def test_degraded_pages_are_the_same_bytes_for_the_same_seed(ending: str, tmp_path: Path) -> None:
    page = np.full((120, 180, 3), 255, np.uint8)
    page[30:90, 40:60] = (30, 40, 120)
    steps = [skewed(2.0), CARBON_SPREAD, photographed("wood", 0.03, 2.0, 0.3, 200), FLATBED]
    steps += [FAX] if ending == ".tiff" else []
    made = []
    for seed in (5, 5, 6):
        file = tmp_path / f"scan{ending}"
        save_scan([degrade(page, steps, 100.0, seed)], file, 100.0, 70)
        made.append(file.read_bytes())
    assert made[0] == made[1] != made[2]


def test_blank_pages_are_the_same_pixels_every_time() -> None:
    design = all_forms()["delivery-slip-dense"].design
    try:
        pictures = [reference_picture(design, 1).tobytes() for _ in range(2)]
    except MissingFontError as error:
        pytest.skip(f"a font of the samples is not installed: {error}")
    assert pictures[0] == pictures[1]


def test_a_scan_is_the_same_bytes_every_time(hands: Mapping[str, Handwriting], tmp_path: Path) -> None:
    plan = next(plan for plan in PLANS if plan.name == "08-low-resolution.jpg")
    for number in (1, 2):
        make_scan(plan, hands, COMMITTED_SEED, tmp_path / str(number))
    one, two = ((tmp_path / number / "samples" / plan.form / plan.name).read_bytes() for number in "12")
    assert one == two
    expected = (tmp_path / "1" / "samples" / plan.form / plan.name).with_suffix(".expected.json")
    assert expected.read_text() == (ROOT / expected.relative_to(tmp_path / "1")).read_text()


def test_a_missing_font_is_named() -> None:
    try:
        find_font_file("Noto Sans CJK SC")
    except MissingFontError as error:
        pytest.skip(f"no fontconfig or no fonts here: {error}")
    with pytest.raises(MissingFontError, match="No Such Family"):
        find_font_file("No Such Family")
