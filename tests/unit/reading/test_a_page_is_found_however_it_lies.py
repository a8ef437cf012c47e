import cv2
import numpy as np
import pytest

from ocr_service.reading.matching.homography import map_points, scale_to_pixels
from ocr_service.reading.matching.local_shift import shifts_at
from ocr_service.reading.pages import ScanPage
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from tests.unit.reading.form_pages import (
    SIZE_MM,
    draw_slip,
    fill_slip,
    package,
    photographed,
    pixels_of,
    px,
    slip_template,
    turned,
)


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue([package(draw_slip(), slip_template())])


@pytest.fixture(scope="module")
def filled():
    return pixels_of(fill_slip(draw_slip()))


def farthest_error_mm(pixels, catalogue, truth):
    """How far, at most, any place of the form is from where `truth` (page pixels -> scan pixels) puts it."""
    identity = identify_form(PageView(ScanPage(number=1, pixels=pixels)), catalogue)
    assert identity.aligned is not None, identity.reasons
    places = np.array([[x, y] for x in range(5, 210, 10) for y in range(5, 148, 10)], float)
    found = map_points(identity.aligned.to_pixels, places + shifts_at(identity.aligned.shifts, places)[:, :2])
    drawn = scale_to_pixels(px(SIZE_MM[0]) / SIZE_MM[0], px(SIZE_MM[1]) / SIZE_MM[1])
    expected = map_points(truth, map_points(drawn, places))
    return np.linalg.norm(found - expected, axis=1).max() / identity.aligned.dpi * 25.4


@pytest.mark.parametrize("degrees", [0.6, -20, 90, 180, 270])
def test_turned(catalogue, filled, degrees):
    pixels, matrix = turned(filled, degrees)
    assert farthest_error_mm(pixels, catalogue, np.vstack([matrix, [0, 0, 1]])) < 0.6


@pytest.mark.parametrize("dpi", [80, 100, 300, 600])
def test_scanned_at_any_resolution(catalogue, filled, dpi):
    scale = dpi / 200
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    pixels = cv2.resize(filled, None, fx=scale, fy=scale, interpolation=method)
    offset = 0.5 * scale - 0.5
    truth = np.array([[scale, 0, offset], [0, scale, offset], [0, 0, 1]])
    assert farthest_error_mm(pixels, catalogue, truth) < 0.6


@pytest.mark.parametrize("seed", range(3))
def test_photographed_at_a_slant_on_a_busy_desk(catalogue, filled, seed):
    photo, truth = photographed(filled, seed)
    assert farthest_error_mm(photo, catalogue, truth) < 0.6


def test_faxed_in_black_and_white(catalogue, filled):
    coarse = cv2.resize(filled, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    fax = np.where(coarse < 140, 0, 255).astype(np.uint8)
    assert farthest_error_mm(fax, catalogue, np.array([[0.5, 0, -0.25], [0, 0.5, -0.25], [0, 0, 1]])) < 0.6


def test_with_a_margin_cut_off(catalogue, filled):
    left, top = px(14), px(8)
    truth = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]], float)
    assert farthest_error_mm(filled[top:, left:], catalogue, truth) < 0.6


def test_with_light_falling_from_one_side(catalogue, filled):
    light = np.linspace(0.35, 1.0, filled.shape[1])[None, :, None]
    assert farthest_error_mm((filled * light).astype(np.uint8), catalogue, np.eye(3)) < 0.6


def test_on_paper_that_is_curled(catalogue, filled):
    """Rows shift sideways by up to 2.5 mm along the page, as under a lid that does not press."""
    height, width = filled.shape[:2]
    rows = np.arange(height, dtype=np.float32)
    bend = px(2.5) * np.sin(np.pi * rows / height).astype(np.float32)
    across = np.arange(width, dtype=np.float32)[None, :] - bend[:, None]
    down = np.repeat(rows[:, None], width, axis=1)
    curled = cv2.remap(filled, across, down, cv2.INTER_LINEAR, borderValue=(255,) * 3)
    identity = identify_form(PageView(ScanPage(number=1, pixels=curled)), catalogue)
    places = np.array([[x, y] for x in range(15, 200, 10) for y in range(25, 130, 10)], float)
    found = map_points(identity.aligned.to_pixels, places + shifts_at(identity.aligned.shifts, places)[:, :2])
    expected = map_points(scale_to_pixels(px(SIZE_MM[0]) / SIZE_MM[0], px(SIZE_MM[1]) / SIZE_MM[1]), places)
    expected[:, 0] += px(2.5) * np.sin(np.pi * expected[:, 1] / height)
    error = np.linalg.norm(found - expected, axis=1) / 200 * 25.4
    assert np.percentile(error, 99) < 1.5
