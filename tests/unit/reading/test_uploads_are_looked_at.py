"""What shows at upload, without knowing the form."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import ScanPage
from ocr_service.reading.quality.judge_upload import judge_page, judge_upload
from tests.unit.reading.form_pages import draw_slip, fill_slip, photographed, pixels_of


@pytest.fixture(scope="module")
def slip():
    return pixels_of(fill_slip(draw_slip()))


def codes(pixels):
    page = ScanPage(number=1, pixels=np.ascontiguousarray(pixels, np.uint8))
    return [reason.code for reason in judge_page(page)]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_good_scan_has_no_warning_whichever_side_is_up(slip, turn):
    assert codes(np.rot90(slip, turn // 90)) == []


@pytest.mark.parametrize("degrees", [6, -19])
def test_nor_a_sloping_one(slip, degrees):
    height, width = slip.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.75)
    assert codes(cv2.warpAffine(slip, matrix, (width, height), borderValue=(255, 255, 255))) == []


def test_nor_a_photo(slip):
    assert codes(photographed(slip)[0]) == []


def test_a_form_that_the_picture_cuts_through(slip):
    assert "page_print_cut" in codes(slip[:, : slip.shape[1] * 6 // 10])


def test_print_too_small_to_be_read(slip):
    assert "page_print_small" in codes(cv2.resize(slip, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA))


def test_a_picture_of_something_else():
    noise = np.random.default_rng(3).normal(120, 60, (90, 120, 3))
    assert codes(np.clip(cv2.resize(noise, (1600, 1200)), 0, 255)) in (["page_without_print"], ["page_blurred"])


def test_the_empty_back_of_a_sheet_on_a_desk():
    desk = np.random.default_rng(3).normal(90, 12, (1200, 1600, 3))
    cv2.fillConvexPoly(desk, np.array([[190, 100], [1450, 90], [1480, 1100], [150, 1090]]), (225, 228, 230))
    assert codes(np.clip(cv2.GaussianBlur(desk, (0, 0), 1), 0, 255)) == ["page_blank"]


def test_a_jpeg_is_decoded_at_a_reduced_scale(slip):
    big = io.BytesIO()
    Image.fromarray(cv2.resize(slip[..., ::-1], None, fx=2, fy=2)).save(big, "JPEG", dpi=(400, 400))
    (page,) = open_scan(big.getvalue(), ScanLimits(), side_px=1200)
    assert (page.reduced, page.dpi, page.pixels.shape[1]) == (2.0, 200.0, slip.shape[1])


def test_a_long_scan_is_looked_at_until_the_time_is_over(slip):
    page = Image.fromarray(cv2.resize(slip, None, fx=0.3, fy=0.3))
    tiff = io.BytesIO()
    page.save(tiff, "TIFF", save_all=True, append_images=[page] * 4)
    seconds = iter([0.0, 0.3, 0.6, 0.9, 1.2])
    looks = judge_upload(tiff.getvalue(), ScanLimits(), seconds=0.8, clock=lambda: next(seconds))
    assert [look.number for look in looks] == [1, 2, 3]
