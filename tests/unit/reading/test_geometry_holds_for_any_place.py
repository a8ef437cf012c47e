"""Properties of places in millimetres and pixels, for any box, resolution, view and bend of the paper."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ocr_service.forms.geometry import MM_PER_INCH, Box, enclosing
from ocr_service.reading.matching.homography import (
    frame_to_pixels,
    is_plausible,
    map_points,
    page_corners,
    resolution,
    shrunk_to_full,
)
from ocr_service.reading.matching.local_shift import drop_outliers, shifts_at

quick = settings(max_examples=50, deadline=None)
places = st.floats(-50, 500, allow_nan=False)
sides = st.floats(0.1, 400)
boxes = st.builds(lambda x, y, width, height: Box(x=x, y=y, width=width, height=height), places, places, sides, sides)
resolutions = st.floats(72, 600)
A4 = (210.0, 297.0)


@quick
@given(boxes)
def test_a_box_comes_back_from_a_template_file(box: Box) -> None:
    assert Box.model_validate_json(box.model_dump_json()) == box


@quick
@given(st.lists(st.one_of(st.floats(), st.text(max_size=3), st.none()), max_size=6))
def test_what_is_no_box_is_refused_with_its_error_only(given_box: list[object]) -> None:
    try:
        box = Box.model_validate(given_box)
    except ValidationError:
        return
    assert box.width > 0
    assert box.height > 0


@quick
@given(boxes, resolutions)
def test_a_box_in_pixels_is_less_than_a_pixel_off(box: Box, dpi: float) -> None:
    pixels, scale = box.to_pixels(dpi), dpi / MM_PER_INCH
    assert abs(pixels.x - box.x * scale) <= 0.5 + 1e-6
    assert abs(pixels.x + pixels.width - box.right * scale) <= 0.5 + 1e-6
    assert pixels.width >= 0
    assert pixels.height >= 0


@quick
@given(st.lists(boxes, min_size=1, max_size=6))
def test_the_box_around_boxes_covers_each_and_touches_the_outermost(several: list[Box]) -> None:
    around = enclosing(several)
    for box in several:
        assert around.shared_area(box) == pytest.approx(box.width * box.height, rel=1e-6, abs=1e-6)
    assert around.x == min(box.x for box in several)


@quick
@given(boxes, boxes)
def test_shared_area_is_mutual_and_no_more_than_either(one: Box, other: Box) -> None:
    shared = one.shared_area(other)
    assert shared == other.shared_area(one)
    assert 0.0 <= shared <= min(one.width * one.height, other.width * other.height) + 1e-6


@quick
@given(resolutions, st.lists(st.tuples(places, places), min_size=1, max_size=8))
def test_places_come_back_from_pixels(dpi: float, points: list[tuple[float, float]]) -> None:
    to_pixels = frame_to_pixels(dpi)
    back = map_points(np.linalg.inv(to_pixels), map_points(to_pixels, np.array(points)))
    np.testing.assert_allclose(back, points, atol=1e-6)


@quick
@given(resolutions, st.floats(1, 8))
def test_a_smaller_picture_has_the_same_places(dpi: float, factor: float) -> None:
    points = page_corners(A4)
    direct = map_points(frame_to_pixels(dpi), points)
    by_the_small = map_points(shrunk_to_full(factor) @ frame_to_pixels(dpi / factor), points)
    np.testing.assert_allclose(by_the_small, direct, atol=1e-6)


@quick
@given(resolutions, st.floats(-180, 180), st.floats(0.6, 1.6))
def test_a_page_seen_upright_or_turned_is_plausible_and_mirrored_is_not(
    dpi: float, degrees: float, zoom: float
) -> None:
    turn, scale = np.deg2rad(degrees), zoom * dpi / MM_PER_INCH
    middle = np.array([A4[0] / 2, A4[1] / 2])
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) * scale
    reach = float(np.hypot(*A4)) * scale
    to_pixels = np.eye(3)
    to_pixels[:2, :2], to_pixels[:2, 2] = matrix, reach / 2 - matrix @ middle
    picture = (round(reach), round(reach))
    assert is_plausible(to_pixels, A4, picture)
    assert resolution(to_pixels, A4) == pytest.approx(zoom * dpi, rel=1e-6)
    mirrored = to_pixels @ np.array([[-1, 0, A4[0]], [0, 1, 0], [0, 0, 1.0]])
    assert not is_plausible(mirrored, A4, picture)


@quick
@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=9, max_size=9))
def test_no_matrix_makes_the_judge_of_views_fail(values: list[float]) -> None:
    assert is_plausible(np.array(values).reshape(3, 3), A4, (1654, 2339)) in (True, False)


shift = st.floats(-3, 3)


@quick
@given(shift, shift, st.integers(0, 2**16))
def test_where_all_anchors_agree_the_page_lies_as_they_say(dx: float, dy: float, seed: int) -> None:
    anchors = np.random.default_rng(seed).uniform((0, 0), A4, (24, 2))
    shifts = np.column_stack([anchors, np.full(24, dx), np.full(24, dy), np.ones(24)])
    found = shifts_at(shifts, anchors)
    np.testing.assert_allclose(found[:, :2], np.tile([dx, dy], (24, 1)), atol=0.1)
    assert (found[:, 2] >= 0).all()


@quick
@given(st.integers(0, 2**16), st.floats(3, 15))
def test_one_anchor_far_off_is_left_out(seed: int, off: float) -> None:
    random = np.random.default_rng(seed)
    across, down = np.meshgrid(np.linspace(15, 195, 5), np.linspace(20, 277, 6))
    anchors = np.column_stack([across.ravel(), down.ravel()]) + random.normal(0, 3, (30, 2))
    shifts = np.column_stack([anchors, random.normal(0, 0.05, (30, 2)), np.ones(30)])
    wrong = int(random.integers(30))
    shifts[wrong, 2] += off
    kept = drop_outliers(shifts)
    assume(len(kept) > 20)
    assert not (kept[:, 2] > off - 0.5).any()
