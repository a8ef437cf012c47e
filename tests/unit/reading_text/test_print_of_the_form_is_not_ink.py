import numpy as np
import pytest

from ocr_service.reading.ink.find_ink import find_ink
from tests.doubles.drawn_zones import crop, paper, rule, write


def labelled(dx: int = 0, dy: int = 0, *, level: int = 245) -> np.ndarray:
    """A cell with rulings and a printed label, moved by some pixels."""
    pixels = paper(level=level)
    rule(pixels)
    write(pixels, "No:", at_mm=(2, 5.5))
    return np.roll(pixels, (dy, dx), axis=(0, 1))


@pytest.mark.parametrize("dpi", [100, 200, 300, 600])
def test_clean_paper_is_blank(dpi: float) -> None:
    assert find_ink(crop(paper(dpi=dpi), dpi=dpi)).blank


@pytest.mark.parametrize("shift", [(0, 0), (2, -1), (-2, 2), (3, 1)])
def test_a_label_and_rulings_that_lie_off_a_little_are_blank(shift: tuple[int, int]) -> None:
    assert find_ink(crop(labelled(*shift), reference=labelled())).blank


def test_a_darker_copy_of_the_form_is_blank() -> None:
    assert find_ink(crop(labelled(level=190), reference=labelled())).blank


@pytest.mark.parametrize("text", ["1", "-", ".5", "A", "HT-2024"])
def test_an_entry_beside_the_label_is_ink_and_the_label_is_painted_over(text: str) -> None:
    pixels = labelled()
    write(pixels, text, at_mm=(20, 5.5))
    ink = find_ink(crop(pixels, reference=labelled()))
    assert not ink.blank
    columns = np.flatnonzero(ink.mask.any(axis=0))
    assert columns.min() > 19 * 200 / 25.4 - 2
    label = ink.pixels[10:-10, 15 : round(10 * 200 / 25.4)]
    assert label.min() > 180


def test_a_label_is_painted_over_though_the_copys_rulings_lie_outside_the_zone() -> None:
    pixels = paper()
    write(pixels, "No:", at_mm=(2, 5.5))
    write(pixels, "1250", at_mm=(20, 5.5))
    columns = np.flatnonzero(find_ink(crop(pixels, reference=labelled())).mask.any(axis=0))
    assert columns.min() > 19 * 200 / 25.4 - 2


def test_rulings_need_no_reference_to_be_known() -> None:
    pixels = paper()
    rule(pixels)
    assert find_ink(crop(pixels)).blank


def test_a_stroke_over_a_ruling_stays_whole() -> None:
    pixels = paper(height_mm=12)
    height = pixels.shape[0]
    pixels[height // 2 : height // 2 + 3] = 40
    reference = pixels.copy()
    write(pixels, "8", at_mm=(20, 7.5))
    mask = find_ink(crop(pixels, reference=reference)).mask
    columns = np.flatnonzero(mask.any(axis=0))
    crossing = mask[height // 2 : height // 2 + 3, columns.min() : columns.max() + 1]
    assert crossing.any(axis=1).all()
    assert columns.max() - columns.min() < 40


def test_a_filled_sample_as_reference_does_not_wipe_another_entry() -> None:
    sample, filled = paper(), paper()
    write(sample, "2024-11", at_mm=(5, 5.5))
    write(filled, "8765432", at_mm=(5, 5.5))
    alone = find_ink(crop(filled)).area_mm2
    assert find_ink(crop(filled, reference=sample)).area_mm2 > 0.9 * alone


def test_dust_is_no_ink_but_a_lone_dash_is() -> None:
    dusty = paper()
    rng = np.random.default_rng(3)
    for y, x in zip(rng.integers(6, 56, 25), rng.integers(6, 460, 25), strict=True):
        dusty[y, x] = 60
    assert find_ink(crop(dusty)).blank
    write(dusty, "-", at_mm=(30, 5.5))
    assert not find_ink(crop(dusty)).blank


def test_the_ragged_rest_of_a_ruling_at_the_edge_is_no_ink() -> None:
    pixels = paper()
    pixels[:2, 30:200:2] = 40
    pixels[-1:, 10:90] = 60
    assert find_ink(crop(pixels)).blank


def test_a_faint_carbon_copy_is_ink() -> None:
    pixels = paper()
    write(pixels, "1250", at_mm=(10, 5.5), colour=(185, 170, 170))
    assert not find_ink(crop(pixels)).blank


def test_a_shadow_across_the_zone_is_no_ink() -> None:
    pixels = paper().astype(np.float32)
    pixels *= np.linspace(0.55, 1.0, pixels.shape[1])[None, :, None]
    assert find_ink(crop(pixels.astype(np.uint8))).blank


def test_with_print_kept_only_the_rulings_go() -> None:
    ink = find_ink(crop(labelled(), reference=labelled()), keep_print=True)
    assert not ink.blank
    assert not ink.mask[:, round(20 * 200 / 25.4) :].any()


def test_a_long_straight_stroke_inside_the_zone_is_ink() -> None:
    pixels = paper()
    pixels[:, 200:204] = 40
    assert not find_ink(crop(pixels)).blank


def test_ink_in_a_shadow_is_as_much_ink_as_in_the_light() -> None:
    pixels = paper(120)
    write(pixels, "1250", at_mm=(10, 5.5))
    write(pixels, "1250", at_mm=(90, 5.5))
    shadowed = (pixels * np.linspace(0.35, 1.0, pixels.shape[1])[None, :, None]).astype(np.uint8)
    mask = find_ink(crop(shadowed)).mask
    middle = mask.shape[1] // 2
    assert mask[:, :middle].sum() > 0.8 * mask[:, middle:].sum()
