import cv2
import numpy as np
import pytest

from ocr_service.reading.matching.homography import map_points
from ocr_service.reading.matching.local_shift import drop_outliers, shifts_at
from ocr_service.reading.pages import ScanPage
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from tests.unit.reading.form_pages import DPI, draw_slip, fill_slip, package, pixels_of, slip_template

PER_MM = DPI / 25.4


def anchors(step=10.0):
    """Anchors on a page that bulges by 2 mm in its middle, found exactly."""
    x, y = (part.ravel() for part in np.meshgrid(np.arange(10, 201, step), np.arange(10, 141, step)))
    return np.column_stack([x, y, np.zeros_like(x), 2 * np.sin(np.pi * x / 210), np.ones_like(x)])


def curled(pixels):
    """The page with a wave of 2.5 mm across it."""
    height, width = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    wave = 2.5 * PER_MM * np.sin(2 * np.pi * x / width)
    return cv2.remap(pixels, x, (y - wave).astype(np.float32), cv2.INTER_LINEAR, borderValue=(255,) * 3)


def test_zones_of_a_curled_page_lie_within_half_a_millimetre():
    catalogue = Catalogue([package(draw_slip(), slip_template())])
    page = ScanPage(number=1, pixels=curled(pixels_of(fill_slip(draw_slip()))))
    aligned = identify_form(PageView(page), catalogue).aligned
    reference = catalogue.pages[0]
    zones = np.array([[zone.box.x + zone.box.width / 2, zone.box.y + zone.box.height / 2] for zone in reference.fields])
    found = map_points(aligned.to_pixels, zones + shifts_at(aligned.shifts, zones)[:, :2]) / PER_MM
    true = zones + np.column_stack([np.zeros(len(zones)), 2.5 * np.sin(2 * np.pi * zones[:, 0] / 210)])
    assert np.linalg.norm(found - true, axis=1).max() < 0.5


def test_between_anchors_the_shift_is_known():
    dx, dy, spread = shifts_at(anchors(), np.array([[105.0, 75.0]]))[0]
    assert (dx, dy) == pytest.approx((0.0, 2.0), abs=0.05)
    assert spread < 0.2


def test_far_from_all_anchors_of_a_bent_page_it_is_said_to_be_unknown():
    left_edge = anchors()[anchors()[:, 0] < 40]
    near, far = shifts_at(left_edge, np.array([[25.0, 75.0], [180.0, 75.0]]))[:, 2]
    assert near < 0.3
    assert far > 1.2


def test_far_from_all_anchors_of_a_flat_page_nothing_is_feared():
    flat = anchors()[anchors()[:, 0] < 40] * (1, 1, 0, 0, 1)
    assert shifts_at(flat, np.array([[180.0, 75.0]]))[0, 2] < 0.5


def test_anchors_found_at_wrong_places_are_dropped():
    known = anchors()
    wrong = [40, 41, 97]
    known[wrong, 2] += (5.0, 4.0, -3.0)
    kept = drop_outliers(known)
    assert len(kept) == len(known) - len(wrong)
    assert np.abs(kept[:, 2]).max() == 0


def test_between_anchors_that_lie_far_apart_the_spread_allows_for_a_sharper_bend():
    known = anchors(20.0)
    known = known[np.linalg.norm(known[:, :2] - (105, 75), axis=1) > 32]
    between, among = shifts_at(known, np.array([[105.0, 75.0], [30.0, 30.0]]))[:, 2]
    assert between > 0.2 > among
